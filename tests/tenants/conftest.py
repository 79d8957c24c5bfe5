"""The fixtures of the isolation tests, found here by name."""

from tests.tenants.victims import (
    application,
    neighbour,
    superuser,
    victim,
    with_everything,
)

__all__ = ["application", "neighbour", "superuser", "victim", "with_everything"]
