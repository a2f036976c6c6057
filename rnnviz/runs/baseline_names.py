"""What forecasts and answers without a network are called on every page."""

# Terms of the field, with what they mean in plain words.
TERMS = {
    "persistence": "next value = this value",
    "seasonal_naive": "next value = the value one season earlier",
    "ETS": "exponential smoothing",
    "entropy_floor": "the best possible",
    "memoryless": "guessing without memory",
}
PHRASES = {
    "always_1": "always answering 1",
    "bag_of_words": "counting the words",
    "coin_toss": "a coin toss",
    "commonest_character": "always the most common character",
    "guessing": "guessing",
    "most_opinions": "counting the opinions",
    "straight_line": "a straight line through two points",
    "uniform": "all symbols equally likely",
    "word_pairs": "counting word pairs",
}


def baseline_in_words(name: str) -> str:
    """Call a baseline by its term and what it means: ``persistence (next value = this value)``."""
    if name in TERMS:
        return f"{name.replace('_', ' ')} ({TERMS[name]})"
    return PHRASES.get(name, name.replace("_", " "))


def baseline_in_short(name: str) -> str:
    """Call a baseline by what it does, where there is little room."""
    return TERMS.get(name) or PHRASES.get(name, name.replace("_", " "))
