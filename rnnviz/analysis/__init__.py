"""Array to array: what can be computed from a recording, before anything is drawn."""
