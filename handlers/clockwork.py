"""What the passing of time means: the day opens, calls fall due, windows end, digests go."""

import hashlib
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers import digest, schedule, warn
from handlers.call import judge, lots, send
from handlers.desk import Desk
from handlers.events import Tick
from handlers.person import hours
from handlers.rules.circular import Circular
from storage import calls, cases, days, inbox, invitations, jobs, outages, outbox
from storage.rows import Person

SPREAD = timedelta(minutes=15)
STALE_AFTER = timedelta(hours=1)  # a morning notice or digest that late helps nobody
WORDS_KEPT = timedelta(days=30)


def tick(desk: Desk, event: Tick) -> None:
    """Do whatever has fallen due; the inbox has been drained before."""
    outages.beat(desk.db, "", event.at)
    for channel, heard in event.heard.items():
        outages.beat(desk.db, channel, heard)
    _daily(desk)
    warn.show_late_cards(desk)
    send.send_due(desk, event.heard)
    judge.judge(desk, event.heard)


def _daily(desk: Desk) -> None:
    on = desk.today()
    law = desk.law(on)
    if jobs.claim(desk.db, "open_day", f"{on}", desk.now):
        lots.open_day(desk, on)
        _forget(desk)
    if law.morning and _is_time(desk, law, law.morning.at, "morning"):
        _greet(desk, law, on)
    for at in law.digest.supervisor_at:
        if _is_time(desk, law, at, "digest"):
            _digests(desk, on, heads=False)
    for at in law.digest.unit_head_at:
        if _is_time(desk, law, at, "digest_heads"):
            _digests(desk, on, heads=True)
    _reveal(desk, law, on)


def moment(law: Circular, on: date, at: time) -> datetime:
    """Give a time of day in the institution's zone as a moment."""
    return datetime.combine(on, at, ZoneInfo(law.zone))


def _is_time(desk: Desk, law: Circular, at: time, job: str) -> bool:
    on = desk.today()
    due = moment(law, on, at)
    if not due <= desk.now < due + STALE_AFTER:
        return False
    return jobs.claim(desk.db, job, f"{on} {at:%H:%M}", desk.now)


def _greet(desk: Desk, law: Circular, on: date) -> None:
    lottery = days.lottery(desk.db, on)
    for day in days.on(desk.db, on):
        if day.mode == "WFH" and law.call and law.morning:
            person = desk.db.get_one(Person, day.person_id)
            workday = schedule.workday(desk, person, on)
            desk.say(
                person,
                "morning.text",
                not_before=desk.now + spread(person),
                name=person.name,
                hours=hours(workday.spans),
                quiet=hours(workday.quiet),
                phone_article=law.morning.article,
                article=law.call.article,
                limit=law.call.window_seconds,
                commitment=lottery.commitment[:12] if lottery else "-",
            )


def spread(person: Person) -> timedelta:
    """Spread bulk messages over 15 minutes, everybody always at the same place."""
    share = int.from_bytes(hashlib.sha256(person.nip.encode()).digest()[:4]) / 2**32
    return SPREAD * share


def _digests(desk: Desk, on: date, *, heads: bool) -> None:
    for reader in digest.readers(desk, on, heads=heads):
        digest.send(desk, reader, on)


def _reveal(desk: Desk, law: Circular, on: date) -> None:
    """Publish the secret after the last digest, and never while a drawn call is to come."""
    last = max((*law.digest.unit_head_at, *law.digest.supervisor_at), default=time(18))
    if desk.now >= moment(law, on, last) and not calls.any_drawn(desk.db, on):
        lots.reveal(desk, on)
    lots.reveal(desk, on - timedelta(days=1))


def _forget(desk: Desk) -> None:
    """Delete what nobody needs any more (UU 27/2022: kept no longer than its purpose)."""
    inbox.forget(desk.db, desk.now - WORDS_KEPT)
    outbox.forget(desk.db, desk.now - WORDS_KEPT)
    invitations.forget_guesses(desk.db, desk.now - timedelta(days=1))


def next_moment(desk: Desk) -> datetime | None:
    """Tell when the next thing falls due, for a clock that may jump."""
    on = desk.today()
    law = desk.law(on)
    times = [*law.digest.supervisor_at, *law.digest.unit_head_at]
    if law.morning:
        times.append(law.morning.at)
    jobs_due = [m for at in times if (m := moment(law, on, at)) > desk.now]
    found = [
        calls.next_moment(desk.db),
        outbox.next_moment(desk.db),
        cases.next_card(desk.db),
        *jobs_due,
    ]
    return min((m for m in found if m), default=None)
