"""What a supervisor sees of his own tree, and nobody of another's."""

from handlers import cite, digest, location, schedule, warn
from handlers.desk import Desk, Phrase, phrase
from handlers.plan import remind as plan
from handlers.rules import dates
from handlers.rules.circular import Circular
from handlers.rules.dates import Unclear
from handlers.rules.workdays import Workday
from storage import calls, people
from storage.rows import Person

CARDS_AT_ONCE = 5
ALL_UNITS = {"personnel", "admin", "inspector"}


def show(desk: Desk, person: Person) -> None:
    """Understand `/tim`: who works where, and when each answered last."""
    team = people.subordinates(desk.db, person)
    on = desk.today()
    if not team:
        desk.say(person, "team.nobody")
        return
    desk.say(person, "team.list", on=on, rows=[_row(desk, member) for member in team])


def _row(desk: Desk, member: Person) -> Phrase:
    day = schedule.workday(desk, member, desk.today(member.zone))
    return phrase(
        "team.row",
        name=member.name,
        unit=member.unit,
        where=where(desk.law(day.on), day),
        reach=phrase(f"team.{_reach(desk, member)}"),
        last=_last(desk, member),
        plan=plan.mark(desk, member, day),
        location=location.mark(desk, member),
    )


def where(law: Circular, day: Workday) -> Phrase:
    """Say where somebody works and why, in one phrase."""
    return phrase(f"mode.{day.mode}", why=why(law, day))


def why(law: Circular, day: Workday) -> Phrase:
    """Say what a day's mode follows from."""
    source = "given_clause" if day.source == "given" and day.clause else day.source
    return phrase(f"why.{source}", detail=day.detail, article=cite.day(law, day))


def _reach(desk: Desk, member: Person) -> str:
    contact = people.contact(desk.db, member)
    return f"reach_{contact.state}" if contact else "reach_none"


def _last(desk: Desk, member: Person) -> Phrase:
    last = next(iter(calls.last_of(desk.db, member.id or 0, 1)), None)
    if last is None:
        return phrase("team.no_call")
    return phrase("team.last", at=last.due_at, outcome=phrase(f"outcome.{last.outcome or 'open'}"))


def cases_waiting(desk: Desk, person: Person) -> None:
    """Understand `/usulan`: the cards that wait for a decision, oldest first."""
    waiting = warn.waiting(desk, person)
    shown = waiting[:CARDS_AT_ONCE]
    desk.say(
        person, "team.cases" if waiting else "team.no_cases", count=len(waiting), shown=len(shown)
    )
    for proposal in shown:
        warn.show_card(desk, proposal, person)


def recap(desk: Desk, person: Person, words: str) -> None:
    """Understand `/rekap [DATE]`: a day's digest, of all units for whoever serves them all."""
    on = dates.one(words, desk.today()) if words.strip() else desk.today()
    if on > desk.today():
        raise Unclear("team.recap_future")
    if ALL_UNITS & set(person.roles):
        digest.send(desk, person, on, people.active(desk.db), unit=desk.law(on).office)
    elif people.leads_anybody(desk.db, person):
        digest.send(desk, person, on, people.subordinates(desk.db, person), unit=person.unit)
    else:
        desk.say(person, "team.nobody")
