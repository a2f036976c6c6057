"""Analyses of recordings: functions from arrays to arrays, without any drawing."""
