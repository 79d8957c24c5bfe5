"""Whose data it is, who acts, what they may do; opens every session."""
