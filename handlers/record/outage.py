"""An outage that a human declares, of a channel or of a unit: `/gangguan`."""

from datetime import datetime, timedelta

from handlers import moments, outage
from handlers.desk import Desk, Phrase, phrase
from handlers.record.card import Act, Facts, ask
from handlers.record.shared import nobody
from handlers.rules import dates
from handlers.rules.dates import Unclear
from storage import people
from storage.rows import Call, Person

LONGEST = timedelta(days=1)
CAUSE = 200  # characters


def command(desk: Desk, person: Person, words: str, address: str) -> None:
    """Understand `/gangguan [DAY] FROM UNTIL CHANNEL-or-UNIT[; CAUSE]`."""
    period, rest = dates.leading(words, desk.today())
    if period and period.first != period.last:
        raise Unclear("admin.bad_period")
    start, rest = moments.leading(rest)
    end, rest = moments.leading(rest) if start else ("", rest)
    if not end:
        desk.say(person, "admin.how_outage", channels=_channels(desk))
        return
    on = period.first if period else desk.today()
    since, until = (moments.moment(clock, on, desk.office_zone) for clock in (start, end))
    if since is None or until is None:
        raise Unclear("admin.bad_time", words=f"{start} {end}")
    if not timedelta() < until - since <= LONGEST or since > desk.now:
        raise Unclear("admin.bad_period")
    channel, unit, cause = _scope(desk, rest)
    facts = {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "channel": channel,
        "unit": unit,
        "cause": cause[:CAUSE] or "declared",
    }
    ask(desk, person, address, "outage", facts, _say(desk, facts))


def _scope(desk: Desk, words: str) -> tuple[str, str, str]:
    """Split words into a channel or a unit, and the cause; the whole office is neither."""
    first, _, rest = words.partition(" ")
    channel = first.strip(" ;,.").casefold()
    if channel in desk.channels:
        return channel, "", rest.strip(" ;")
    named, _, cause = words.removeprefix("unit ").partition(";")
    unit = _unit(desk, named.strip())
    if not unit:
        raise Unclear("record.outage_scope", channels=_channels(desk))
    return "", unit, cause.strip()


def _unit(desk: Desk, named: str) -> str:
    """Find a unit of the tree by its path or by its own name."""
    wanted = named.casefold()
    for person in people.active(desk.db) if wanted else ():
        parts = person.unit.split(" / ")
        for depth in range(1, len(parts) + 1):
            path = " / ".join(parts[:depth])
            if wanted in {path.casefold(), parts[depth - 1].casefold()}:
                return path
    return ""


def _channels(desk: Desk) -> str:
    return ", ".join(sorted(desk.channels))


def _span(facts: Facts) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(facts["since"]), datetime.fromisoformat(facts["until"])


def _say(desk: Desk, facts: Facts) -> Phrase:
    since, until = _span(facts)
    return phrase(
        "record.outage",
        since=since,
        until=until,
        scope=facts["unit"] or facts["channel"],
        cause=facts["cause"],
        count=len(_hurt(desk, facts)),
    )


def _hurt(desk: Desk, facts: Facts) -> list[Call]:
    return outage.hurt(desk, facts["channel"], *_span(facts), unit=facts["unit"], declared=True)


def _do(desk: Desk, by: Person, facts: Facts) -> None:
    since, until = _span(facts)
    outage.record(
        desk,
        facts["channel"],
        since,
        until,
        facts["cause"],
        declared_by=by,
        unit=facts["unit"],
    )


ACTS = {"outage": Act(say=_say, about=nobody, hurt=_hurt, do=_do)}
