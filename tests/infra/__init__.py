"""The outside world, as bytes."""
