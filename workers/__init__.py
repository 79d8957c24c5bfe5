"""Dramatiq jobs: code-set refresh, submission, polling, posting."""
