"""The payer that the product brings along."""
