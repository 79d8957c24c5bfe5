"""Documents and variables made to exhaust: refused before anybody is even looked up."""

import pytest

from api.documents import Documents, Rejected
from api.schema import core

LONG = 250_000
"""Characters: just short of what a body may have."""
IDS = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"


def within(depth: int) -> object:
    value: object = "x"
    for _ in range(depth):
        value = [value]
    return value


def refusal(client, query, variables=None):
    """What a stranger is told: none of it is that they are one."""
    answer = client.post("/graphql", json={"query": query, "variables": variables})
    errors = answer.json()["errors"]
    assert {error.get("extensions", {}).get("code") for error in errors} <= {
        None,
        "bad_request",
        "limit_exceeded",
    }
    return answer.status_code, [error["message"] for error in errors]


TOO_DEEP = "Syntax Error: Document is nested too deeply. Parsing aborted."
DOCUMENTS = {
    "lists in lists": (f"{{ nodes(ids: {'[' * 990}{']' * 990}) {{ id }} }}", TOO_DEEP),
    "objects in objects": (f"{{ claims(filter: {'{a: ' * 450}1{'}' * 450}) {{ a }} }}", TOO_DEEP),
    "selections in selections": ("{ me " * 900 + "}" * 900, TOO_DEEP),
    "a type of lists": (f"query ($a: {'[' * 900}ID{']' * 900}) {{ a }}", TOO_DEEP),
    "too many tokens": (
        "{ " + "a " * 2_001 + "}",
        "Syntax Error: Document contains more than 2000 tokens. Parsing aborted.",
    ),
    "fragments that no one uses": (
        " ".join(f"fragment f{i} on Query {{ me {{ id }} }}" for i in range(300)),
        "Syntax Error: Document contains more than 2000 tokens. Parsing aborted.",
    ),
    "comments": (
        "#\n" * 600 + "{ __typename }",
        "Syntax Error: Document contains more than 500 comments. Parsing aborted.",
    ),
    "a cycle of fragments": (
        "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
        "Cannot spread fragment 'a' within itself.",
    ),
    "inline fragments in one another": (
        "{ " + "... on Query { " * 70 + "me { id }" + " }" * 71,
        "The operation's nesting of 65 or more exceeds the limit of 64.",
    ),
    "one directive again and again": (
        "{ me " + "@include(if: true) " * 280 + "{ id } }",
        "The directive '@include' can only be used once at this location.",
    ),
    "directives that there are not": (
        "{ me " + "@nothing " * 900 + "{ id } }",
        "Unknown directive '@nothing'.",
    ),
    "a page size of thousands of digits": (
        f"{{ claims(first: {'9' * 5_000}) {{ nodes {{ id }} }} }}",
        "The operation's cost of 19999999999 or more exceeds the limit of 50000.",
    ),
    "pages within pages": (
        "{ patients(first: 100) { nodes { claims(first: 1000) { nodes { id } } } } }",
        "The operation's cost of 200201 or more exceeds the limit of 50000.",
    ),
}


@pytest.mark.parametrize(("query", "said"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_that_would_exhaust_is_refused(client, query, said):
    _, messages = refusal(client, query)

    assert len(messages) <= 6
    assert said is None or messages[0] == said


def test_as_many_things_as_are_asked_for_by_id_are_paid_for(client):
    _, messages = refusal(client, IDS, {"ids": ["x"] * 50_000})

    assert messages == ["The operation's cost of 50001 or more exceeds the limit of 50000."]


@pytest.mark.parametrize("depth", [100, 900])
def test_variables_deep_within_one_another_are_not_looked_at(client, depth):
    _, messages = refusal(client, IDS, {"ids": within(depth)})

    assert messages == ["The variables are nested more than 100 deep."]


def test_json_that_its_reader_gives_up_is_no_error_of_ours(client):
    content = b'{"query": "{ __typename }", "variables": ' + b'{"a":' * 9_000 + b"1" + b"}" * 9_001

    answer = client.post("/graphql", content=content, headers={"content-type": "application/json"})

    assert answer.json()["errors"][0]["message"] == "The body is no JSON."


@pytest.mark.parametrize("body", ["[]", '[{"query": "{ __typename }"}]', '"{ __typename }"'])
def test_a_batch_is_not_accepted(client, body):
    answer = client.post("/graphql", content=body, headers={"content-type": "application/json"})

    assert "batches are not accepted" in answer.json()["errors"][0]["message"]


def test_only_so_many_errors_are_told(client):
    unknown = " ".join(f"field{i}" for i in range(900))

    _, messages = refusal(client, f"{{ {unknown} }}")

    assert len(messages) == 6
    assert messages[-1] == "Too many validation errors, error limit reached. Validation aborted."


def test_a_long_value_costs_no_more_than_its_length(signed_in):
    answer = signed_in().post(f'{{ node(id: "{"a" * LONG}") {{ id }} }}')

    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["invalid"]
    assert len(answer.content) < 500


@pytest.mark.parametrize(
    "query", ["{ __schema { types { name } } }", '{ __type(name: "Claim") { name } }', "{ clams }"]
)
def test_where_the_schema_is_not_told_nothing_suggests_it(query):
    with pytest.raises(Rejected) as rejected:
        Documents(core(), introspection=False).operation(query, None)

    told = " ".join(error.message for error in rejected.value.errors)
    assert "Did you mean" not in told
    assert "claims" not in told
