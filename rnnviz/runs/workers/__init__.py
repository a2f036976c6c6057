"""Who trains the runs of a store, where, and what keeps them at it."""
