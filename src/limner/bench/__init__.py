"""Measurements of a machine and of a living server. Each prints one JSON line; what its figures mean stands at the head of its file."""
