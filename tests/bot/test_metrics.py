"""What Prometheus reads: counts as they happen, states from the memory, and no names."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot import metrics
from storage import database, inbox, outages
from storage.database import transaction
from storage.rows import Outage, Person
from tests.bot.watching import Watched
from tests.office import Office


@pytest.fixture
def ana(office: Office) -> Person:
    budi = office.hire("Budi Santoso", position="Kepala Bidang")
    person = office.hire("Ana Lestari", budi)
    office.begin_day()
    return person


@pytest.fixture
async def watched(office: Office, ana: Person) -> AsyncIterator[Watched]:
    site = Watched(office.bot.engine, office.now)
    yield site
    site.close()


async def read(office: Office, watched: Watched) -> dict[str, float]:
    """Read the page at the office's moment."""
    watched.clock.advance_to(office.now)
    return await watched.metrics()


def silent(page: dict[str, float]) -> tuple[float, float]:
    """Give how many silences were judged, and how late all in all."""
    name = 'sigap_verdict_lateness_seconds_{}{{after="silence"}}'
    return page.get(name.format("count"), 0), page.get(name.format("sum"), 0)


async def test_verdicts_are_counted_once_with_their_lateness(
    office: Office, watched: Watched, ana: Person
) -> None:
    office.call(ana)
    assert (await read(office, watched))['sigap_calls{state="open"}'] == 1
    office.wait(minutes=5)
    office.wait(minutes=5, seconds=2)
    assert office.outcomes(ana) == ["missed"]
    for _ in range(3):
        page = await read(office, watched)
        assert page['sigap_verdicts_total{cause="",outcome="missed"}'] == 1
        assert silent(page)[0] == 1
        assert silent(page)[1] < 2
        office.now += timedelta(seconds=20)
    assert page['sigap_calls{state="open"}'] == 0


async def test_an_answer_and_a_void_call_are_verdicts_too(
    office: Office, watched: Watched, ana: Person
) -> None:
    office.call(ana)
    office.wait(seconds=30)
    office.reply(ana)
    office.refusing[office.address(ana)] = "blocked"
    office.call(ana)
    page = await read(office, watched)
    assert page['sigap_verdicts_total{cause="",outcome="on_time"}'] == 1
    assert page['sigap_verdicts_total{cause="blocked",outcome="void"}'] == 1
    assert page['sigap_verdict_lateness_seconds_count{after="answer"}'] == 1
    assert silent(page)[0] == 0


async def test_a_correction_is_a_verdict_of_its_own_and_never_a_late_one(
    office: Office, watched: Watched, ana: Person
) -> None:
    office.call(ana)
    office.wait(minutes=11)
    await read(office, watched)
    dina = office.hire("Dina", roles=["personnel"])
    office.wait(minutes=20)
    office.record(dina, "/gangguan 08.00 08.11 telegram Listrik")
    page = await read(office, watched)
    assert page['sigap_verdicts_total{cause="outage",outcome="void"}'] == 1
    assert silent(page)[0] == 1


async def test_what_waits_is_told_with_its_age(
    office: Office, watched: Watched, ana: Person
) -> None:
    with transaction(office.bot.engine) as db:
        inbox.store(db, "telegram", [("1", {"x": 1}), ("2", {"x": 2})], office.now)
    office.now += timedelta(seconds=90)
    page = await read(office, watched)
    assert (page["sigap_inbox_waiting"], page["sigap_inbox_oldest_seconds"]) == (2, 90)
    assert (page["sigap_outbox_due"], page["sigap_outbox_oldest_seconds"]) == (0, 0)
    office.bot.think(office.now, {})
    office.now += timedelta(seconds=5)
    page = await read(office, watched)
    assert (page["sigap_inbox_waiting"], page["sigap_quarantined_updates"]) == (0, 2)


async def test_an_open_call_past_its_window_is_overdue(
    office: Office, watched: Watched, ana: Person
) -> None:
    office.call(ana)
    office.now += timedelta(minutes=6)
    assert 59 <= (await read(office, watched))["sigap_verdict_overdue_seconds"] <= 61


async def test_outages_of_the_last_day_count_as_far_as_they_fall_into_it(
    office: Office, watched: Watched
) -> None:
    with transaction(office.bot.engine) as db:
        for channel, since, until in (("", 25, 23), ("telegram", 2, 1), ("telegram", 30, 26)):
            start, end = (office.now - timedelta(hours=ago) for ago in (since, until))
            outages.add(db, Outage(channel=channel, since=start, until=end, cause="Ana"))
    page = await read(office, watched)
    assert page['sigap_outages_last_day{channel="all"}'] == 1
    assert page['sigap_outage_seconds_last_day{channel="all"}'] == 3600
    assert page['sigap_outages_last_day{channel="telegram"}'] == 1


async def test_a_stall_stands_in_the_metrics_while_it_lasts(
    office: Office, watched: Watched
) -> None:
    office.heard_until = office.now
    office.wait(minutes=3)
    assert (await read(office, watched))['sigap_stalled{what="telegram"}'] == 1
    office.heard_until = None
    office.wait(minutes=1)
    assert 'sigap_stalled{what="telegram"}' not in await read(office, watched)


async def test_the_program_tells_of_itself(office: Office, watched: Watched) -> None:
    watched.program.add(watched.phones)
    office.now += timedelta(seconds=7)
    page = await read(office, watched)
    assert page["sigap_tick_age_seconds"] == 7
    assert page['sigap_heard_age_seconds{channel="phones"}'] == 0
    assert page["sigap_database_up"] == 1
    assert page["process_resident_memory_bytes"] > 1e6


async def test_sends_waits_and_rejects_are_counted_where_they_happen(
    office: Office, watched: Watched
) -> None:
    sends = 'sigap_sends_total{channel="telegram",outcome="blocked"}'
    waits = 'sigap_limiter_wait_seconds_bucket{channel="telegram",le="0.5"}'
    before = await watched.metrics()
    metrics.said("telegram", "blocked")
    metrics.waited("telegram", timedelta(seconds=0.3))
    after = await watched.metrics()
    assert after[sends] - before.get(sends, 0) == 1
    assert after[waits] - before.get(waits, 0) == 1


async def test_the_memory_is_not_asked_again_at_once(office: Office, watched: Watched) -> None:
    await read(office, watched)
    with transaction(office.bot.engine) as db:
        inbox.store(db, "telegram", [("1", {})], office.now)
    office.now += timedelta(seconds=1)
    assert (await read(office, watched))["sigap_inbox_waiting"] == 0
    office.now += timedelta(seconds=3)
    assert (await read(office, watched))["sigap_inbox_waiting"] == 1


async def test_a_memory_that_is_gone_leaves_the_rest_of_the_page(office: Office) -> None:
    empty = database.connect("sqlite://")
    watched = Watched(empty, office.now)
    page = await watched.metrics()
    watched.close()
    empty.dispose()
    assert page["sigap_database_up"] == 0
    assert page["sigap_tick_age_seconds"] == 0


async def test_no_person_can_be_read_from_the_page(
    office: Office, watched: Watched, ana: Person, engine: Engine
) -> None:
    office.call(ana)
    office.reply(ana, "Anak saya dirawat")
    office.heard_until = office.now
    office.wait(minutes=3)
    watched.clock.advance_to(office.now)
    page = (await watched.ask("/metrics")).text
    for private in ("Ana", "Lestari", ana.nip, office.address(ana), "dirawat"):
        assert private not in page
