"""Lists of breached passwords: the shipped one, and one that was downloaded."""

import gzip
import random
from hashlib import sha1

import pytest
from typer.testing import CliRunner

from infra.breached_passwords import HEADER, KEPT_BYTES, BadList, BreachedPasswords, load
from mortar.cli import app

SEEN = [f"herons by river number {number}" for number in range(200)]


def line(password: str, count: int = 3) -> bytes:
    return f"{sha1(password.encode()).hexdigest().upper()}:{count}\r\n".encode()


def download(passwords: list[str], count: int = 3) -> list[bytes]:
    return sorted(line(password, count) for password in passwords)


def test_the_shipped_list_is_asked_where_nothing_was_loaded(tmp_path):
    known = BreachedPasswords(tmp_path / "none")

    assert known.contain("correcthorsebatterystaple")
    assert known.contain("1234567890123")
    assert not known.contain(SEEN[0])


def test_every_password_of_the_download_is_found_and_no_other(tmp_path):
    path = tmp_path / "list"

    count = load(download(SEEN), path)

    known = BreachedPasswords(path)
    assert count == 200
    assert path.stat().st_size == len(HEADER) + 200 * KEPT_BYTES
    assert [password for password in SEEN if not known.contain(password)] == []
    assert not any(known.contain(f"{password}!") for password in SEEN)


def test_an_empty_list_knows_nothing(tmp_path):
    path = tmp_path / "list"

    load([], path)

    assert not BreachedPasswords(path).contain(SEEN[0])


def test_what_was_seen_seldom_may_be_left_out(tmp_path):
    path = tmp_path / "list"

    count = load(sorted([line(SEEN[0], 9), line(SEEN[1], 10)]), path, at_least=10)

    known = BreachedPasswords(path)
    assert count == 1
    assert [known.contain(password) for password in SEEN[:2]] == [False, True]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([b"0018A45C4D1DEF81644B54AB7F969B88D65:3"], "Line 1 is not a SHA-1"),
        ([line(SEEN[0]), b"<html>"], "Line 2 is not a SHA-1"),
        (download(SEEN)[::-1], "Line 2 is not in order"),
    ],
)
def test_what_is_no_list_is_refused_and_leaves_the_former_one(tmp_path, lines, message):
    path = tmp_path / "list"
    load(download(SEEN[:1]), path)

    with pytest.raises(BadList, match=message):
        load(lines, path)

    assert [each.name for each in tmp_path.iterdir()] == ["list"]
    assert BreachedPasswords(path).contain(SEEN[0])


def test_a_file_from_elsewhere_is_not_believed(tmp_path):
    path = tmp_path / "list"
    path.write_bytes(random.Random(1).randbytes(100))

    with pytest.raises(BadList, match="passwords load"):
        BreachedPasswords(path).contain(SEEN[0])


@pytest.mark.parametrize("name", ["pwned.txt", "pwned.txt.gz"])
def test_the_command_loads_a_download(tmp_path, monkeypatch, name):
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    content = b"".join(download(SEEN))
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)

    result = CliRunner().invoke(app, ["passwords", "load", str(tmp_path / name)])

    assert result.exit_code == 0
    assert result.output.startswith("200 breached passwords are refused")
    assert BreachedPasswords(tmp_path / "data" / "breached-passwords").contain(SEEN[7])
