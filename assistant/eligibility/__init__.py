"""Whether an organisation may take part, clause by clause."""
