"""The fixtures of the isolation tests, found here by name."""

from tests.tenants.victims import application, superuser, victim

__all__ = ["application", "superuser", "victim"]
