"""Data, not code: request kinds, deadlines, paper, places and the example configuration."""
