"""Every route under /auth."""

from starlette.routing import Route

from api.identity.account import AccountEndpoints
from api.identity.account_links import account_link_routes
from api.identity.discovery import DiscoveryEndpoint
from api.identity.enrolment import EnrolmentEndpoints
from api.identity.gate import Gate
from api.identity.openid import OpenIDEndpoints
from api.identity.own_factors import OwnFactorEndpoints
from api.identity.proving import ProofEndpoints
from api.identity.scripts import script_routes
from api.identity.second_factors import SecondFactorEndpoints
from api.identity.sign_in import SignInEndpoints
from infra.openid import OpenID


def identity_routes(gate: Gate, openid: OpenID) -> list[Route]:
    second, enrolment = SecondFactorEndpoints(gate), EnrolmentEndpoints(gate)
    sign_in = SignInEndpoints(gate, second, enrolment)
    return [
        *sign_in.routes(),
        *ProofEndpoints(gate, second).routes(),
        *second.routes(),
        *enrolment.routes(),
        *OwnFactorEndpoints(gate).routes(),
        *account_link_routes(gate),
        *OpenIDEndpoints(gate, openid, sign_in.next_step).routes(),
        *DiscoveryEndpoint(gate, openid).routes(),
        *AccountEndpoints(gate).routes(),
        *script_routes(),
    ]
