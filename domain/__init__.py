"""What the business does: one package a stage of the walk."""
