"""Anomalies: found in the audit log, explained, reviewed."""
