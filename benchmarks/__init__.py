"""Timings, each a make target: one table, and the same figures as JSON in build/bench."""
