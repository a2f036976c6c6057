"""How a recording is made: hooks, layers run again, all gates in one product, a blocked scan."""
