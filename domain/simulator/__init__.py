"""A payer that adjudicates by script, for trying everything without a payer."""
