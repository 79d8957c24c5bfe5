"""People and their coverage."""
