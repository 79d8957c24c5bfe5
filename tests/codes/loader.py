"""A program that loads an order file and stops at a chosen place, there to be killed."""

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from domain.codes.commands import stage_release
from domain.codes.sources import official_file
from domain.codes.systems import CodeSystem, PublishedCode
from infra.database import make_engine
from tenants.database import platform_transaction


def main() -> None:
    url, path, place = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    file = official_file(CodeSystem.ICD10CM, path.name, path.read_bytes())

    whole = file.read

    def read_half() -> Iterator[PublishedCode]:
        for number, code in enumerate(whole()):
            if number == 50_000:
                wait()
            yield code

    if place == "copying":
        file = replace(file, read=read_half)
    with platform_transaction(make_engine(url)) as session:
        stage_release(session, file)
    wait()


def wait() -> None:
    sys.stdout.write("here\n")
    sys.stdout.flush()
    time.sleep(600)


if __name__ == "__main__":
    main()
