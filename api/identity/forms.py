"""What the calls under /auth read and answer: small forms or JSON, pages, refusals."""

from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from api.wrapping import SCRIPTED_PAGE
from tenants.refusals import Refused

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent.parent / "pages"), autoescape=True
)
SCRIPTED = frozenset({"second-factor.html", "enrolment.html"})
MAX_FORM_BYTES = 8_192
JSON = "application/json"
STATUSES = {
    "csrf": 403,
    "reauthentication_required": 403,
    "sign_in_again": 401,
    "too_many_attempts": 429,
    "unauthenticated": 401,
    "wrong_proof": 401,
}
"""Of refusals that are not simply a bad request."""


class BadForm(Refused):
    """The body cannot be read."""

    code = "bad_request"


class WrongProof(Refused):
    """The password or the code is not theirs."""

    code = "wrong_proof"

    def __init__(self) -> None:
        super().__init__("This is wrong, or there were too many attempts. Try again soon.")


async def read_form(request: Request) -> dict[str, str]:
    """The fields, all of them text.

    Raises:
        BadForm: the body is too long, or neither JSON nor a form.
    """
    if int(request.headers.get("content-length") or MAX_FORM_BYTES + 1) > MAX_FORM_BYTES:
        raise BadForm("The body is too long, or does not say how long it is.")
    if is_json(request):
        try:
            fields = orjson.loads(await request.body())
        except orjson.JSONDecodeError:
            raise BadForm("The body is no JSON.") from None
        if not isinstance(fields, dict):
            raise BadForm("The body must be one JSON object.")
    else:
        fields = dict(await request.form())
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == JSON


def page(name: str, status: int = 200, **words: Any) -> Response:
    policy = {"content-security-policy": SCRIPTED_PAGE} if name in SCRIPTED else None
    return HTMLResponse(PAGES.get_template(name).render(words), status, policy)


def refusal(refused: Refused, request: Request | None = None, shown: str = "") -> Response:
    """The same form again for a person, where there is one; JSON for everybody else."""
    status = STATUSES.get(refused.code, 400)
    if request is not None and not is_json(request):
        return page(shown, status, problem=refused.message)
    told = {"code": refused.code, "message": refused.message} | refused.details()
    return JSONResponse(told, status)
