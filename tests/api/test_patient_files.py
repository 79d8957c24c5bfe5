"""Files of patients over HTTP: larger than a GraphQL request, for those who may import."""

import csv
import io

import pytest
from sqlalchemy import select

from domain.patients import import_files
from domain.patients.import_files import REQUIRED
from domain.patients.models import PatientImport
from tenants.permissions import Permission


def rows_of(count: int, **given: str) -> bytes:
    people = [
        {
            "identifier_system": "dispensing", "identifier_value": f"{n}", "first_name": f"N{n}",
            "last_name": "Sample", "birth_on": f"19{n % 80 + 10}-01-01", "sex": "F",
            "address_line": "12 Elm Ave", "city": "Saint Paul", "state": "MN",
            "zip_code": "55102", **given,
        }
        for n in range(count)
    ]  # fmt: skip
    out = io.StringIO()
    writer = csv.DictWriter(out, REQUIRED)
    writer.writeheader()
    writer.writerows(people)
    return out.getvalue().encode()


@pytest.fixture
def load(client, signed_in):
    def send(content: bytes, *permissions: Permission, asked: str = "", **headers: str):
        browser = signed_in(*permissions)
        return client.post(
            f"/patients/import?{asked}", content=content, headers=browser.headers | headers
        )

    return send


def test_a_file_beyond_graphqls_limit_is_loaded(load):
    content = rows_of(3_000, address_line="A rather long address line, to be large" + "!" * 15)
    assert len(content) > 256 * 1024

    answer = load(content, asked="despiteDuplicates=true").json()

    assert answer == {
        "status": "loaded", "patientCount": 3_000, "coverageCount": 0, "knownCount": 0,
        "problems": [],
    }  # fmt: skip


def test_the_name_of_a_file_is_written_as_in_a_url(load, tenant):
    load(rows_of(1), **{"x-file-name": "cl%C3%ADnica%20100%25.csv"})

    with tenant.transaction() as session:
        assert session.scalars(select(PatientImport)).one().file_name == "clínica 100%.csv"


def test_a_dry_run_says_what_would_be_loaded(load):
    answer = load(rows_of(2), asked="dryRun=true").json()

    assert (answer["status"], answer["patientCount"]) == ("checked", 2)


def test_problems_are_given_as_a_sheet(load):
    answer = load(rows_of(1, sex="?"), accept="text/csv")

    assert list(csv.reader(io.StringIO(answer.text))) == [
        ["row", "column", "message"],
        ["2", "sex", "Sex is F, M or U."],
    ]


def test_a_file_too_large_is_given_up_on(load):
    answer = load(b"x" * (import_files.MOST_BYTES + 1))

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_the_permission_to_import_is_needed(load):
    answer = load(rows_of(1), Permission.WRITE_PATIENTS)

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_a_stranger_loads_nothing(client):
    assert client.post("/patients/import", content=rows_of(1)).status_code == 401


def test_another_sites_page_loads_nothing(client, signed_in):
    cookie = {"cookie": signed_in().headers["cookie"]}

    answer = client.post("/patients/import", content=rows_of(1), headers=cookie)

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
