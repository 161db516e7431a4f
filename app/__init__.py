"""Where requests enter and answers leave."""
