"""Whole-system tests: a real `limner serve`, a real Chromium."""
