"""How well documents are found: public sets, what they are searched with, and how the results differ."""
