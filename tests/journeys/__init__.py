"""The walk through several stages, as a store and its payers live it."""
