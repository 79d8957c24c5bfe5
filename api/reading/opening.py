"""Opens the sealed values of a finished answer, all of them at once."""

import orjson

from api.reading.json_text import FRAME_BEGINS, FRAME_ENDS, TEXT
from tenants.sealing import TenantKeys

BEGINS, ENDS = FRAME_BEGINS.encode(), FRAME_ENDS.encode()
AS_TEXT = ord(TEXT)
LONGEST_TEXT = 1_000_000
"""Characters of a file that one answer shows."""


def opened(answer: bytes, keys: TenantKeys) -> bytes:
    """The answer with each frame replaced by the JSON of the value that was sealed in it.

    Raises:
        Shredded: the tenant's keys are gone.
        DoesNotOpen: a value was changed or moved in the database.
    """
    first, *pieces = answer.split(BEGINS)
    parts = [first]
    for piece in pieces:
        frame, _, rest = piece.partition(ENDS)
        plain = keys.opened_text(frame[1:])
        parts.append(text_json(plain) if frame[0] == AS_TEXT else plain)
        parts.append(rest)
    return b"".join(parts)


def text_of(content: bytes) -> str:
    """The beginning of a file as text, each byte a character."""
    return content[:LONGEST_TEXT].decode("latin-1")


def text_json(content: bytes) -> bytes:
    return orjson.dumps(text_of(content))
