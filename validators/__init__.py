"""Is it good enough to show? One function, one check."""
