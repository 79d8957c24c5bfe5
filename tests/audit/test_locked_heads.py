"""Heads in a bucket that locks them, signed by a key that nobody holds: AWS as moto plays it."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra import aws
from infra.head_signing import ManagedSigner
from infra.head_stores import head_store
from infra.locked_bucket import LockedBucket
from infra.outside import Declined
from infra.settings import WrongSetting
from tenants.chain.heads import AlreadyExported, Export, Head, WrongExport, exports, fingerprint
from tenants.identifiers import new_id

REGION = "us-east-2"
PLACE = "s3://mortar-heads/production"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    aws.client.cache_clear()
    with mock_aws():
        yield boto3.client("s3", region_name=REGION)
    aws.client.cache_clear()


def a_bucket(s3: Any, mode: str = "COMPLIANCE") -> None:
    s3.create_bucket(
        Bucket="mortar-heads",
        CreateBucketConfiguration={"LocationConstraint": REGION},
        ObjectLockEnabledForBucket=True,
    )
    rule = {"DefaultRetention": {"Mode": mode, "Days": 2557}}
    s3.put_object_lock_configuration(
        Bucket="mortar-heads",
        ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule},
    )


def a_signer(spec: str = "ECC_NIST_P256") -> ManagedSigner:
    kms = boto3.client("kms", region_name=REGION)
    made = kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec=spec)
    return ManagedSigner(made["KeyMetadata"]["Arn"])


def exported(store: Any, signer: Any, count: int) -> list[Export]:
    previous, made = "", []
    for sequence in range(1, count + 1):
        heads = {new_id(): Head(sequence, bytes(32))}
        export = Export(sequence, previous, datetime.now(UTC), sequence == 1, heads)
        content = export.signed(signer)
        store.write(export.name, content)
        previous = hashlib.sha256(content).hexdigest()
        made.append(export)
    return made


def test_all_workers_sign_as_one_and_the_bucket_gives_back_what_was_signed(s3) -> None:
    a_bucket(s3)
    store, signer = head_store(PLACE), a_signer()
    made = exported(store, signer, 3)
    another_worker = ManagedSigner(signer._key_id).public_key()

    assert list(exports(LockedBucket(PLACE), another_worker)) == made
    assert store.names(made[0].name) == [made[1].name, made[2].name]
    assert fingerprint(another_worker) == fingerprint(signer.public_key())
    with pytest.raises(AlreadyExported):
        store.write(made[1].name, b"another")
    with pytest.raises(WrongExport, match="signed with another key"):
        list(exports(store, a_signer().public_key()))


def test_what_is_laid_above_or_marked_as_deleted_deceives_nobody(s3) -> None:
    a_bucket(s3)
    store, signer = head_store(PLACE), a_signer()
    made = exported(store, signer, 2)
    key = f"production/{made[0].name}"

    s3.put_object(Bucket="mortar-heads", Key=key, Body=b"forged")
    s3.delete_object(Bucket="mortar-heads", Key=f"production/{made[1].name}")

    assert list(exports(store, signer.public_key())) == made
    first = s3.list_object_versions(Bucket="mortar-heads", Prefix=key)["Versions"][-1]
    with pytest.raises(s3.exceptions.ClientError, match="AccessDenied"):
        s3.delete_object(Bucket="mortar-heads", Key=key, VersionId=first["VersionId"])


def test_a_bucket_that_locks_nothing_is_refused(s3) -> None:
    a_bucket(s3, "GOVERNANCE")

    with pytest.raises(Declined, match="compliance mode"):
        head_store(PLACE).write("000000000001.json", b"{}")
    with pytest.raises(Declined, match="there is no such bucket"):
        head_store("s3://mortar-elsewhere").names()
    with pytest.raises(WrongSetting, match="names no bucket"):
        head_store("s3://")
    with pytest.raises(WrongExport, match="is missing"):
        head_store(PLACE).read("000000000001.json")
    assert "Versions" not in s3.list_object_versions(Bucket="mortar-heads")


def test_a_key_of_another_kind_is_refused(s3) -> None:
    with pytest.raises(Declined, match="not of the kind ECC_NIST_P256"):
        a_signer("RSA_2048").public_key()
