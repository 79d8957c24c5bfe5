"""Signed encounters as coded, priced lines."""
