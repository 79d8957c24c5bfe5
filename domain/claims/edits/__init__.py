"""Edits: pure propositions that a claim must satisfy before it leaves.

Each is a function from `ClaimContent` to findings, named for what should be true. `catalogue.py`
lists them all; a finding's code never changes once a person may have overridden it.
"""
