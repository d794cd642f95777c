"""From files to articles, passages and an indexed library."""
