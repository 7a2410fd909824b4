"""Prompt text → a Behaviour, and a Behaviour → what the face should do at each tick."""
