"""Jobs, the relay and the schedules, on real brokers."""
