"""Disclosures: recorded, suspended, accounted for."""
