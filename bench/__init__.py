"""Benchmarks: each is a command that prints its figures; none is a timed test."""
