"""Who decides: a manager, its specialists, and the brain that drives them."""
