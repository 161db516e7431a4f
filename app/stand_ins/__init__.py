"""Tiny checkpoints of real architectures, forged in seconds: what the tour and the tests load in place of real ones."""
