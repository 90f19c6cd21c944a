"""The law in force and the one that comes, each value with the file in which it stands."""

from handlers import cite
from handlers.desk import Desk, Phrase, phrase
from handlers.rules import ladder
from handlers.rules.circular import Circular
from storage import laws
from storage.rows import Person


def policy(desk: Desk, person: Person) -> None:
    """Understand `/kebijakan`: the law in force, and the one that comes."""
    on = desk.today()
    law, newest = desk.law(on), laws.newest(desk.db)
    assert newest, "an office is never open without a law"
    coming_id = laws.by_hash(desk.db, newest.law_hash).circular_id
    coming = phrase("admin.coming", on=newest.since, id=coming_id)
    desk.say(
        person,
        "admin.policy",
        title=law.title,
        id=law.id,
        hash=law.hash[:12],
        since=law.since,
        values=[*_values(law), *_strange(law)],
        coming=coming if newest.law_hash != law.hash else phrase("common.none"),
    )


def _strange(law: Circular) -> list[Phrase]:
    """Say what surprises in the ladder as it is written (10.d)."""
    strange = ladder.paradox(law.ladder) if law.sanction == "propose" else None
    if strange is None:
        return []
    silent, late = (phrase("case.step", step=s.name, article=cite.step(law, s)) for s in strange)
    return [phrase("case.paradox", silent=silent, late=late, milder=strange[0].name)]


def _values(law: Circular) -> list[Phrase]:
    shown: dict[str, object] = {
        "wfh_days": ", ".join(law.wfh_days),
        "sanction": law.sanction,
    }
    if law.call:
        for name in ("window_seconds", "attempts", "per_day", "min_gap_minutes"):
            shown[f"call.{name}"] = str(getattr(law.call, name))
    if law.ladder:
        for name in ("mode", "repeat_count", "repeat_days"):
            shown[f"ladder.{name}"] = str(getattr(law.ladder, name))
    return [
        phrase("admin.value", path=path, value=value, article=cite.source(law, path))
        for path, value in shown.items()
    ]
