"""One module a version: what leads to it from the one before."""
