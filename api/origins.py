"""How somebody came to ask: through what, in which request, for which purpose."""

from graphql import GraphQLError
from starlette.requests import Request

from api.authentication import Caller
from api.documents import Rejected
from api.wrapping import request_id
from tenants.audit import Origin

PURPOSES = frozenset(
    {
        "BTG", "ETREAT", "HLEGAL", "HOPERAT", "HPAYMT", "HRESCH", "PATRQT", "PUBHLTH", "TREAT",
    }
)  # fmt: skip
"""HL7's PurposeOfUse, as far as a pharmacy has use for it."""
HEADER = "x-purpose-of-use"


def origin_of(request: Request, caller: Caller, action: str | None = None) -> Origin:
    """What the audit log says of where a request came from.

    Raises:
        Rejected: the purpose is none that we know.
    """
    purpose = request.headers.get(HEADER)
    if purpose is not None and purpose not in PURPOSES:
        message = f"X-Purpose-Of-Use is one of {', '.join(sorted(PURPOSES))}."
        raise Rejected([GraphQLError(message, extensions={"code": "unknown_purpose"})], 400)
    through_id = caller.session_id or (caller.program.id if caller.program else None)
    return Origin(
        through="application" if caller.csrf_token is None else "browser",
        through_id=str(through_id) if through_id else None,
        request_id=request_id.get() or None,
        purpose=purpose,
        action=action,
    )
