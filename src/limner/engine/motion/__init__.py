"""Features + Behaviour → Motion: what lips, face and head do at this tick."""
