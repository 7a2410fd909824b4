"""Limner makes a still portrait talk, live: portrait + sound + prompt → 1280x720, 25 fps picture with its sound."""

__version__ = "0.1.0"
