"""The superuser of the isolation tests, found here by name: it sees every row as it is kept."""

from tests.tenants.victims import superuser

__all__ = ["superuser"]
