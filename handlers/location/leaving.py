"""Outside without a permission: the person is asked first, and nothing follows but a question.

No circular has a sanction for it (Bukittinggi 2.g): no case, no fault, no count.
"""

from datetime import datetime, timedelta

from handlers import warn
from handlers.desk import Choice, Desk
from handlers.events import Text
from handlers.location import day as days_at_home
from handlers.location.day import Day
from handlers.rules import zone
from storage import outbox, places
from storage.rows import Permit, Person, Share

MISTAKE, BACK, PERMIT = (
    "press.location_mistake",
    "press.location_back",
    "press.location_permit",
)
QUESTION = "location.outside_ask"
LOOK_AGAIN = timedelta(seconds=30)  # while a question is on its way


def begun(desk: Desk, person: Person, day: Day, share: Share) -> None:
    """Ask somebody who seems to be outside, unless he may be; each time once."""
    if days_at_home.excuse(desk, person, day.on, desk.now):
        return
    share.asked_at, share.told_at = desk.now, None
    desk.note("location.asked", nip=person.nip)
    choices = [[Choice(MISTAKE)], [Choice(BACK)]]
    if desk.law(day.on).permit:
        choices.insert(1, [Choice(PERMIT)])
    desk.say(
        person,
        QUESTION,
        choices=choices,
        repeatable=False,
        since=share.since,
        article=day.source,
        grace=60 * day.rule.grace_minutes,
    )


def over(desk: Desk, person: Person, share: Share) -> None:
    """Close a question that a reading answered: he is inside; whoever was told learns it too."""
    if share.asked_at is None:
        return
    address = desk.address_of(person)
    if address:
        outbox.cancel(desk.db, address, (QUESTION,))
    if share.told_at:
        _tell(desk, person, "inside", share)
    desk.say(person, "location.inside_again", choices="clear", at=share.since)
    share.asked_at = share.told_at = None
    desk.db.add(share)


def due(desk: Desk, person: Person, day: Day, share: Share) -> datetime | None:
    """Tell when to look again: after the grace, while a question travels, or after a permit."""
    if share.state != "outside" or share.told_at:
        return None
    if share.asked_at is None:
        excuse = days_at_home.excuse(desk, person, day.on, desk.now)
        return (excuse.returned_at or excuse.until) if isinstance(excuse, Permit) else None
    delivered = _delivered(desk, person, share)
    if delivered is None:
        return desk.now + LOOK_AGAIN
    return delivered + timedelta(minutes=day.rule.grace_minutes)


def _delivered(desk: Desk, person: Person, share: Share) -> datetime | None:
    """Give when the question reached the person; None while it has not."""
    address = desk.address_of(person)
    if address is None or share.asked_at is None:
        return None
    return outbox.sent_since(desk.db, address, QUESTION, share.asked_at)


def watch(desk: Desk, person: Person, day: Day, share: Share) -> None:
    """Tell the direct supervisor after the grace, with what may explain it innocently."""
    if share.state != "outside" or share.told_at:
        return
    if share.asked_at is None:
        begun(desk, person, day, share)
        return
    at = due(desk, person, day, share)
    excused = days_at_home.excuse(desk, person, day.on, desk.now)
    if at is None or at > desk.now or excused:
        return
    share.told_at = desk.now
    desk.note("location.told", nip=person.nip)
    _tell(desk, person, "outside", share)


def _tell(desk: Desk, person: Person, what: str, share: Share) -> None:
    superior = warn.decider(desk, person)
    if superior:
        told = f"location.{what}_told"
        desk.say(superior, told, name=person.name, unit=person.unit, since=share.since)


def mistake(desk: Desk, person: Person, _message: Text) -> bool:
    """Take LOKASI KELIRU: the reading is taken back everywhere, and not made again there today."""
    share = places.today(desk.db, person.id or 0, desk.day_of(person))
    if share is None or share.asked_at is None:
        return False
    if share.state == "outside" and share.since:
        places.correct(desk.db, share, share.since)
    share.wrong_lat, share.wrong_lon = share.lat, share.lon
    if share.told_at:
        _tell(desk, person, "mistaken", share)
    days_at_home.keep(desk, share, zone.mistaken(days_at_home.watched(share), desk.now))
    share.asked_at = share.told_at = None
    desk.note("location.mistaken", nip=person.nip)
    desk.say(person, "location.mistaken", choices="clear")
    return True


def back(desk: Desk, person: Person, _message: Text) -> bool:
    """Take SUDAH KEMBALI: a reading or a pin will show it; until then he is believed."""
    share = places.today(desk.db, person.id or 0, desk.day_of(person))
    if share is None or share.asked_at is None:
        return False
    if share.told_at:
        _tell(desk, person, "back", share)
    days_at_home.keep(desk, share, zone.mistaken(days_at_home.watched(share), desk.now))
    share.asked_at = share.told_at = None
    desk.say(person, "location.back", choices="clear")
    return True
