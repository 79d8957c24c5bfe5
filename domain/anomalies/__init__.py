"""Unusual access to patients, found in the audit log, and what a reviewer said of it."""
