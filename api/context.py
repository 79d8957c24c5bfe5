"""What a resolver may use: who asks, and the one transaction of their operation."""

from dataclasses import dataclass

import strawberry
from sqlalchemy.orm import Session

from infra.seal import Seal
from tenants.actor import Actor


@dataclass(frozen=True, slots=True)
class Context:
    """Made for each operation; resolvers never open a session of their own."""

    actor: Actor
    session: Session
    seal: Seal


Info = strawberry.Info[Context, None]
