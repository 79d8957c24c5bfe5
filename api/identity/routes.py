"""Every route under /auth."""

from starlette.routing import Route

from api.identity.account import AccountEndpoints
from api.identity.account_links import account_link_routes
from api.identity.gate import Gate
from api.identity.sign_in import SignInEndpoints


def identity_routes(gate: Gate) -> list[Route]:
    return [
        *SignInEndpoints(gate).routes(),
        *account_link_routes(gate),
        *AccountEndpoints(gate).routes(),
    ]
