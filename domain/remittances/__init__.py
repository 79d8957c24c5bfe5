"""What payers paid and why: read, balanced, matched, quarantined."""
