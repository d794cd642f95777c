"""The answerer that lets a chat model search, read, count and calculate over the library before it answers."""
