"""Every route under /auth."""

from starlette.routing import Route

from api.identity.account import AccountEndpoints
from api.identity.gate import Gate
from api.identity.invitations import InvitationEndpoints
from api.identity.sign_in import SignInEndpoints


def identity_routes(gate: Gate) -> list[Route]:
    return [
        *SignInEndpoints(gate).routes(),
        *InvitationEndpoints(gate).routes(),
        *AccountEndpoints(gate.authenticator).routes(),
    ]
