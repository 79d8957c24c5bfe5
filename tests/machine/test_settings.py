"""Settings: what is read, what follows from what, what is refused."""

from pathlib import Path

import pytest

from infra.settings import Settings, WrongSetting, default_data_dir


def test_nothing_set_is_one_machine_in_development():
    settings = Settings.from_environment({})

    assert settings.database_url == ""
    assert settings.data_dir == default_data_dir()
    assert settings.context_key_file == default_data_dir() / "context.key"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.introspection
    assert settings.graphiql


def test_port_and_data_directory_move_what_follows_from_them():
    settings = Settings.from_environment({"PORT": "8123", "DATA_DIR": "/tmp/elsewhere"})

    assert settings.port == 8123
    assert settings.public_url == "http://127.0.0.1:8123"
    assert settings.context_key_file == Path("/tmp/elsewhere/context.key")


def test_production_hides_the_schema_unless_told():
    hidden = Settings.from_environment({"ENVIRONMENT": "production"})
    shown = Settings.from_environment({"ENVIRONMENT": "production", "INTROSPECTION": "yes"})

    assert (hidden.introspection, hidden.graphiql) == (False, False)
    assert (shown.introspection, shown.graphiql) == (True, False)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("INTROSPECTION", "maybe"),
        ("ENVIRONMENT", "test"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(name, text):
    with pytest.raises(WrongSetting, match=name):
        Settings.from_environment({name: text})


def test_two_checkouts_have_two_data_directories():
    assert default_data_dir(Path("/srv/one")) != default_data_dir(Path("/srv/two"))


def test_a_secret_may_come_in_a_file(tmp_path):
    file = tmp_path / "broker-url"
    file.write_text("amqp://broker\n")

    settings = Settings.from_environment({"BROKER_URL_FILE": str(file)})

    assert settings.broker_url == "amqp://broker"


def test_a_missing_secret_file_is_refused_by_name(tmp_path):
    with pytest.raises(WrongSetting, match="DATABASE_URL_FILE cannot be read"):
        Settings.from_environment({"DATABASE_URL_FILE": str(tmp_path / "missing")})
