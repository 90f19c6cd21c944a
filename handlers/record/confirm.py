"""Who confirms a card: whoever asked, and a second person where nobody may act alone."""

from typing import Any

from handlers import warn
from handlers.desk import Desk, Phrase
from handlers.events import Message, Text
from handlers.record import holiday, leave, order, outage
from handlers.record.card import PATIENCE, Act, buttons
from storage import cases, dialogs, intents, people
from storage.rows import Call, Intent, Person

YES = {"catat", "ya", "iya", "yes", "record"}
NO = {"batal", "tidak", "jangan", "no", "cancel"}
SECONDS = ("personnel", "unit_head", "inspector", "admin")  # who confirms, the first that there is
ACTS: dict[str, Act] = {**leave.ACTS, **order.ACTS, **holiday.ACTS, **outage.ACTS}


def reply(desk: Desk, person: Person, message: Message, about: dict[str, Any]) -> bool:
    """Take "catat" or "batal" as words."""
    words = message.text.strip(" .!").casefold() if isinstance(message, Text) else ""
    verb = "yes" if words in YES else "no" if words in NO else ""
    return bool(verb) and press(desk, person, [about["token"], verb])


def press(desk: Desk, person: Person, parts: list[str]) -> bool:
    """Take a press on a card: of whoever asked, or of the second person."""
    match parts:
        case [token, verb] if row := intents.get(desk.db, token):
            return _first(desk, person, row, verb) or _second(desk, person, row, verb)
    return False


def _first(desk: Desk, person: Person, row: Intent, verb: str) -> bool:
    if verb not in {"yes", "no"} or row.asked_by != person.id or row.confirmed:
        return False
    address = desk.address_of(person)
    if address:
        dialogs.close(desk.db, address)
    if verb == "no" or desk.now > row.asked_at + PATIENCE:
        intents.drop(desk.db, row)
        desk.say(person, "record.given_up" if verb == "no" else "record.too_old")
    elif not _is_delicate(desk, person, row):
        _do(desk, person, row)
    else:
        _ask_second(desk, person, row)
    return True


def _is_delicate(desk: Desk, by: Person, row: Intent) -> bool:
    """Tell whether it is his own case, or the past of a decided one: nobody does that alone."""
    act = ACTS[row.act]
    hurt = act.hurt(desk, row.facts)
    own = by in act.about(desk, row.facts) or any(call.person_id == by.id for call in hurt)
    return own or any(_is_decided(desk, call) for call in hurt)


def _is_decided(desk: Desk, call: Call) -> bool:
    proposal = cases.of_call(desk.db, call.id or 0)
    return proposal is not None and proposal.state == "decided"


def seconds(desk: Desk, row: Intent) -> list[Person]:
    """List who may confirm: the personnel office, else the unit's head, an inspector, an admin."""
    about = ACTS[row.act].about(desk, row.facts)
    concerned = {person.id for person in about} | {row.asked_by}
    above = {p.id for person in about for p in people.superiors(desk.db, person)}
    for role in SECONDS:
        found = [
            person
            for person in people.with_role(desk.db, role)
            if person.id not in concerned
            and desk.address_of(person)
            and (role != "unit_head" or person.id in above)
        ]
        if found:
            return found
    return []


def _ask_second(desk: Desk, by: Person, row: Intent) -> None:
    asked = seconds(desk, row)
    if not asked:  # an office of one: he may, and the inspector sees it
        _do(desk, by, row)
        return
    row.confirmed = True
    desk.db.add(row)
    desk.note("record.asked", act=row.act, by=by.nip, seconds=[one.nip for one in asked])
    what = ACTS[row.act].say(desk, row.facts)
    for one in asked:
        choices = [buttons(row.token, "approve", "refuse")]
        desk.say(one, "record.second", choices=choices, by=by.name, what=what)
    desk.say(by, "record.waits", names=", ".join(one.name for one in asked))


def _second(desk: Desk, person: Person, row: Intent, verb: str) -> bool:
    if verb not in {"approve", "refuse"} or not row.confirmed:
        return False
    if person not in seconds(desk, row):
        return False
    by = people.get(desk.db, row.asked_by)
    if verb == "refuse":
        what = ACTS[row.act].say(desk, row.facts)
        desk.note("record.refused", act=row.act, by=by.nip, second=person.nip)
        intents.drop(desk.db, row)
        for one in (by, person):
            desk.say(one, "record.refused", second=person.name, what=what)
    else:
        _do(desk, by, row, second=person)
    return True


def _do(desk: Desk, by: Person, row: Intent, second: Person | None = None) -> None:
    """Record it, tell whoever asked, and whoever must know that it touched a case."""
    act, is_delicate = ACTS[row.act], _is_delicate(desk, by, row)
    hurt = act.hurt(desk, row.facts)
    what = act.say(desk, row.facts)
    about = {p.id: p for p in act.about(desk, row.facts)}
    about |= {call.person_id: people.get(desk.db, call.person_id) for call in hurt}
    act.do(desk, by, row.facts)
    intents.drop(desk.db, row)
    desk.say(by, "record.done", what=what)
    if is_delicate:
        facts = {"by": by.nip, "second": second.nip if second else ""}
        desk.note("record.confirmed", act=row.act, **facts)
        _tell(desk, by, second, what, list(about.values()))
    if second:
        desk.say(second, "record.done", what=what)


def _tell(
    desk: Desk, by: Person, second: Person | None, what: Phrase, about: list[Person]
) -> None:
    """Name it to the superiors; without a second person, to the inspectors too."""
    told = [superior for one in about if (superior := warn.decider(desk, one))]
    if second is None:
        told += people.with_role(desk.db, "inspector")
    for one in {person.id: person for person in told}.values():
        if one not in {by, second}:
            key = "record.told" if second else "record.told_alone"
            desk.say(one, key, by=by.name, second=second.name if second else "-", what=what)
