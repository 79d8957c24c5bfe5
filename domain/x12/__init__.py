"""The X12 codec: one declarative table a transaction set drives reading, writing and validating."""
