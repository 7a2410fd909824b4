"""Rig + Motion → planar YUV 4:2:0 frames, every tick."""
