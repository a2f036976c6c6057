"""Phrases that the app, the documentation and the errors do not use."""

from list_sentences import sentences

# Nobody says this: a riddle, a word that hides what it names, or a word order that is not English.
BANNED = (
    "1 units",
    "all else by",
    "all else stays",
    "any more",
    "also the same seed",
    "asks nobody",
    "brought back for",
    "came to",
    "else as --seed",
    "epoch a click",
    "goes on once",
    "goes on to the",
    "held against",
    "held likeliest",
    "hold against",
    "holds likeliest",
    "in the folder of rnnviz",
    "is like this",
    "is no file",
    "is no forecasting",
    "is no name",
    "network is on its way",
    "knows nothing",
    "last but one",
    "many steps into",
    "networks speak",
    "nobody's to",
    "of what needs",
    "once a seed",
    "one a row",
    "really came",
    "so many",
    "somebody else's",
    "stays as it is",
    "to the same numbers",
    "trained anew",
    "train it anew",
    "what became of",
    "what then",
    "when it is first read",
    "written down any",
)

# Files whose sentences are still to be read; none may stay here.
UNREAD = (
    "rnnviz/instrument/",
    "rnnviz/recorded",
    "rnnviz/runs/verdict.py",
    "rnnviz/tape.py",
    "rnnviz/tasks/",
    "rnnviz/typed.py",
    "rnnviz/ui/compare_results.py",
    "rnnviz/ui/controls.py",
    "rnnviz/ui/forecast.py",
    "rnnviz/ui/forecast_table.py",
    "rnnviz/ui/forecast_words.py",
    "rnnviz/ui/frontend/player/",
    "rnnviz/ui/gate_saturation.py",
    "rnnviz/ui/player.py",
    "rnnviz/ui/results.py",
    "rnnviz/ui/sequence_choice.py",
    "rnnviz/ui/stage",
    "rnnviz/ui/task_cards.py",
    "rnnviz/ui/typed",
)


def test_no_sentence_holds_a_phrase_that_nobody_says():
    said = [
        f"{sentence.file}:{sentence.line}: {phrase}"
        for sentence in sentences(docstrings=True)
        for phrase in BANNED
        if not sentence.file.startswith(UNREAD) and phrase in sentence.text.lower()
    ]
    assert not said, "\n".join(said)
