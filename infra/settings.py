"""What the product reads from its environment, in one place; docs/operations.md has the table."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

CHECKOUT = Path(__file__).resolve().parent.parent
SYSTEM_DATA = Path("/var/lib/mortar")
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})
SECRET_NAMES = (
    "DATABASE_URL",
    "OWNER_DATABASE_URL",
    "PLATFORM_DATABASE_URL",
    "ADMINISTRATOR_DATABASE_URL",
    "BROKER_URL",
)
"""What may come as NAME_FILE too, the path of a file that holds it."""


class WrongSetting(ValueError):
    """An environment variable holds what cannot be used; the message names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Each field is the environment variable of the same name in capitals."""

    database_url: str = ""
    """PostgreSQL as the application role; empty: the embedded server."""
    owner_database_url: str = ""
    """The same database as its owner, who runs migrations and nothing else."""
    platform_database_url: str = ""
    """The same database as the platform role: code sets, new tenants, the outbox relay, jobs."""
    administrator_database_url: str = ""
    """The same database as a role that may create roles: for `mortar roles` alone."""
    broker_url: str = ""
    """amqp:// for RabbitMQ, redis:// for Redis; empty: jobs wait in PostgreSQL."""
    data_dir: Path
    """The embedded database, keys, generated secrets and logs of this installation."""
    context_key_file: Path
    """The key that signs a tenant's context; made on first start beside the data."""
    seal_key_file: Path
    """The key that seals token signing keys and invitations; made on first start."""
    master_key_file: Path
    """The key that wraps every tenant's keys; made on first start. Lost, all they sealed is lost."""
    master_key: str = ""
    """A key of AWS KMS that wraps every tenant's keys instead: its ARN, id or `alias/` and name."""
    breached_passwords_file: Path
    """What `mortar passwords load` makes: more passwords that nobody may choose."""
    audit_key_file: Path
    """The key that signs exported heads of the audit log; made on first start, for workers alone."""
    audit_key: str = ""
    """A key of AWS KMS that signs them instead (ECC_NIST_P256): its ARN, id or `alias/` and name."""
    audit_heads: str
    """Where heads are exported to: a folder, best on another machine's disk, or `s3://bucket`."""
    code_sets_dir: Path
    """Official code-set files laid here are loaded by the worker."""
    screens_dir: Path = CHECKOUT / "web" / "dist"
    """The built web frontend; nothing there: the API serves no screens."""
    host: str = "127.0.0.1"
    """The address that the API listens on."""
    port: int = 8000
    """The port that the API listens on."""
    public_url: str
    """How the outside reaches the API: token issuer, links, allowed origin."""
    environment: str = "development"
    """`development` or `production`; production refuses plain conveniences."""
    introspection: bool
    """Whether GraphQL tells its schema; by default only in development."""
    graphiql: bool
    """Whether /graphql shows the query editor; by default only in development."""
    reach_private_networks: bool
    """Whether identity providers may be at private addresses; by default only in development."""
    otel_exporter_otlp_endpoint: str = ""
    """Where traces and metrics go (OTLP over HTTP); empty: nowhere."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read every setting; what is unset or empty takes its default."""
        given = _with_secret_files(os.environ if environment is None else environment)
        values = _defaults({name: text for name, text in given.items() if text})
        for field in fields(cls):
            text = given.get(field.name.upper(), "")
            if text:
                values[field.name] = _parsed(field.name.upper(), text, field.type)
        settings = cls(**values)
        if settings.environment not in {"development", "production"}:
            raise WrongSetting("ENVIRONMENT is neither development nor production.")
        return settings

    def as_environment(self) -> dict[str, str]:
        """What a child process is given to read the same settings."""
        texts = {field.name.upper(): str(getattr(self, field.name)) for field in fields(self)}
        return {name: text for name, text in texts.items() if text}

    @property
    def local_url(self) -> str:
        """How this machine itself reaches the API, whatever stands before it."""
        return f"http://{_reachable(self.host)}:{self.port}"

    @property
    def in_production(self) -> bool:
        return self.environment == "production"


def _with_secret_files(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Containers are handed secrets as files, so that no listing of processes shows them."""
    given = dict(environment)
    for name in SECRET_NAMES:
        path = given.get(f"{name}_FILE")
        if path:
            try:
                given[name] = Path(path).read_text().strip()
            except OSError as error:
                raise WrongSetting(f"{name}_FILE cannot be read: {error.strerror}") from None
    return given


def _defaults(given: Mapping[str, str]) -> dict[str, Any]:
    """The defaults that follow from other settings."""
    data_dir = Path(given.get("DATA_DIR", default_data_dir()))
    host = _reachable(given.get("HOST", "127.0.0.1"))
    in_development = given.get("ENVIRONMENT", "development") == "development"
    return {
        "data_dir": data_dir,
        "context_key_file": data_dir / "context.key",
        "breached_passwords_file": data_dir / "breached-passwords",
        "audit_key_file": data_dir / "audit.key",
        "audit_heads": str(data_dir / "audit-heads"),
        "code_sets_dir": data_dir / "code-sets",
        "seal_key_file": data_dir / "seal.key",
        "master_key_file": data_dir / "master.key",
        "public_url": f"http://{host}:{given.get('PORT', '8000')}",
        "introspection": in_development,
        "graphiql": in_development,
        "reach_private_networks": in_development,
    }


def _reachable(host: str) -> str:
    """Every address is bound with a wildcard, which is none to connect to."""
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 compared, not bound


def default_data_dir(checkout: Path = CHECKOUT) -> Path:
    """Beside the checkout; for root where PostgreSQL's unprivileged account can reach it."""
    if os.geteuid() != 0:
        return checkout / ".data"
    return SYSTEM_DATA / hashlib.sha256(bytes(checkout)).hexdigest()[:12]


def _parsed(name: str, text: str, kind: Any) -> Any:
    if kind is bool:
        return _truth(name, text)
    if kind is int:
        return _port(name, text)
    return Path(text).absolute() if kind is Path else text


def _truth(name: str, text: str) -> bool:
    if text.lower() in TRUE_WORDS | FALSE_WORDS:
        return text.lower() in TRUE_WORDS
    raise WrongSetting(f"{name} is neither true nor false: {text}")


def _port(name: str, text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise WrongSetting(f"{name} is not a port between 1 and 65535: {text}")
