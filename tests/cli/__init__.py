"""The command line: what it says, what it starts, how it ends."""
