"""The declared transaction sets, one file a set, the larger ones split by loops."""
