"""What the GraphQL library says is wrong, without the values that it quotes: they may be a patient's."""

import re
from collections.abc import Iterable

from graphql import GraphQLError

QUOTED = (
    (re.compile(r"(Expected value of .*?)(?:, found|, but encountered|\. Did you|\. Found).*", re.DOTALL), r"\1."),
    (re.compile(r"( cannot represent [^:]*):.*", re.DOTALL), r"\1."),
    (re.compile(r"Value '.*' does not exist in ('\w+') enum.*", re.DOTALL), r"This value does not exist in \1."),
    (re.compile(r"(Syntax Error: .*found (?:String|BlockString)) .*", re.DOTALL), r"\1."),
)  # fmt: skip
"""How a sentence with a value in it looks, and what is left of it."""


def unquoted(errors: Iterable[GraphQLError]) -> list[GraphQLError]:
    """The same errors at the same places."""
    return [_unquoted(error) for error in errors]


def _unquoted(error: GraphQLError) -> GraphQLError:
    for quoting, left in QUOTED:
        error.message = quoting.sub(left, error.message, count=1)
    return error
