"""The whole bot on one page: which command, word, photo or press goes to which act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handlers import (
    admin,
    attend,
    checklist,
    confirm,
    contacts,
    explain,
    flexible,
    location,
    permit,
    person,
    readiness,
    reason,
    recall,
    record,
    schedule,
    takeover,
    team,
    warn,
    who,
)
from handlers.call import order
from handlers.desk import Desk
from handlers.events import (
    Message,
    Text,
)
from handlers.plan import draft as plan_draft
from handlers.plan import review as plan_review
from handlers.report import answer as report_answer
from handlers.report import draft as report_draft
from handlers.report import label as report_label
from handlers.report import review as report_review
from handlers.routes import decisions
from handlers.rules.circular import Circular
from storage import people
from storage.rows import Person

Act = Callable[[Desk, Person, str, str], None]
"""act(desk, person, the words after the command, the address they came from)"""


@dataclass(frozen=True, slots=True)
class Command:
    """A chat command: who may use it (nobody named: everybody), and what it does.

    `duty` gives what the circular says of it; where it says nothing the command is not offered.
    """

    act: Act
    roles: frozenset[str] = frozenset()
    duty: Callable[[Circular], object] | None = None


def _of(*roles: str) -> frozenset[str]:
    return frozenset(roles)


LEADERS, OFFICE = _of("supervisor", "unit_head"), _of("personnel", "admin")
DECIDERS = LEADERS | _of("personnel")  # who gets the cards that nobody else can decide

COMMANDS: dict[str, Command] = {
    "bantuan": Command(lambda desk, who, _words, _at: person.help_(desk, who, menu(desk, who))),
    "status": Command(lambda desk, who, _words, _at: person.status(desk, who)),
    "aturan": Command(lambda desk, who, _words, _at: explain.rules(desk, who)),
    "mulai_kerja": Command(
        lambda desk, who, words, _at: flexible.begin(desk, who, words),
        duty=lambda law: law.flexible_start_minutes,
    ),
    "alasan": Command(lambda desk, who, words, _at: reason.command(desk, who, words)),
    "data_saya": Command(lambda desk, who, _words, _at: person.data(desk, who)),
    "bahasa": Command(person.language),
    "saluran": Command(lambda desk, who, words, _at: contacts.command(desk, who, words)),
    "tim": Command(lambda desk, who, _words, _at: team.show(desk, who), LEADERS),
    "usulan": Command(lambda desk, who, _words, _at: team.cases_waiting(desk, who), DECIDERS),
    "rekap": Command(
        lambda desk, who, words, _at: team.recap(desk, who, words),
        LEADERS | OFFICE | _of("inspector"),
    ),
    "rencana": Command(plan_draft.command, duty=lambda law: law.plan),
    "lapor": Command(report_draft.command, duty=lambda law: law.report),
    "presensi": Command(
        lambda desk, who, _words, _at: attend.command(desk, who), duty=lambda law: law.attendance
    ),
    "lokasi": Command(
        lambda desk, who, _words, _at: location.command(desk, who), duty=lambda law: law.location
    ),
    "hapus_lokasi": Command(
        lambda desk, who, _words, _at: location.delete(desk, who), duty=lambda law: law.location
    ),
    "izin": Command(permit.command, duty=lambda law: law.permit),
    "kembali": Command(
        lambda desk, who, _words, _at: permit.back(desk, who), duty=lambda law: law.permit
    ),
    "panggil": Command(order.command, LEADERS, lambda law: law.call),
    "panggil_kantor": Command(recall.command, LEADERS, lambda law: law.recall),
    "siapa": Command(lambda desk, person_, _words, _at: who.show(desk, person_), OFFICE),
    "kebijakan": Command(lambda desk, who, _words, _at: admin.policy(desk, who), OFFICE),
    "jadwal": Command(record.order, OFFICE | _of("unit_head")),
    "libur": Command(record.holiday, OFFICE),
    "cuti": Command(record.leave, OFFICE),
    "gangguan": Command(record.outage, OFFICE),
}
ALIASES = {
    "start": "mulai",
    "help": "bantuan",
    "rules": "aturan",
    "start_work": "mulai_kerja",
    "reason": "alasan",
    "my_data": "data_saya",
    "language": "bahasa",
    "channel": "saluran",
    "plan": "rencana",
    "report": "lapor",
    "attendance": "presensi",
    "location": "lokasi",
    "delete_location": "hapus_lokasi",
    "permission": "izin",
    "back": "kembali",
    "team": "tim",
    "proposals": "usulan",
    "recap": "rekap",
    "call": "panggil",
    "recall": "panggil_kantor",
    "who": "siapa",
}

Reply = Callable[[Desk, Person, Message, dict[str, Any]], bool]
"""reply(desk, person, what he sent, what the question was about) -> whether it was an answer"""

DIALOGS: dict[str, Reply] = {
    "purpose": order.purpose,
    **permit.DIALOGS,
    **recall.DIALOGS,
    **record.DIALOGS,
    location.ASKING: location.pin,
    plan_draft.ASKING: plan_draft.reply,
    plan_review.ASKING: plan_review.comment,
    report_draft.ASKING: report_answer.reply,
    report_review.ASKING: report_review.comment,
}

Label = Callable[[Desk, Person, Text], bool | None]
"""label(desk, person, the message) -> False if nothing waits for it: then it is a mere word"""

LABELS: dict[str, Label] = {
    attend.DONE: attend.tick,
    checklist.DONE: checklist.done,
    location.MISTAKE: location.mistake,
    location.BACK: location.back,
    location.PERMIT: lambda desk, who, said: permit.command(desk, who, "", said.address),
    location.REGISTER: location.register,
    takeover.REFUSE: takeover.refuse,
    **permit.LABELS,
    **recall.LABELS,
    readiness.READY: readiness.ready,
    readiness.OPEN: readiness.opened,
    "press.plan_send": plan_draft.send,
    "press.plan_address": plan_draft.ask_address,
    "press.plan_clear": plan_draft.clear,
    **dict.fromkeys(report_label.LABELS, report_label.press),
}

Collect = Callable[..., bool]
"""collect(desk, person, a photo or place, answered=whether it answered a call) -> was it wanted"""

COLLECTORS: tuple[Collect, ...] = (location.take, attend.take, report_answer.collect)

Press = Callable[[Desk, Person, list[str]], bool]
"""press(desk, person, the parts of a button's data after its name) -> whether it was understood"""

TAPS: dict[str, Press] = {
    "attend": attend.press,
    "case": warn.press,
    "home": location.home_press,
    "permit": permit.press,
    "recall": recall.press,
    "plan": plan_review.press,
    "report": report_review.press,
    "reason": reason.press,
    **record.TAPS,
    decisions.WHICH: decisions.which,
    "who": who.press,
}


def _confirmed(desk: Desk, who: Person, message: Message, about: dict[str, Any]) -> bool:
    """Take a "ya" or "batal" in words as the press of that button."""
    said = confirm.answer(message)
    section, *parts = about["press"].split(":")
    return bool(said) and TAPS[section](desk, who, [*parts, said, about["stamp"]])


DIALOGS[confirm.ASKING] = _confirmed


def roles_of(desk: Desk, who: Person) -> set[str]:
    """Give a person's roles; whoever has people below him is a supervisor."""
    leads = {"supervisor"} if people.leads_anybody(desk.db, who) else set()
    return set(who.roles) | leads


def menu(desk: Desk, who: Person) -> list[str]:
    """List the commands that a person may use, and that the circulars of his days know.

    Today's and the next work day's: a plan is written the day before.
    """
    roles, today = roles_of(desk, who), desk.today(who.zone)
    coming = schedule.next_workday(desk, today) or today
    laws = [desk.law(on) for on in {today, coming}]
    return [name for name, command in COMMANDS.items() if _is_offered(command, roles, laws)]


def _is_offered(command: Command, roles: set[str], laws: list[Circular]) -> bool:
    if command.roles and not command.roles & roles:
        return False
    return command.duty is None or any(command.duty(law) for law in laws)
