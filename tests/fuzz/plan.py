"""How many cases go where. docs/SECURITY.md gives their sum, and a test holds it to that."""

import os

FACTOR = max(1, int(os.environ.get("RNNVIZ_FUZZ", "1")))

# Place where something comes in -> generated cases of the short form.
CASES = {
    "typed history": 300,
    "history of numbers": 100,
    "typed text": 200,
    "typed sequences": 200,
    "sizes of a sweep": 100,
    "run as JSON": 300,
    "training settings": 200,
    "task options": 200,
    "run ids": 100,
    "names of runs": 50,
    "packets": 250,
    "recordings, bytes": 200,
    "recordings, contents": 150,
    "weights": 120,
    "rows of the store": 60,
    "bytes of the store": 30,
    "cookies": 100,
    "addresses": 100,
    "typed sequences in addresses": 15,
}
