"""What is unusual in the audit log is found, explained, pointed at, and found once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from domain.anomalies.commands import review_anomaly
from domain.anomalies.models import AccessDay, Anomaly
from domain.anomalies.scanning import scan, windows_left
from domain.patients.restrictions import mark_vip
from tenants.actor import Actor, ActorKind
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tenants.permissions import EVERYTHING
from tenants.setting_values import set_value, today
from tenants.settings import PATIENTS_PER_HOUR, Setting
from tests.anomalies.conftest import Looked
from tests.builders import a_patient, a_provider, a_store, a_user, an_organization
from tests.conftest import TestDatabase

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def find(tenant: TenantDatabase, now: datetime) -> list[Anomaly]:
    """Look at all that is left, and tell all there is."""
    with tenant.transaction() as session:
        windows = windows_left(session, now)
    for window in windows:
        with tenant.transaction() as session:
            scan(session, window)
    with tenant.transaction() as session:
        found = session.scalars(select(Anomaly).order_by(Anomaly.kind, Anomaly.occasion)).all()
        for anomaly in found:
            assert anomaly.explanation
        return list(found)


def patients(count: int) -> list[UUID]:
    return [new_id() for _ in range(count)]


def decide(tenant: TenantDatabase, setting: Setting, value: int) -> None:
    with tenant.transaction() as session:
        unit = an_organization(session)
        set_value(session, setting, unit.id, value, today())


def test_more_patients_than_the_tenant_allows_in_an_hour(
    tenant: TenantDatabase, other_tenant: TenantDatabase, looked: Looked, noon: datetime
) -> None:
    decide(tenant, PATIENTS_PER_HOUR, 20)
    busy, calm = new_id(), new_id()
    seen = patients(21)
    events = [looked(busy, noon + 5 * MINUTE, seen[:15]), looked(busy, noon + 50 * MINUTE, seen)]
    for hour in range(3):
        looked(calm, noon + hour * HOUR, patients(20))
    looked(calm, noon, patients(300), of=other_tenant)

    (anomaly,) = find(tenant, noon + 3 * HOUR)

    assert (anomaly.kind, anomaly.actor) == ("volume", f"user:{busy}")
    assert (anomaly.event_ids, anomaly.event_count) == (events, 2)
    day = f"{noon:%Y-%m-%d}"
    assert anomaly.explanation == (
        f"Looked at 21 patients in the hour from {day} 12:00 (UTC). The limit is 20."
    )


def test_more_patients_than_somebody_is_used_to(
    tenant: TenantDatabase, looked: Looked, noon: datetime
) -> None:
    used_to_it, not_used_to_it, new_here = new_id(), new_id(), new_id()
    with tenant.transaction() as session:
        for ago in range(1, 7):
            for actor, count in ((used_to_it, 40), (not_used_to_it, 10)):
                session.add(
                    AccessDay(
                        actor=f"user:{actor}",
                        accessed_on=(noon - ago * DAY).date(),
                        patient_count=4 * count,
                        busiest_hour_count=count,
                    )
                )
    for actor in (used_to_it, not_used_to_it, new_here):
        looked(actor, noon, patients(60))

    (anomaly,) = find(tenant, noon + HOUR)

    assert anomaly.actor == f"user:{not_used_to_it}"
    assert anomaly.explanation.endswith("Their own usual is 10.")
    with tenant.transaction() as session:
        kept = select(AccessDay.patient_count).where(AccessDay.accessed_on == noon.date())
        assert list(session.scalars(kept)) == [60, 60, 60]


def test_ones_own_name_and_ones_household(
    tenant: TenantDatabase, looked: Looked, noon: datetime
) -> None:
    with tenant.transaction() as session:
        user = a_user(session, name="Pharmacist 7")
        a_provider(session, first_name="Zoë", last_name="Fictive-Sample", user_id=user.id)
        home = {"address_line": "12 Elm Ave.", "zip_code": "551020001"}
        own = a_patient(session, first_name="ZOE", last_name="FICTIVE SAMPLE", **home)
        kin = a_patient(session, first_name="BEN", last_name="SAMPLE", zip_code="55102")
        elsewhere = a_patient(session, last_name="SAMPLE", address_line="9 OAK ST")
        lodger = a_patient(session, last_name="OTHER", **home)
        seen = [each.id for each in (own, kin, elsewhere, lodger)]
    looked(user.id, noon, seen)
    looked(new_id(), noon, seen)

    found = find(tenant, noon + HOUR)

    told = {each.patient_id: each.explanation for each in found}
    assert {each.kind for each in found} == {"own_family"}
    assert set(told) == {own.id, kin.id}
    assert "bears the person's own name" in told[own.id]
    assert "has the person's surname, and the address" in told[kin.id]


def test_whoever_looks_at_a_vip_even_if_nobody_else_is_seen(
    tenant: TenantDatabase, looked: Looked, noon: datetime
) -> None:
    with tenant.transaction() as session:
        vip = mark_vip(session, a_patient(session).id, is_vip=True)
        former = mark_vip(session, a_patient(session).id, is_vip=True)
        mark_vip(session, former.id, is_vip=False)
    user_id = new_id()
    events = [looked(user_id, noon + minute * MINUTE, [vip.id, former.id]) for minute in range(2)]

    (anomaly,) = find(tenant, noon + HOUR)

    assert (anomaly.kind, anomaly.patient_id) == ("vip", vip.id)
    assert anomaly.event_ids == events
    assert "2 times" in anomaly.explanation


def test_after_hours_is_when_every_store_of_the_person_is_closed(
    tenant: TenantDatabase, looked: Looked, noon: datetime
) -> None:
    with tenant.transaction() as session:
        chicago = a_store(session).id
        honolulu = a_store(session, time_zone="Pacific/Honolulu").id
    night = noon.replace(hour=5)  # 23:00 in Chicago, or midnight; 19:00 in Honolulu.
    late, traveller, early = new_id(), new_id(), new_id()
    event = looked(late, night + 7 * MINUTE, patients(1), [chicago])
    looked(late, noon + 6 * HOUR, patients(1), [chicago])
    looked(traveller, night, patients(1), [chicago, honolulu])
    looked(traveller, night, patients(1))
    looked(early, noon + 2 * HOUR, patients(1), [chicago])

    (anomaly,) = find(tenant, noon + 7 * HOUR)

    assert (anomaly.kind, anomaly.actor) == ("after_hours", f"user:{late}")
    assert (anomaly.event_ids, anomaly.event_count) == ([event], 1)
    assert "(America/Chicago)" in anomaly.explanation
    assert anomaly.explanation.endswith("The hours are 6:00 to 22:00.")


def test_looking_again_finds_the_same_and_what_came_late_until_it_is_reviewed(
    database: TestDatabase, tenant: TenantDatabase, looked: Looked, noon: datetime
) -> None:
    with tenant.transaction() as session:
        vip = mark_vip(session, a_patient(session).id, is_vip=True)
        reviewer = a_user(session)
    user_id = new_id()
    looked(user_id, noon, [vip.id])
    (once,) = find(tenant, noon + HOUR)
    (twice,) = find(tenant, noon + HOUR)
    looked(user_id, noon + 55 * MINUTE, [vip.id])
    (grown,) = find(tenant, noon + 2 * HOUR)
    person = Actor(tenant.actor.tenant_id, ActorKind.USER, str(reviewer.id), EVERYTHING, None)
    with database.as_actor(person).transaction() as session:
        review_anomaly(session, grown.id, "She was treated that day.")
    looked(user_id, noon + 3 * HOUR, [vip.id])

    (reviewed,) = find(tenant, noon + 4 * HOUR)

    assert once.id == twice.id == grown.id == reviewed.id
    assert [each.event_count for each in (once, twice, grown, reviewed)] == [1, 1, 2, 2]
    assert (reviewed.note, reviewed.is_reviewed) == ("She was treated that day.", True)


def days(windows: Iterable[object]) -> int:
    return len(list(windows))


def test_it_goes_on_from_where_it_was_and_makes_up_for_what_was_missed(
    tenant: TenantDatabase, noon: datetime
) -> None:
    with tenant.transaction() as session:
        assert days(windows_left(session, noon)) == 31
    find(tenant, noon)

    with tenant.transaction() as session:
        assert days(windows_left(session, noon + HOUR)) == 1
        assert days(windows_left(session, noon + DAY - 12 * HOUR + HOUR / 2)) == 2
        assert days(windows_left(session, noon + 3 * DAY)) == 4
