"""The key that wraps tenants' keys: kept by AWS KMS, exchanged while everybody works."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from sqlalchemy import select

from domain.patients.models import Patient
from infra import aws
from infra.key_encryption import KeyFile
from infra.master_keys import master_keys
from infra.outside import Declined, Unreachable
from infra.settings import Settings
from tenants import rewrapping
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tenants.keyring import Keyring, entrust
from tenants.models import TenantKey
from tests.builders import a_patient
from tests.conftest import CONTEXT_KEY, MASTER_KEY, TestDatabase

ROOT = Path(__file__).parents[2]
REGION = "us-east-2"


@pytest.fixture
def kms(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """AWS KMS as moto plays it, in this process."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    aws.client.cache_clear()
    with mock_aws():
        yield boto3.client("kms", region_name=REGION)
    aws.client.cache_clear()


@pytest.fixture
def settings(tmp_path: Path, database: TestDatabase) -> Settings:
    (tmp_path / "context.key").write_bytes(CONTEXT_KEY)
    (tmp_path / "master.key").write_text(MASTER_KEY)
    return replace(
        Settings.from_environment({"DATA_DIR": str(tmp_path)}),
        database_url=database.urls.application,
        platform_database_url=database.urls.platform,
    )


def a_key(kms: Any) -> str:
    """Its ARN."""
    made = kms.create_key(KeyUsage="ENCRYPT_DECRYPT", KeySpec="SYMMETRIC_DEFAULT")
    arn: str = made["KeyMetadata"]["Arn"]
    return arn


def test_kms_wraps_and_unwraps_for_the_same_tenant_alone(kms, settings) -> None:
    arn = a_key(kms)
    kms.create_alias(AliasName="alias/mortar", TargetKeyId=arn)
    keys = master_keys(replace(settings, master_key="alias/mortar"))
    tenant_id = new_id()

    wrapped = keys.wrapped(tenant_id, b"a key")

    assert keys.name == f"kms:{arn}"
    assert b"a key" not in wrapped
    assert keys.unwrapped(tenant_id, wrapped, keys.name) == b"a key"
    with pytest.raises(Declined, match="another tenant"):
        keys.unwrapped(new_id(), wrapped, keys.name)
    with pytest.raises(Declined, match="something else"):
        keys.unwrapped(tenant_id, wrapped[:-1] + bytes([wrapped[-1] ^ 1]), keys.name)


def test_a_key_that_cannot_be_used_is_told_plainly(kms, settings) -> None:
    arn = a_key(kms)
    kms.disable_key(KeyId=arn.rpartition("/")[2])
    signing = kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec="ECC_NIST_P256")["KeyMetadata"]["Arn"]

    for key_id, said in (
        (arn, "is Disabled: enable it"),
        (signing, "no symmetric key that encrypts"),
        (f"arn:aws:kms:{REGION}:123456789012:key/{new_id()}", "no such key here"),
    ):
        with pytest.raises(Declined, match=said):
            master_keys(replace(settings, master_key=key_id)).wrapped(new_id(), b"a key")


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        ("AccessDeniedException", Declined, "may not use it: look at its role"),
        ("DisabledException", Declined, "the key is disabled: enable it"),
        ("KMSInvalidStateException", Declined, "about to be deleted"),
        ("SomethingNewException", Declined, "SomethingNewException"),
        ("ThrottlingException", Unreachable, "does not answer now"),
    ],
)
def test_what_aws_says_is_told_in_words(code: str, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said), aws.told_plainly("The key"):
        raise ClientError({"Error": {"Code": code}}, "Decrypt")


def test_a_file_that_is_missing_is_named_not_made(kms, settings) -> None:
    settings.master_key_file.unlink()
    keys = master_keys(replace(settings, master_key=a_key(kms)))

    with pytest.raises(Declined, match="MASTER_KEY_FILE must name that file"):
        keys.unwrapped(new_id(), b"wrapped", "file:0123456789ab")
    assert not settings.master_key_file.exists()


def test_from_the_file_to_kms_and_back_nothing_is_lost(
    kms, settings: Settings, database: TestDatabase, tenant: TenantDatabase
) -> None:
    with tenant.transaction() as session:
        patient_id = a_patient(session, last_name="SAMPLE").id
    managed = master_keys(replace(settings, master_key=a_key(kms)))
    file = master_keys(settings)
    tenant_id = tenant.actor.tenant_id

    for goal, count in ((managed, 2), (managed, 0), (file, 2)):
        with tenant.transaction() as session:
            others = rewrapping.wrapped_otherwise(session, goal.name)
        found = [rewrapping.rewrapped(tenant_id, key, goal) for key in others]
        with tenant.transaction() as session:
            kept = [rewrapping.keep(session, each, goal.name) for each in found]
            again = [rewrapping.keep(session, each, goal.name) for each in found]
        assert (all(kept), any(again), len(kept)) == (True, False, count)
        engine = entrust(database.application.execution_options(), Keyring(goal))
        with TenantDatabase(engine, database.signer, tenant.actor).transaction() as session:
            assert session.get(Patient, patient_id).last_name == "SAMPLE"
            names = set(session.scalars(select(TenantKey.wrapped_with)))
        assert names == {goal.name}


def test_the_command_wraps_what_is_wrapped_otherwise_and_nothing_else(
    settings: Settings, tenant: TenantDatabase
) -> None:
    with tenant.transaction() as session:
        a_patient(session)

    done = subprocess.run(
        [sys.executable, "-m", "mortar", "keys", "rewrap"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | settings.as_environment(),
    )

    assert (done.returncode, done.stderr) == (0, "")
    *_, counted, told = done.stdout.splitlines()
    assert counted.endswith(" tenants: 0 keys wrapped.")
    assert told == f"{KeyFile(settings.master_key_file).name} wraps the keys of every tenant."
