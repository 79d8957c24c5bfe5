"""Addresses that a tenant may not make us ask."""

import pytest

from infra.outbound import Outbound, is_public
from infra.outside import Declined

INSIDE = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://localhost/",
    "https://0.0.0.0/",
    "https://0/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://198.18.0.1/",
    "https://192.0.2.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[fe80::1]/",
    "https://[fc00::1]/",
    "https://[fd00:ec2::254]/",
    "https://[ff02::1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:db8::1]/",
]
MALFORMED = [
    "http://8.8.8.8/",
    "http://127.0.0.1/",
    "ftp://8.8.8.8/",
    "file:///etc/passwd",
    "gopher://8.8.8.8/",
    "//8.8.8.8/",
    "https://",
    "https:///path",
    "https://user@8.8.8.8/",
    "https://user:word@8.8.8.8/",
    "https://8.8.8.8@127.0.0.1/",
    "https://8.8.8.8\\@127.0.0.1/",
    "https://8.8.8.8/#@127.0.0.1/",
    "https://8.8.8.8 /",
    "https://8.8.8.8/\r\nHost: evil",
    "https://8.8.8.8:0/",
    "https://8.8.8.8:99999/",
    "https://[::1/",
    "https://ключ.example/",
    "https://8.8.8.8/" + "a" * 2_000,
    "",
]


@pytest.mark.parametrize("url", INSIDE)
def test_an_address_inside_is_not_asked(url):
    with pytest.raises(Declined, match="not public"):
        Outbound().get(url)


@pytest.mark.parametrize("url", MALFORMED)
def test_an_address_that_misleads_is_not_asked(url):
    with pytest.raises(Declined):
        Outbound().get(url)


def test_tls_is_left_out_on_this_machine_only_and_only_where_it_is_allowed():
    inside = Outbound(reaches_inside=True)

    assert inside.checked("http://127.0.0.1:8080/x").port == 8080
    for url in ("http://10.0.0.1/", "http://login.example/", "http://localhost.evil.example/"):
        with pytest.raises(Declined):
            inside.checked(url)


def test_the_internet_at_large_is_public():
    assert [is_public(one) for one in ("8.8.8.8", "2606:4700::1111", "64:ff9b::808:808")] == [
        True
    ] * 3
