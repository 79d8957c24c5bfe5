"""The demo's pharmacies, founded once in the run's database."""

from dataclasses import replace
from pathlib import Path

import pytest

from infra.settings import Settings
from mortar.demo.credentials import Credentials
from mortar.demo.founding import found_pharmacies
from tests.conftest import CONTEXT_KEY, MASTER_KEY, SEAL_KEY


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory) -> Path:
    directory = tmp_path_factory.mktemp("data")
    (directory / "context.key").write_bytes(CONTEXT_KEY)
    (directory / "seal.key").write_text(SEAL_KEY)
    (directory / "master.key").write_text(MASTER_KEY)
    return directory


@pytest.fixture(scope="session")
def settings(database, data_dir) -> Settings:
    return replace(
        Settings.from_environment({"DATA_DIR": str(data_dir)}),
        database_url=database.urls.application,
        platform_database_url=database.urls.platform,
    )


@pytest.fixture(scope="session")
def credentials(settings) -> Credentials:
    return found_pharmacies(settings, lambda _: None)
