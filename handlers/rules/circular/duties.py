"""What a circular may ask for besides calls: one frozen class and one reader for each duty."""

from dataclasses import dataclass
from datetime import time

from handlers.rules.circular import kinds
from handlers.rules.circular.section import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRule:
    """The work plan of the workday before (Bukittinggi 2.a)."""

    due: time
    remind_at: tuple[time, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRule:
    """The report after hours (Bukittinggi 2.a), with a photo where one is asked (Metro 2.b)."""

    opens: str
    due: time
    late_until: time  # of the next workday: until then the report of the day before goes first
    photo: bool
    export_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where a type of person marks attendance."""

    person_types: tuple[str, ...]
    label: str
    url: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRule:
    """Marking attendance at slots: by a link, or outside `city` by photo and pin (2.d-e)."""

    slots: tuple[time, ...]
    ramadan_slots: tuple[time, ...]
    open_before_minutes: int
    close_after_minutes: int
    undo_minutes: int
    city: str
    photo: str  # whom the bot asks for a photo and a pin: nobody, nonresidents, everybody
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitRule:
    """Leaving the place of work needs the supervisor's permission (Bukittinggi 2.g)."""

    max_minutes: int
    calls: str  # while away, calls `continue` or `stop`


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallRule:
    """An order to come to the office (Bukittinggi 2.f), and the share that may get one (1.d)."""

    share_percent: int
    answer_within_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistRule:
    """Switching the office off on the workday before (South Sumatra 10.a)."""

    at: time
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationRule:
    """Sharing one's place during working hours (Bukittinggi 2.c); metres, minutes, decimals."""

    need: str  # required | optional
    prompt_at: tuple[time, ...]
    radius_m: int
    max_accuracy_m: int
    exit_accuracy_m: int
    exit_confirmations: int
    exit_minutes: int
    stale_minutes: int
    grace_minutes: int
    renew_before_minutes: int
    point_decimals: int


def location(section: Section | None) -> LocationRule | None:
    """Read [location]."""
    if section is None:
        return None
    value = LocationRule(
        need=section.take("need", kinds.one_of("required", "optional")),
        prompt_at=section.take("prompt_at", kinds.CLOCKS),
        radius_m=section.take("radius_m", kinds.whole(1)),
        max_accuracy_m=section.take("max_accuracy_m", kinds.whole(1)),
        exit_accuracy_m=section.take("exit_accuracy_m", kinds.whole(1)),
        exit_confirmations=section.take("exit_confirmations", kinds.whole(1)),
        exit_minutes=section.take("exit_minutes", kinds.whole(0)),
        stale_minutes=section.take("stale_minutes", kinds.whole(0)),
        grace_minutes=section.take("grace_minutes", kinds.whole(0)),
        renew_before_minutes=section.take("renew_before_minutes", kinds.whole(0)),
        point_decimals=section.take("point_decimals", kinds.whole(0, 4)),
    )
    section.close()
    return value


def plan(section: Section | None) -> PlanRule | None:
    """Read [plan]."""
    if section is None:
        return None
    value = PlanRule(
        due=section.take("due", kinds.CLOCK),
        remind_at=section.take("remind_at", kinds.CLOCKS),
    )
    section.close()
    return value


def report(section: Section | None) -> ReportRule | None:
    """Read [report]."""
    if section is None:
        return None
    value = ReportRule(
        opens=section.maybe("opens", kinds.one_of("after_work")) or "after_work",
        due=section.take("due", kinds.CLOCK),
        late_until=section.take("late_until", kinds.CLOCK),
        photo=section.take("photo", kinds.FLAG),
        export_to=section.take("export_to", kinds.ANY_TEXT),
    )
    section.close()
    return value


def attendance(section: Section | None) -> AttendanceRule | None:
    """Read [attendance]."""
    if section is None:
        return None
    value = AttendanceRule(
        slots=section.take("slots", kinds.CLOCKS),
        ramadan_slots=section.take("ramadan_slots", kinds.CLOCKS),
        open_before_minutes=section.take("open_before_minutes", kinds.whole(0)),
        close_after_minutes=section.take("close_after_minutes", kinds.whole(0)),
        undo_minutes=section.take("undo_minutes", kinds.whole(0)),
        city=section.take("city", kinds.ANY_TEXT),
        photo=section.take("photo", kinds.one_of("nobody", "nonresidents", "everybody")),
        links=tuple(_link(row) for row in section.rows("link")),
    )
    section.close()
    return value


def _link(section: Section) -> Link:
    value = Link(
        person_types=section.take("person_types", kinds.NAMES),
        label=section.take("label", kinds.TEXT),
        url=section.take("url", kinds.TEXT),
        article=section.take("article", kinds.TEXT),
    )
    section.close()
    return value


def permit(section: Section | None) -> PermitRule | None:
    """Read [permit]."""
    if section is None:
        return None
    value = PermitRule(
        max_minutes=section.take("max_minutes", kinds.whole(1)),
        calls=section.take("calls", kinds.one_of("continue", "stop")),
    )
    section.close()
    return value


def recall(section: Section | None) -> RecallRule | None:
    """Read [recall]."""
    if section is None:
        return None
    value = RecallRule(
        share_percent=section.take("share_percent", kinds.whole(0, 100)),
        answer_within_seconds=section.take("answer_within_seconds", kinds.whole(1)),
    )
    section.close()
    return value


def checklist(section: Section | None) -> ChecklistRule | None:
    """Read [checklist]."""
    if section is None:
        return None
    value = ChecklistRule(
        at=section.take("at", kinds.CLOCK),
        items=section.take("items", kinds.NAMES),
    )
    section.close()
    return value
