"""Phrases that the app, the documentation and the errors do not use."""

from list_sentences import sentences

# Nobody says this: a riddle, a word that hides what it names, or a word order that is not English.
BANNED = (
    "1 units",
    "a row a step",
    "all else by",
    "all else stays",
    "also the same seed",
    "any more",
    "asked in training",
    "asks nobody",
    "began anew",
    "bias of the past",
    "blanks between",
    "brought back for",
    "by way of",
    "came to",
    "cannot paint",
    "else as --seed",
    "epoch a click",
    "features a step",
    "first weights",
    "goes along with",
    "goes on once",
    "goes on to the",
    "grammar of ours",
    "held against",
    "held likeliest",
    "here in full",
    "hold against",
    "holds likeliest",
    "in coarse",
    "in the folder of rnnviz",
    "is like this",
    "is no date",
    "is no embedded",
    "is no file",
    "is no forecasting",
    "is no name",
    "keeps its clipboard",
    "knows nothing",
    "last but one",
    "likeliest symbol",
    "link of the page",
    "made here",
    "many steps into",
    "mean surprise",
    "network is on its way",
    "networks speak",
    "no finite numbers",
    "nobody's to",
    "numbers, one a step",
    "of what needs",
    "once a seed",
    "one a row",
    "one a sequence",
    "really came",
    "recomposed from",
    "so many",
    "somebody else's",
    "stand here when",
    "stays as it is",
    "step a line",
    "to be tested on",
    "to the same numbers",
    "train it anew",
    "trained anew",
    "what became of",
    "what then",
    "when it is first read",
    "write on from",
    "written another way",
    "written down any",
)


def test_no_sentence_holds_a_phrase_that_nobody_says():
    said = [
        f"{sentence.file}:{sentence.line}: {phrase}"
        for sentence in sentences(docstrings=True)
        for phrase in BANNED
        if phrase in sentence.text.lower()
    ]
    assert not said, "\n".join(said)
