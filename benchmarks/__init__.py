"""Slow evidence: how fast, how large, how right; figures go to `results/` and into README.md."""
