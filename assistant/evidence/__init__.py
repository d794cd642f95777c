"""What the sources hold for a question: sentences, and how well each of them says what is asked."""
