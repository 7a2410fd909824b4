"""Picture file → Rig. Runs once per portrait."""
