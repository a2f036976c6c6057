"""Runs that outlive the page: what to run, where it is kept, who runs it."""
