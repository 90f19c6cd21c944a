"""Decisions that are written: "6 terima"; a number alone decides nothing (nobody meant it)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers import confirm, location, permit, warn
from handlers.desk import Desk, Phrase, phrase
from handlers.events import Tap, Text
from handlers.plan import review as plan_review
from handlers.report import review as report_review
from handlers.ruling import UNDO
from storage import cases, dialogs, outbox, people, rulings
from storage.rows import Person

WHICH = "which"
SHOWN = 15
ACCEPT = {"case": "accept"}
APPROVE = {"permit": "approve", "plan": "approve", "home": "approve", "report": "fit"}
REFUSE = {"case": "refuse", "permit": "refuse", "home": "refuse"}
MEND = {"plan": "comment", "report": "mend"}
TAKE_BACK = dict.fromkeys(("case", "permit", "plan", "report", "home", "recall"), UNDO)
MEANINGS: tuple[tuple[str, dict[str, str]], ...] = (  # what people write: the choice by kind
    ("terima|diterima|alasan diterima|accept", ACCEPT),
    ("tolak|ditolak|refuse|reject", REFUSE),
    ("periksa|perlu pemeriksaan|examine", {"case": "examine"}),
    ("bina|pembinaan|beri pembinaan|guide|guidance", {"case": "guide"}),
    ("laporkan|report", {"case": "report"}),
    ("terbukti|proven", {"case": "proven"}),
    ("tidak terbukti|not proven", {"case": "not_proven"}),
    ("setuju|setujui|disetujui|izinkan|approve|agree", APPROVE),
    ("tanya|ask", {"permit": "ask"}),
    ("sesuai|fit", {"report": "fit"}),
    ("perbaikan|perlu perbaikan|perbaiki|mend", MEND),
    ("catatan|beri catatan|comment", {"plan": "comment", "report": "comment"}),
    ("lihat|lihat lampiran|lampiran|show|attachment", {"case": "show"}),
    ("tarik|tarik keputusan|batal|batalkan|undo", TAKE_BACK),
)
WORDS = {word: choices for words, choices in MEANINGS for word in words.split("|")}
ANY_QUESTION = {"setuju", "agree", "batal", "batalkan"}  # may answer whatever was said last
KINDS = {
    **dict.fromkeys(("usulan", "proposal"), "case"),
    **dict.fromkeys(("izin", "permit"), "permit"),
    **dict.fromkeys(("rencana", "plan"), "plan"),
    **dict.fromkeys(("laporan", "report"), "report"),
    **dict.fromkeys(("lokasi", "place"), "home"),
    **dict.fromkeys(("perintah", "order"), "recall"),
}
NUMBERED = re.compile(
    rf"(?:({'|'.join(KINDS)})\s+)?(?:(?:nomor|no|number)\.?\s+)?(\d{{1,9}})[\s:.,-]+(\D+)"
)


@dataclass(frozen=True, slots=True)
class Card:
    """What waits for somebody's decision, or was decided and can be taken back."""

    kind: str
    number: int
    person_id: int
    stamp: str = ""

    def press(self, choice: str) -> str:
        """Give what the button of a choice says."""
        stamp = f":{self.stamp}" if self.stamp and choice != UNDO else ""
        return f"{self.kind}:{self.number}:{choice}{stamp}"


def written(desk: Desk, event: Text) -> Tap | None:
    """Understand a decision in words; None if the words are none."""
    words = " ".join(event.text.split()).strip(" .,;:!?()[]*_").casefold()
    found = NUMBERED.fullmatch(words)
    kind, number, said = found.groups() if found else ("", "", words)
    choices = _vocabulary(desk).get(said)
    who = people.by_address(desk.db, event.address) if choices else None
    if not choices or who is None or (not number and _is_busy(desk, event)):
        return None
    undone = choices is TAKE_BACK
    cards = list(_untold(desk, who) if undone else _open(desk, who))
    meant = [c for c in cards if c.kind in choices and (not kind or KINDS[kind] == c.kind)]
    if number:
        return _numbered(desk, event, who, meant, choices, int(number))
    only = meant[0] if len(meant) == len(cards) == 1 else None
    if only and (said not in ANY_QUESTION or _asks(desk, event, only)):
        return _tap(event, only.press(choices[only.kind]))
    return _tap(event, f"{WHICH}:{said}") if meant else None


def _vocabulary(desk: Desk) -> dict[str, dict[str, str]]:
    """Give what may be written, with the labels of the buttons themselves."""
    labels = {
        desk.label(f"case.{choice}", language).casefold(): {"case": choice}
        for choice in warn.CHOICES
        for language in ("id", "en")
    }
    return labels | WORDS


def _is_busy(desk: Desk, event: Text) -> bool:
    """Tell whether other words are awaited, which one word may be."""
    return dialogs.open_at(desk.db, event.address, desk.now) is not None


def _asks(desk: Desk, event: Text, card: Card) -> bool:
    """Tell whether the very last words to somebody offered to decide about a card."""
    last = next(iter(outbox.last_said(desk.db, event.address, 1)), None)
    offered = [data for line in last.buttons for _, data in line] if last else []
    return any(data.startswith(f"{card.kind}:{card.number}:") for data in offered)


def _numbered(
    desk: Desk,
    event: Text,
    who: Person,
    meant: Sequence[Card],
    choices: dict[str, str],
    number: int,
) -> Tap | None:
    """Press the card of that number; two kinds may bear the same one."""
    fitting = [card for card in meant if card.number == number]
    if fitting[1:]:
        return _tap(event, WHICH)
    if fitting:
        return _tap(event, fitting[0].press(choices[fitting[0].kind]))
    if "case" in choices and people.leads_anybody(desk.db, who):  # decided, or no card
        return _tap(event, Card("case", number, 0).press(choices["case"]))
    return None


def _tap(event: Text, data: str) -> Tap:
    return Tap(at=event.at, address=event.address, data=data)


def _open(desk: Desk, who: Person) -> Iterator[Card]:
    """List what somebody may decide now."""
    for case in warn.waiting(desk, who):
        yield Card("case", case.id or 0, case.person_id)
    for request in permit.waiting(desk, who):
        yield Card("permit", request.id or 0, request.person_id)
    for home in location.homes_waiting(desk, who):
        yield Card("home", home.id or 0, home.person_id)
    for plan, stamp in plan_review.waiting(desk, who):
        yield Card("plan", plan.id or 0, plan.person_id, stamp)
    for report, stamp in report_review.waiting(desk, who):
        yield Card("report", report.id or 0, report.person_id, stamp)


def _untold(desk: Desk, who: Person) -> Iterator[Card]:
    """List what somebody decided and may still take back."""
    for row in rulings.of(desk.db, who.id or 0):
        is_case = row.about == "case"
        number = cases.decided(desk.db, row.number).proposal_id if is_case else row.number
        yield Card(row.about, number, row.person_id)


def which(desk: Desk, who: Person, parts: list[str]) -> bool:
    """Ask which card is meant, and how to say so."""
    said = parts[0] if parts else ""
    cards = list(_untold(desk, who) if WORDS.get(said) is TAKE_BACK else _open(desk, who))
    if said == confirm.RECORDS:
        desk.say(who, "record.in_words")
    elif cards and said != "who":  # those have no numbers
        rows = [_row(desk, card) for card in cards[:SHOWN]]
        desk.say(who, "common.which", number=cards[0].number, cards=rows)
    else:
        desk.say(who, "common.quote_it")
    return True


def _row(desk: Desk, card: Card) -> Phrase:
    name = people.get(desk.db, card.person_id).name
    return phrase(f"{card.kind}.which_row", number=card.number, name=name)
