"""Global ids (Relay): a thing's type and key in one opaque text, as `Claim_0193…`."""

from uuid import UUID

import strawberry

from tenants.refusals import Invalid

Id = strawberry.ID

KEY_LENGTH = 36


def global_id(kind: str, key: UUID) -> Id:
    """The text that callers see, for a GraphQL type's name and a key."""
    return Id(f"{kind}_{key}")


def kind_of(text: str) -> str | None:
    """The type that an id names; None where the text does not look like an id at all."""
    at = len(text) - KEY_LENGTH - 1
    return text[:at] if at > 0 and text[at] == "_" else None


def key_of(text: str) -> UUID:
    """The key in an id, whatever its type: keys are unique over all of them.

    Raises:
        Invalid: not an id; the text is not repeated.
    """
    try:
        key = UUID(text[-KEY_LENGTH:])
    except ValueError:
        key = None
    if key is None or kind_of(text) is None:
        raise Invalid("This is not an id.")
    return key
