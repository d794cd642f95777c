"""What an answer must pass before anybody sees it."""
