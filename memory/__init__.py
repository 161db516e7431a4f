"""What is kept: files with their provenance, every step of every agent, and notes."""
