"""48 kHz sound → what the motion stages listen to, one set of features per tick."""
