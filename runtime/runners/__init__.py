"""One file per family of models that needs more than a `transformers` pipeline."""
