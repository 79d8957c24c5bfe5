"""Claims on their way out and the answers that come back."""
