"""One script for each figure that the README quotes. `make bench` runs them all."""
