"""Who pays, and how they want to be billed."""
