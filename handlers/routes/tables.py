"""The whole bot on one page: which command, word, photo or press goes to which act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handlers import (
    admin,
    attend,
    checklist,
    contacts,
    explain,
    flexible,
    permit,
    person,
    readiness,
    reason,
    recall,
    team,
    warn,
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
from storage import people
from storage.rows import Person

Act = Callable[[Desk, Person, str, str], None]
"""act(desk, person, the words after the command, the address they came from)"""


@dataclass(frozen=True, slots=True)
class Command:
    """A chat command: who may use it (nobody named: everybody), and what it does."""

    act: Act
    roles: frozenset[str] = frozenset()


def _of(*roles: str) -> frozenset[str]:
    return frozenset(roles)


LEADERS, OFFICE = _of("supervisor", "unit_head"), _of("personnel", "admin")

COMMANDS: dict[str, Command] = {
    "bantuan": Command(lambda desk, who, _words, _at: person.help_(desk, who, menu(desk, who))),
    "status": Command(lambda desk, who, _words, _at: person.status(desk, who)),
    "aturan": Command(lambda desk, who, _words, _at: explain.rules(desk, who)),
    "mulai_kerja": Command(lambda desk, who, words, _at: flexible.begin(desk, who, words)),
    "alasan": Command(lambda desk, who, words, _at: reason.command(desk, who, words)),
    "data_saya": Command(lambda desk, who, _words, _at: person.data(desk, who)),
    "bahasa": Command(person.language),
    "saluran": Command(lambda desk, who, words, _at: contacts.command(desk, who, words)),
    "tim": Command(lambda desk, who, _words, _at: team.show(desk, who), LEADERS),
    "usulan": Command(lambda desk, who, _words, _at: team.cases_waiting(desk, who), LEADERS),
    "rekap": Command(lambda desk, who, _words, _at: team.recap(desk, who), LEADERS),
    "rencana": Command(plan_draft.command),
    "lapor": Command(report_draft.command),
    "presensi": Command(lambda desk, who, _words, _at: attend.command(desk, who)),
    "izin": Command(permit.command),
    "kembali": Command(lambda desk, who, _words, _at: permit.back(desk, who)),
    "panggil": Command(order.command, LEADERS),
    "panggil_kantor": Command(recall.command, LEADERS),
    "kebijakan": Command(lambda desk, who, _words, _at: admin.policy(desk, who), OFFICE),
    "jadwal": Command(lambda desk, who, words, _at: admin.schedule_(desk, who, words), OFFICE),
    "libur": Command(lambda desk, who, words, _at: admin.holiday(desk, who, words), OFFICE),
    "cuti": Command(lambda desk, who, words, _at: admin.leave(desk, who, words), OFFICE),
    "gangguan": Command(
        lambda desk, who, words, _at: admin.declare_outage(desk, who, words), OFFICE
    ),
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
    "permission": "izin",
    "back": "kembali",
    "team": "tim",
    "proposals": "usulan",
    "recap": "rekap",
    "call": "panggil",
    "recall": "panggil_kantor",
}

Reply = Callable[[Desk, Person, Message, dict[str, Any]], bool]
"""reply(desk, person, what he sent, what the question was about) -> whether it was an answer"""

DIALOGS: dict[str, Reply] = {
    "purpose": order.purpose,
    **permit.DIALOGS,
    **recall.DIALOGS,
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

COLLECTORS: tuple[Collect, ...] = (attend.take,)

Press = Callable[[Desk, Person, list[str]], bool]
"""press(desk, person, the parts of a button's data after its name) -> whether it was understood"""

TAPS: dict[str, Press] = {
    "attend": attend.press,
    "case": warn.press,
    "permit": permit.press,
    "recall": recall.press,
    "plan": plan_review.press,
    "report": report_review.press,
    "reason": reason.press,
}


def roles_of(desk: Desk, who: Person) -> set[str]:
    """Give a person's roles; whoever has people below him is a supervisor."""
    leads = {"supervisor"} if people.leads_anybody(desk.db, who) else set()
    return set(who.roles) | leads


def menu(desk: Desk, who: Person) -> list[str]:
    """List the commands that a person may use."""
    roles = roles_of(desk, who)
    return [
        name for name, command in COMMANDS.items() if not command.roles or command.roles & roles
    ]
