"""Anything by its global id (Relay)."""

import strawberry

from api.reading.fields import Node, record, records
from tenants.permissions import Permission


@strawberry.type
class NodeQuery:
    """Each type still asks for the permission that reading it needs."""

    node: Node | None = record(Permission.READ_OWN_ACCOUNT)
    nodes: list[Node | None] = records(Permission.READ_OWN_ACCOUNT)
