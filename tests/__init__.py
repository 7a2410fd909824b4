"""Hermetic tests of each part; `e2e/` runs the whole."""
