"""One server: compose.yaml agrees with the image, the settings and the secrets that are made."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import make_url

from infra.database_roles import APPLICATION, OWNER, PLATFORM
from infra.settings import SECRET_NAMES, Settings
from tests.delivery.images import ROOT, environment

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "mortar" in service["image"]}
SETTINGS = {name.upper() for name in Settings.__dataclass_fields__}


@pytest.fixture
def secrets(tmp_path) -> Path:
    (tmp_path / "compose").mkdir()
    shutil.copy(ROOT / "compose" / "make-secrets", tmp_path / "compose")
    make_secrets(tmp_path)
    return tmp_path / "secrets"


def make_secrets(root: Path) -> None:
    subprocess.run([root / "compose" / "make-secrets"], check=True, capture_output=True)


def contents(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir()}


def test_every_secret_that_containers_are_handed_is_made(secrets):
    handed = {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()}

    assert contents(secrets).keys() == handed | {"broker-password"}
    assert secrets.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in secrets.iterdir()} == {0o444}


def test_made_again_secrets_stay_and_a_deleted_one_is_new(secrets):
    before = contents(secrets)
    (secrets / "context-key").unlink()

    make_secrets(secrets.parent)

    after = contents(secrets)
    assert {name for name in after if after[name] != before[name]} == {"context-key"}


def test_two_servers_share_no_secret_and_two_roles_no_password(secrets, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(secrets.parent / "compose", other / "compose")
    make_secrets(other)

    random = [re.findall(r"[0-9a-f]{64}", text) for text in contents(secrets).values()]
    of_other = [re.findall(r"[0-9a-f]{64}", text) for text in contents(other / "secrets").values()]

    assert len({text for texts in random for text in texts}) == 8
    assert not {text for texts in random for text in texts} & {t for ts in of_other for t in ts}


@pytest.mark.parametrize(
    ("file", "role"),
    [
        ("database-url", APPLICATION),
        ("owner-database-url", OWNER),
        ("platform-database-url", PLATFORM),
        ("administrator-database-url", SERVICES["postgres"]["environment"]["POSTGRES_USER"]),
    ],
)
def test_each_url_signs_in_as_its_role(secrets, file, role):
    url = make_url((secrets / file).read_text())

    assert (url.username, url.host, url.database) == (role, "postgres", "mortar")


def test_the_servers_know_the_passwords_that_clients_give(secrets):
    made = contents(secrets)

    administrator = make_url(made["administrator-database-url"])
    assert administrator.password == made["administrator-password"]
    assert f":{made['broker-password']}@rabbitmq:5672" in made["broker-url"]
    assert f"default_pass = {made['broker-password']}\n" in made["rabbitmq-configuration"]


@pytest.mark.parametrize("name", OURS)
def test_a_process_can_read_its_settings(secrets, name):
    given = {
        setting: text.replace("/run/secrets", str(secrets))
        for setting, text in SERVICES[name]["environment"].items()
    }
    given["PUBLIC_URL"] = "https://mortar.example.com"
    del given["OTEL_EXPORTER_OTLP_ENDPOINT"]

    settings = Settings.from_environment({**environment(), **given})

    assert settings.in_production
    assert settings.context_key_file.read_text() == contents(secrets)["context-key"]
    assert settings.broker_url == contents(secrets)["broker-url"]
    assert bool(settings.owner_database_url) == (name in {"migrate", "roles"})
    assert bool(settings.administrator_database_url) == (name == "roles")


@pytest.mark.parametrize("name", OURS)
def test_a_process_is_given_only_settings_and_the_secrets_they_name(name):
    service = SERVICES[name]
    files = {f"{secret}_FILE" for secret in SECRET_NAMES}
    named = {text for text in service["environment"].values() if text.startswith("/run/secrets/")}

    assert service["environment"].keys() <= SETTINGS | files
    assert named == {f"/run/secrets/{secret}" for secret in service["secrets"]}


@pytest.mark.parametrize("name", OURS)
def test_a_process_can_change_nothing_but_its_data(name):
    service = SERVICES[name]

    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == [f"data:{environment()['DATA_DIR']}"]


def test_processes_wait_for_the_schema_and_the_schema_for_the_roles():
    def waits_for(name: str) -> set[tuple[str, str]]:
        return {(other, how["condition"]) for other, how in SERVICES[name]["depends_on"].items()}

    ended = "service_completed_successfully"
    for name in ("api", "worker", "relay"):
        assert waits_for(name) == {("migrate", ended), ("rabbitmq", "service_healthy")}
    assert waits_for("migrate") == {("roles", ended)}
    assert waits_for("roles") == {("postgres", "service_healthy")}


def test_nothing_but_the_api_is_reachable_and_that_from_this_machine_alone():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert published == {"api": [f"127.0.0.1:${{PORT:-8000}}:{environment()['PORT']}"]}


def test_no_password_is_written_in_the_file():
    for service in SERVICES.values():
        for name in service.get("environment", {}):
            assert "PASSWORD" not in name or name.endswith("_FILE")
    assert "://" not in (ROOT / "compose.yaml").read_text().replace("https://mortar", "")


def test_every_foreign_image_names_its_version():
    for name in SERVICES.keys() - OURS.keys():
        assert re.fullmatch(r"[a-z]+:\d+(-[a-z]+)?", SERVICES[name]["image"])
