"""What applies to somebody on a day, and why: each duty in a sentence, with its clause."""

from collections.abc import Sequence
from datetime import date, time

from handlers import cite, location, schedule, team
from handlers.attend import slots as attend
from handlers.desk import Desk, Phrase, phrase
from handlers.rules import sun, workdays
from handlers.rules.circular import AttendanceRule, Circular, Span
from handlers.rules.workdays import Workday, Worker
from storage.rows import Person


def rules(desk: Desk, person: Person) -> None:
    """Understand `/aturan`: what applies to this person today, with its clauses."""
    on = desk.today(person.zone)
    law, day = desk.law(on), schedule.workday(desk, person, on)
    at_home = _at_home(law, person, day) if day.mode == "WFH" else [_not_at_home(law, day)]
    desk.say(
        person,
        "rules.text",
        title=law.title,
        on=on,
        where=team.where(law, day),
        hours=schedule.hours(day.spans),
        quiet=schedule.hours(day.quiet),
        rules=[*_flexible(law, day), *at_home, *_tomorrow(desk, person, on)],
        notes=_notes(law) or phrase("common.none"),
    )


def _notes(law: Circular) -> list[Phrase]:
    return [
        phrase("rules.note", text=note.text, article=cite.row(law, "note", law.notes, note))
        for note in law.notes
    ]


def why(desk: Desk, person: Person, on: date) -> Phrase:
    """Say in one sentence where somebody works on a date, and by which rule of which circular."""
    law, day = desk.law(on), schedule.workday(desk, person, on)
    return phrase(
        "rules.why" if day.spans else "rules.why_no_hours",
        on=on,
        name=person.name,
        where=team.where(law, day),
        hours=schedule.hours(day.spans),
        title=law.title,
    )


def _not_at_home(law: Circular, day: Workday) -> Phrase:
    """Say that nothing is asked, and to whom the circular does not speak at all."""
    if day.source != "outside" or law.population is None:
        return phrase("rules.none")
    kinds = [phrase(f"kind.{kind}") for kind in law.population.person_types]
    return phrase("rules.outside", kinds=kinds, article=cite.source(law, "population"))


def facts(desk: Desk, person: Person, on: date) -> dict[str, object]:
    """Give the same for a program, with the times at which a drawn call may begin."""
    law, day = desk.law(on), schedule.workday(desk, person, on)
    return {
        "nip": person.nip,
        "date": f"{on}",
        "mode": day.mode,
        "clause": day.clause,
        "source": f"{day.source}: {day.detail}" if day.detail else day.source,
        "work": _pairs(day.spans),
        "quiet": _pairs(day.quiet),
        "quiet_place": _quiet_place(law, schedule.worker(desk, person, on), on),
        "callable": _pairs(
            workdays.callable_spans(law.call, day, person.zone) if law.call else ()
        ),
    }


def _quiet_place(law: Circular, worker: Worker, on: date) -> dict[str, object]:
    """Give the place whose sun sets the quiet time of a Friday, else the longitudes of a zone."""
    where = sun.place(law, worker)
    if where:
        return {"lat": where.lat, "lon": where.lon}
    west, east = sun.bounds(worker.zone or law.zone, on)
    return {"zone": worker.zone or law.zone, "west": west, "east": east}


def _pairs(spans: Sequence[Span]) -> list[list[str]]:
    return [[f"{span.start:%H:%M}", f"{span.end:%H:%M}"] for span in spans]


def _at_home(law: Circular, person: Person, day: Workday) -> list[Phrase]:
    return [
        *_called(law),
        *_recorded(law),
        *_attending(law, person, day.on),
        *location.rules(law),
        *_leaving(law),
    ]


def _called(law: Circular) -> list[Phrase]:
    """Say that one is called, and what may follow where the circular names it."""
    said = []
    if law.morning:
        said.append(phrase("rules.phone", article=cite.source(law, "morning")))
    if law.call:
        said.append(
            phrase(
                "rules.call",
                limit=cite.limit(law),
                article=cite.source(law, "call.window_seconds"),
                attempts=law.call.attempts,
                attempts_article=cite.source(law, "call.attempts"),
            )
        )
        said += _consequences(law)
        said.append(phrase("rules.human"))
    return said


def _consequences(law: Circular) -> list[Phrase]:
    if law.sanction != "propose" or law.ladder is None:
        return [phrase("rules.recorded")]
    steps = law.ladder.steps
    return [
        phrase(f"rules.{step.on}", step=step.name, article=cite.step(law, step)) for step in steps
    ]


def _recorded(law: Circular) -> list[Phrase]:
    """Say what is to be reported of the day."""
    said = []
    if law.report:
        said.append(
            phrase(
                "rules.report",
                article=cite.source(law, "report"),
                opens_article=cite.source(law, "report.opens"),
                due=_clock(law.report.due),
                due_article=cite.source(law, "report.due"),
            )
        )
        if law.report.photo:
            said.append(phrase("rules.report_photo", article=cite.source(law, "report.photo")))
        if law.report.export_to:
            said.append(phrase("rules.report_to", where=law.report.export_to))
    return said


def _attending(law: Circular, person: Person, on: date) -> list[Phrase]:
    """Say when and how attendance is marked: in the app, by the link of one's kind, by photo."""
    rule = law.attendance
    if rule is None:
        return []
    times = rule.ramadan_slots if workdays.fasting(law, on) else rule.slots
    slots = ", ".join(_clock(slot) for slot in times)
    ours = law.source("attendance.slots").by == "default"
    said = [
        phrase(
            "rules.attendance_reminded" if ours else "rules.attendance",
            article=cite.source(law, "attendance"),
            slots=slots,
            slots_article=attend.cited(law, on),
        )
    ]
    said += [
        phrase(
            "rules.link",
            label=link.label,
            url=link.url,
            article=cite.row(law, "attendance.link", rule.links, link),
        )
        for link in rule.links
        if person.person_type in link.person_types
    ]
    photo = cite.source(law, "attendance.photo")
    if _by_photo(rule, person):
        said.append(phrase("rules.selfie", article=photo))
    elif rule.photo == "nonresidents" and not person.domicile:
        said.append(phrase("rules.selfie_if", article=photo, city=rule.city))
    return said


def _by_photo(rule: AttendanceRule, person: Person) -> bool:
    """Tell whether somebody's attendance is a photo with a place (Bukittinggi 2.e)."""
    lives_there = rule.city.casefold() in person.domicile.casefold()
    outside = rule.photo == "nonresidents" and bool(person.domicile) and not lives_there
    return rule.photo == "everybody" or outside


def _leaving(law: Circular) -> list[Phrase]:
    said = []
    if law.permit:
        said.append(
            phrase(
                "rules.permit",
                article=cite.source(law, "permit"),
                limit=law.permit.max_minutes * 60,
                limit_article=cite.source(law, "permit.max_minutes"),
            )
        )
        said.append(phrase(f"rules.permit_{law.permit.calls}"))
    if law.recall:
        said.append(phrase("rules.recall", article=cite.source(law, "recall")))
    return said


def _flexible(law: Circular, day: Workday) -> list[Phrase]:
    if not law.flexible_start_minutes or not day.spans:
        return []
    article = cite.source(law, "flexible_start_minutes")
    return [phrase("rules.flexible", limit=law.flexible_start_minutes * 60, article=article)]


def _tomorrow(desk: Desk, person: Person, on: date) -> list[Phrase]:
    """Say what is due today because the next work day is one at home (Bukittinggi 2.a, 1.h)."""
    coming = schedule.next_workday(desk, on)
    if coming is None or schedule.workday(desk, person, coming).mode != "WFH":
        return []
    law = desk.law(coming)
    said = []
    if law.plan:
        said.append(
            phrase(
                "rules.plan",
                article=cite.source(law, "plan"),
                on=coming,
                due=_clock(law.plan.due),
                due_article=cite.source(law, "plan.due"),
            )
        )
    if law.checklist:
        said.append(
            phrase(
                "rules.checklist",
                article=cite.source(law, "checklist.items"),
                on=coming,
                items=", ".join(law.checklist.items),
                at=_clock(law.checklist.at),
                at_article=cite.source(law, "checklist.at"),
            )
        )
    return said


def _clock(at: time) -> str:
    return f"{at:%H.%M}"
