"""One reader a file format: a file in, articles out."""
