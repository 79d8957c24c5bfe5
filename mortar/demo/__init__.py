"""Two invented pharmacies to look at: what is in them, and how they come into being."""
