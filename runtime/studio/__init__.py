"""Pictures and clips made from words: how pipelines of diffusers are opened, told what to do, and added to."""
