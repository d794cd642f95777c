"""Facts out of documents: who helps whom, how much, under which programme, and who may take part. No language model."""
