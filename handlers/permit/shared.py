"""What the acts around a permission share: its day, its clause, whom to tell."""

from handlers import away, cite, warn
from handlers.call import close
from handlers.desk import Desk, Phrase, phrase
from storage import calls
from storage.rows import Permit, Person

EMERGENCY, BACK = "press.permit_emergency", "press.permit_back"
NOW = "press.permit_now"
LENGTH = 300  # characters of a reason, a question, an answer


def article(desk: Desk, permit: Permit) -> Phrase:
    """Give the clause that a permission is asked under."""
    return cite.source(desk.law(permit.on), "permit")


def calls_meanwhile(desk: Desk, permit: Permit) -> Phrase:
    """Say whether calls go on while somebody is away."""
    rule = desk.law(permit.on).permit
    return phrase(
        "permit.calls_stop" if rule and rule.calls == "stop" else "permit.calls_continue"
    )


def tell(desk: Desk, person: Person, what: str, permit: Permit) -> None:
    """Tell the supervisor what somebody has done about his permission."""
    superior = warn.decider(desk, person)
    if superior is None:
        return
    desk.say(
        superior,
        f"permit.{what}_told",
        number=permit.id,
        name=person.name,
        start=permit.start,
        at=permit.returned_at,
        until=permit.until,
        reason=permit.reason,
        article=article(desk, permit),
    )


def take_back(desk: Desk, permit: Permit) -> None:
    """Take back what was found about calls that should have rested meanwhile."""
    for call in calls.of_people(desk.db, [permit.person_id], permit.on, permit.on):
        if call.outcome in {"late", "missed"} and away.during(desk, call) == "on_permit":
            close.void(desk, call, "on_permit")
