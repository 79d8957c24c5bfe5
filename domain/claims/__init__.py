"""Claims assembled, checked, held and released."""
