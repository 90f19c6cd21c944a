"""What the plan asks of time: reminders, the list of missing plans, and what a digest counts."""

from collections.abc import Iterable, Sequence
from datetime import date

from handlers import cite, duty, schedule
from handlers.desk import Desk, Phrase, phrase
from handlers.job import AT_ONCE, Job, Part
from handlers.plan import deadline
from handlers.rules.circular import Circular
from handlers.rules.workdays import Workday
from storage import crowd, days, plans
from storage.rows import Person


def jobs(law: Circular) -> Iterable[Job]:
    """Remind on the work day before, and tell superiors what is missing when it is due (A13)."""
    if law.plan:
        for at in law.plan.remind_at:
            yield Job(name="plan_remind", at=at, act=remind, at_once=AT_ONCE)
        yield Job(
            name="plan_due", at=duty.after(law.plan.due), act=missing, stale_after=duty.LATE_LISTS
        )


def remind(desk: Desk, on: date, part: Part) -> None:
    """Ask whoever will work from home next for a plan, but nobody who has sent one or is away."""
    here = part.listed(desk)
    for day in deadline.coming(desk, on):
        law = desk.law(day)
        drafts = plans.tasks(desk.db, day, part.first, part.last)
        for person in _without(desk, on, day, part, here):
            begun = len(drafts.get(person.id or 0, []))
            due = deadline.due(desk, person, day)
            desk.say(
                person,
                "plan.remind",
                not_before=desk.now + schedule.spread(person),
                expires_at=due,
                name=person.name,
                on=day,
                due=due,
                due_article=cite.source(law, "plan.due"),
                article=cite.source(law, "plan"),
                begun=phrase("plan.begun", count=begun) if begun else phrase("plan.not_begun"),
            )


def _without(desk: Desk, on: date, day: date, part: Part, here: Sequence[Person]) -> list[Person]:
    """List them; addresses are read only if there is anybody to speak to, or of."""
    sent = plans.senders(desk.db, day)
    found = [
        person
        for person in here
        if person.id not in sent
        and duty.at_home(desk, person, day)
        and schedule.workday(desk, person, on).mode != "LEAVE"
    ]
    if found:
        crowd.contacts(desk.db, part.first, part.last, here)
    return found


def missing(desk: Desk, on: date, part: Part) -> None:
    """Tell each direct superior whose plans are not here yet; without any he hears nothing."""
    here = part.listed(desk)
    for day in deadline.coming(desk, on):
        without = _without(desk, on, day, part, here)
        for superior, reached, unreached in duty.by_superior(desk, without):
            desk.say(
                superior,
                "plan.missing",
                not_before=desk.now + schedule.spread(superior),
                on=day,
                at=desk.now,
                lists=duty.lists(reached, unreached),
            )


def tally(desk: Desk, team: Sequence[Person], on: date) -> Phrase | None:
    """Count for a digest how many of those at home had sent a plan."""
    if not deadline.has_duty(desk, on):
        return None
    home = days.at_home(desk.db, on, [person.id or 0 for person in team])
    sent = plans.sent(desk.db, on, home)
    late = sum(plan.late for plan in sent.values())
    return phrase("plan.tally", sent=len(sent), count=len(home), late=late) if home else None


def mark(desk: Desk, member: Person, day: Workday) -> Phrase | str:
    """Say in a row of the team whether somebody at home has sent a plan."""
    if day.mode != "WFH" or not deadline.has_duty(desk, day.on):
        return ""
    plan = plans.get(desk.db, member.id or 0, day.on)
    if plan is None or plan.sent_at is None:
        return phrase("plan.mark_missing")
    return phrase("plan.mark_late" if plan.late else "plan.mark_sent")
