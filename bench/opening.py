"""Measures what sealing costs: a value sealed, and the sealed values of one answer opened.

python -m bench.opening
"""

import time
from base64 import b64encode
from collections.abc import Callable

import orjson

from api.reading.json_text import FRAME_BEGINS, FRAME_ENDS, JSON
from api.reading.opening import opened
from tenants.identifiers import new_id
from tenants.sealing import TenantKeys, new_key

ROWS, TIMES, ROUNDS = 50, 200, 5
FIELDS = {"patients.first_name": "Ava", "patients.last_name": "Sample"}


def main() -> None:
    keys = TenantKeys(new_id(), {1: new_key()}, new_key(), current=1)
    clear = _answer(lambda _, value: orjson.dumps(value))
    sealed = _answer(lambda place, value: _frame(keys, place, value))
    assert orjson.loads(opened(sealed, keys)) == orjson.loads(clear)
    seconds = _best(lambda: opened(sealed, keys))
    count = ROWS * len(FIELDS)
    print(f"opened {count} values of a page of {ROWS}: {seconds * 1e6:.0f} us")
    print(f"one value opened: {seconds / count * 1e6:.2f} us")
    print(f"one value sealed: {_best(lambda: _seal(keys, 'Ava')) * 1e6:.2f} us")
    print(f"bytes from the database: {len(sealed) / len(clear):.1f} x those in the clear")


def _answer(shown: Callable[[str, str], bytes]) -> bytes:
    rows = (
        b'{"id":"Claim_%d","displayStatus":"PAID","patient":{"first":%b,"last":%b}}'
        % (number, *(shown(place, value) for place, value in FIELDS.items()))
        for number in range(ROWS)
    )
    return b'{"data":{"claims":[' + b",".join(rows) + b"]}}"


def _frame(keys: TenantKeys, place: str, value: str) -> bytes:
    row_id = new_id()
    text = b64encode(keys.sealed(place, row_id, orjson.dumps(value))).decode()
    return f"{FRAME_BEGINS}{JSON}{place}|{row_id}|{text}{FRAME_ENDS}".encode()


def _seal(keys: TenantKeys, value: str) -> bytes:
    return keys.sealed("patients.first_name", keys.tenant_id, orjson.dumps(value))


def _best(work: Callable[[], object]) -> float:
    rounds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(TIMES):
            work()
        rounds.append((time.perf_counter() - began) / TIMES)
    return min(rounds)


if __name__ == "__main__":
    main()
