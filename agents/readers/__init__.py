"""What the words of a clause give for each argument of a tool: one file for each kind of thing that is told."""
