"""Nothing that can be announced is forgotten, and no job has two names."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator

import domain
from domain.outbox.commands import Event
from workers.pipeline import FOLLOWS, JOBS, PIPELINE
from workers.schedule import SCHEDULES


def announced() -> Iterator[type[Event]]:
    """Every event that a stage declares."""
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        if module.name.endswith(".events"):
            declared = vars(importlib.import_module(module.name)).values()
            yield from (
                each
                for each in declared
                if isinstance(each, type) and issubclass(each, Event) and each is not Event
            )


def test_the_pipeline_says_of_every_event_what_follows() -> None:
    assert set(announced()) == set(FOLLOWS)


def test_a_job_is_known_by_one_name() -> None:
    names = Counter(job.name for job in JOBS)

    assert [name for name, count in names.items() if count > 1] == []
    assert {job for following in PIPELINE.values() for job in following.jobs} == set(JOBS)


def test_a_schedule_is_named_like_no_event() -> None:
    assert {each.name for each in SCHEDULES} & {event.__name__ for event in FOLLOWS} == set()
