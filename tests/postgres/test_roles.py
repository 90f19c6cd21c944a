"""`sigap run --only ...`: real processes share the work, and the others go on when one dies."""

import asyncio
from datetime import UTC, datetime
from time import monotonic

from storage import database
from storage.database import transaction
from storage.notify import notify
from storage.rows import Outbox
from tests.bot.run.networks import Phone
from tests.bot.run.site import ANA, EKA
from tests.fakes.telegram import FakeTelegram
from tests.postgres.conftest import THREE
from tests.postgres.crew import Crew, until

TWO = {"first": "", "second": ""}
CROWD = 120
PER_SECOND, JITTER = 30, 0.3  # how many seconds a loaded machine may be late with a message
MOVED = 0.1  # seconds: three turns that came late are booked anew, beside others


async def test_three_processes_tell_the_story_of_one(crew: Crew) -> None:
    site = crew.site
    await crew.start(**THREE)
    roles = ("listen.telegram", "think")
    await until(lambda: [crew.owner(role) for role in roles] == ["ears", "mind"], within=5)
    await site.order(ANA, site.ana)
    site.ana.answers()  # sooner, perhaps, than the receipt of the call is known
    await site.ana.expect("tepat waktu", within=3)
    await site.order(EKA, site.eka)
    await site.eka.expect("panggilan ke-2", within=8)
    await site.eka.expect("bukan hukuman", within=8)
    await site.boss.expect("belum ada respons", within=3)
    took = await crew.stop(*THREE)
    assert max(took.values()) < 2, took
    rows = await site.exported()
    assert [(row["nip"], row["outcome"]) for row in rows] == [(ANA, "on_time"), (EKA, "missed")]


async def test_who_thinks_needs_no_way_out(crew: Crew, telegram: FakeTelegram) -> None:
    """Menus, and the answers to presses, go through whoever speaks."""
    site, api = crew.site, crew.site.env["SIGAP_TELEGRAM_API_URL"]
    site.env["SIGAP_TELEGRAM_API_URL"] = "http://127.0.0.1:1"
    await crew.start(mind="think")
    site.env["SIGAP_TELEGRAM_API_URL"] = api
    await crew.start(ears="web,listen", mouth="speak")
    await until(lambda: crew.owner("errand") == "mouth", within=5)
    telegram.world.menus.clear()
    site.boss.says("/bahasa")
    told = await site.boss.expect("English", within=5)
    await until(lambda: bool(telegram.world.menus), within=5)
    site.boss.device._press(told, "case:99:accept")
    assert telegram.world.presses
    await until(lambda: not telegram.world.presses, within=5)


async def test_two_whole_processes_say_nothing_twice_and_keep_the_limit(crew: Crew) -> None:
    await crew.start(**TWO)
    crowd = [Phone(crew.telegram.user(1000 + n)) for n in range(CROWD)]
    sends = Sends(crew.telegram)
    for phone in crowd:
        phone.says("Selamat pagi")
    await until(lambda: all(phone.messages for phone in crowd), within=12)
    await asyncio.sleep(0.5)
    assert {len(phone.messages) for phone in crowd} == {1}
    assert sends.keep(PER_SECOND, JITTER)
    booked = [row[0] for row in crew.ask("SELECT spoken_at FROM outbox ORDER BY spoken_at")]
    assert keep([at.timestamp() for at in booked if at][-CROWD:], PER_SECOND, MOVED)
    assert crew.ask("SELECT state, count(*) FROM inbox WHERE state <> 'done' GROUP BY 1") == []
    speakers = await crew.stop("first")
    assert speakers["first"] < 2


async def test_when_the_owner_of_all_is_killed_the_other_goes_on(crew: Crew) -> None:
    """One who listened and thought dies with two calls open: answers count, silence does not."""
    site = crew.site
    await crew.start(**TWO)
    await asyncio.gather(*(site.order(nip, p) for nip, p in ((ANA, site.ana), (EKA, site.eka))))
    thinker = crew.owner("think")
    died = await crew.kill(thinker)
    site.ana.says("Hadir")
    heir = await crew.taken_over("think", thinker)
    forget_leases(crew)  # of words that he was about to report
    assert monotonic() - died < 5
    assert await crew.taken_over("listen.telegram", thinker) == heir
    await site.ana.expect("tepat waktu", within=5)
    await site.eka.expect("tidak dapat dinilai", within=12)
    rows = {row["nip"]: row for row in await site.exported()}
    assert rows[ANA]["outcome"] == "on_time"
    assert (rows[EKA]["outcome"], rows[EKA]["void_cause"]) == ("void", "outage")
    assert site.network.calls_seen(site.ana) == 1


async def test_when_the_listener_is_killed_nobody_is_wronged_and_nothing_lost(crew: Crew) -> None:
    site = crew.site
    await crew.start(ears="web,listen", more="web,listen", rest="think,speak")
    await site.order(ANA, site.ana)
    await site.order(EKA, site.eka)
    listener = crew.owner("listen.telegram")
    died = await crew.kill(listener)
    site.ana.says("Hadir")
    await crew.taken_over("listen.telegram", listener)
    assert monotonic() - died < 5
    await site.ana.expect("tepat waktu", within=5)
    await site.eka.expect("panggilan ke-2", within=12)
    site.eka.says("Hadir")
    await site.eka.expect("bukan hukuman", within=5)
    rows = {row["nip"]: row["outcome"] for row in await site.exported()}
    assert rows == {ANA: "on_time", EKA: "late"}


async def test_words_in_the_hand_of_a_speaker_who_dies(crew: Crew, telegram: FakeTelegram) -> None:
    """What may be said twice is said again, a note about discipline never."""
    ana, eka = crew.site.ana, crew.site.eka
    for chat in (42, 43):
        telegram.fail("sendMessage", chat=chat, accepted=True, silent=True)
    await crew.start(first="speak")
    queue(crew, "telegram:42", repeatable=True)
    queue(crew, "telegram:43", repeatable=False)
    await until(lambda: bool(ana.messages and eka.messages), within=5)
    await crew.start(second="speak")
    died = await crew.kill("first")
    queue(crew, "telegram:41", repeatable=False)
    await crew.site.boss.expect("percakapan pribadi", within=4)
    assert monotonic() - died < 5
    forget_leases(crew)
    await until(lambda: len(ana.messages) == 2, within=6)
    await until(lambda: states(crew) == ["sent", "sent", "uncertain"], within=5)
    assert len(eka.messages) == 1


async def test_a_server_that_cuts_all_connections_stops_nobody(crew: Crew) -> None:
    site = crew.site
    await crew.start(**THREE)
    for _ in range(2):
        crew.ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await asyncio.sleep(0.7)
    await site.order(ANA, site.ana)
    site.ana.answers()
    await site.ana.expect("tepat waktu", within=6)
    assert all(process.returncode is None for process in crew.processes.values())


def forget_leases(crew: Crew) -> None:
    """Let the seconds pass in which the dead may still be thought to speak."""
    crew.ask("UPDATE outbox SET leased_until = now() WHERE state = 'sending'")


def queue(crew: Crew, address: str, *, repeatable: bool) -> None:
    """Queue words, as an act does."""
    engine, now = database.connect(crew.url), datetime.now(UTC)
    with transaction(engine) as db:
        words = Outbox(
            address=address,
            key="common.private_only",
            language="id",
            zone="Asia/Jakarta",
            not_before=now,
            created_at=now,
            repeatable=repeatable,
        )
        db.add(words)
        notify(db, "outbox")
    engine.dispose()


def states(crew: Crew) -> list[str]:
    rows = crew.ask("SELECT state FROM outbox WHERE key = 'common.private_only' ORDER BY state")
    return [row[0] for row in rows]


class Sends:
    """When the platform was asked to say something."""

    def __init__(self, telegram: FakeTelegram) -> None:
        self.times: list[float] = []
        perform = telegram._perform

        async def noted(method: str, params: dict[str, object]) -> object:
            if method == "sendMessage":
                self.times.append(monotonic())
            return await perform(method, params)

        telegram._perform = noted  # type: ignore[method-assign]

    def keep(self, per_second: float, jitter: float) -> bool:
        return keep(self.times, per_second, jitter)


def keep(times: list[float], per_second: float, jitter: float) -> bool:
    """Tell whether no span of time holds more than it may."""
    told = list(enumerate(times))
    return all(j - i <= per_second * (b - a + jitter) for i, a in told for j, b in told[i:])
