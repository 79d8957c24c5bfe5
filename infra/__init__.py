"""The outside world as bytes: settings, database, broker, payer gateways, files, identity, telemetry."""
