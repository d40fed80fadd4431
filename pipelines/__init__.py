"""WHEN: the order of the steps and the command `clues`; touches no DataFrame."""
