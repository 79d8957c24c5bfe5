"""Ids tell the order of their making."""

from tenants.identifiers import new_id


def test_ids_are_uuid7_and_keep_their_order() -> None:
    ids = [new_id() for _ in range(10_000)]

    assert ids == sorted(set(ids))
    assert {(each.version, each.variant) for each in ids} == {(7, "specified in RFC 4122")}
