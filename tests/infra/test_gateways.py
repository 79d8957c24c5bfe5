"""A drop box takes a file once, whole, under a harmless name."""

from pathlib import Path
from uuid import UUID

import pytest

from infra.gateways import Gateways
from infra.gateways.directory import MAX_FILE_BYTES, DirectoryGateway
from infra.outside import Declined, Unreachable

TENANT, PARTNER = UUID(int=1), UUID(int=2)


@pytest.fixture
def gateway(tmp_path: Path) -> DirectoryGateway:
    return DirectoryGateway(tmp_path / "box")


def put(gateway: DirectoryGateway, name: str, content: bytes = b"ISA") -> None:
    gateway.inbound.mkdir(parents=True, exist_ok=True)
    (gateway.inbound / name).write_bytes(content)


def test_a_file_is_handed_over(gateway: DirectoryGateway) -> None:
    gateway.send("a.x12", b"ISA")

    assert gateway.has("a.x12")
    assert (gateway.outbound / "a.x12").read_bytes() == b"ISA"


def test_a_second_send_of_the_same_name_changes_nothing(gateway: DirectoryGateway) -> None:
    gateway.send("a.x12", b"ISA")
    gateway.sent.mkdir(parents=True)
    (gateway.outbound / "a.x12").replace(gateway.sent / "a.x12")

    gateway.send("a.x12", b"ISA")

    assert not (gateway.outbound / "a.x12").exists()


def test_another_file_of_a_name_that_was_sent_is_declined(gateway: DirectoryGateway) -> None:
    gateway.send("a.x12", b"ISA")

    with pytest.raises(Declined):
        gateway.send("a.x12", b"ISA*00")

    assert (gateway.outbound / "a.x12").read_bytes() == b"ISA"


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", ".a", "", "a/b", "a\nb", "a b", "é.x12"])
def test_a_strange_name_is_declined(gateway: DirectoryGateway, name: str) -> None:
    with pytest.raises(Declined):
        gateway.send(name, b"ISA")


def test_only_plain_files_with_plain_names_are_offered(
    gateway: DirectoryGateway, tmp_path: Path
) -> None:
    put(gateway, "b.x12")
    put(gateway, "a\nb")
    put(gateway, ".part")
    (tmp_path / "secret").write_text("secret")
    (gateway.inbound / "link.x12").symlink_to(tmp_path / "secret")
    (gateway.inbound / "folder").mkdir()

    assert gateway.names() == ["b.x12"]


def test_a_link_is_not_followed(gateway: DirectoryGateway, tmp_path: Path) -> None:
    put(gateway, "b.x12")
    (tmp_path / "secret").write_text("secret")
    (gateway.inbound / "link.x12").symlink_to(tmp_path / "secret")

    with pytest.raises(Unreachable):
        gateway.fetch("link.x12")


def test_a_file_waits_until_it_is_said_to_be_kept(gateway: DirectoryGateway) -> None:
    put(gateway, "b.x12")

    first, again = gateway.fetch("b.x12"), gateway.fetch("b.x12")
    gateway.done("b.x12")
    gateway.done("b.x12")

    assert first == again == b"ISA"
    assert gateway.names() == []


def test_too_large_a_file_is_declined(gateway: DirectoryGateway) -> None:
    put(gateway, "large.x12")
    with (gateway.inbound / "large.x12").open("r+b") as file:
        file.truncate(MAX_FILE_BYTES + 1)

    with pytest.raises(Declined):
        gateway.fetch("large.x12")


def test_a_vanished_file_is_declined(gateway: DirectoryGateway) -> None:
    with pytest.raises(Declined):
        gateway.fetch("gone.x12")


def test_each_partner_of_each_tenant_has_a_box_of_its_own(tmp_path: Path) -> None:
    gateways = Gateways(tmp_path)

    gateways.to("directory", TENANT, PARTNER, {}).send("a.x12", b"ISA")

    assert gateways.to("directory", TENANT, PARTNER, {}).has("a.x12")
    assert not gateways.to("directory", PARTNER, TENANT, {}).has("a.x12")
    assert not gateways.to("simulator", TENANT, PARTNER, {}).has("a.x12")


def test_an_unknown_kind_is_declined(tmp_path: Path) -> None:
    with pytest.raises(Declined):
        Gateways(tmp_path).to("carrier_pigeon", TENANT, PARTNER, {})
