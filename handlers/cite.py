"""Who says what a sentence says: a clause, the agency's own rule, or a default of ours."""

from collections.abc import Sequence

from handlers.desk import After, Phrase, phrase
from handlers.rules.circular import Circular, Step
from handlers.rules.workdays import Workday

DAYS = {"wfh_day": "wfh_days", "outside": "population", "no_letter": "assignment_article"}


def source(law: Circular, path: str) -> Phrase:
    """Name who says a value such as "plan.due", or who orders a duty such as "plan"."""
    said = law.source(path)
    if said.by == "agency":
        key = "source.agency_clause" if said.clause else "source.agency"
    else:
        key = "source.clause" if said.clause else "source.default"
    return phrase(key, clause=said.clause, of=path)


def row(law: Circular, table: str, rows: Sequence[object], one: object) -> Phrase:
    """Name who says one of an array of tables, such as a [[note]]."""
    return source(law, f"{table}[{rows.index(one) + 1}]")


def day(law: Circular, one: Workday) -> Phrase:
    """Name who says that somebody works where he does on a day: his law, or whoever ordered it."""
    for entry in law.exempt if one.source == "exempt" else ():
        if (entry.article, entry.name) == (one.clause, one.detail):
            return row(law, "exempt", law.exempt, entry)
    if one.source in DAYS:
        return source(law, DAYS[one.source])
    key = "source.clause" if one.clause else "source.agency"
    return phrase(key, clause=one.clause, of="")


def step(law: Circular, one: Step) -> Phrase:
    """Name who says that a step of the ladder may follow."""
    return row(law, "ladder.step", law.ladder.steps if law.ladder else (), one)


def limit(law: Circular) -> Phrase:
    """Say how long an answer may take: "kurang dari 5 menit", or "paling lama 5 menit"."""
    assert law.call, "without calls nobody has to answer"
    key = "source.at_most" if law.call.window_inclusive else "source.less_than"
    return phrase(key, seconds=law.call.window_seconds)


def until(law: Circular) -> Phrase:
    """Say up to when a message that is spoken now may be answered."""
    assert law.call, "without calls nobody has to answer"
    key = "source.until" if law.call.window_inclusive else "source.before"
    return phrase(key, at=After(law.call.window_seconds))
