"""What can be done: one file per capability."""
