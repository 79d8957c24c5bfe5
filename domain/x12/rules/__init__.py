"""What a transaction must be beyond its syntax: one small proposition a rule, over the values."""
