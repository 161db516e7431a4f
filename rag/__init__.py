"""What documents know: read, cut, embed, index, retrieve."""
