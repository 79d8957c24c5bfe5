"""Compiled reads: a query operation becomes one SQL statement that returns the finished answer."""
