"""The command `bangfu`: one module a group of commands."""
