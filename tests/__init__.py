"""Everything that Mortar promises, tried."""
