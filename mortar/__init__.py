"""The command line and what it runs: the one-machine supervisor, the demo, the journey."""
