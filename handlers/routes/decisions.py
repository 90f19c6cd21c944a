"""Decisions that are written: "6 terima"; a number alone decides nothing (nobody meant it)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handlers import permit, warn
from handlers.desk import Desk, phrase
from handlers.events import Tap, Text
from storage import dialogs, people
from storage.rows import Person

WHICH = "which"
WORDS = {  # what people write: the choice of a proposal, and of a request to leave
    **dict.fromkeys(("terima", "diterima", "alasan diterima", "accept"), ("accept", "")),
    **dict.fromkeys(("tolak", "refuse", "reject"), ("refuse", "refuse")),
    **dict.fromkeys(("periksa", "perlu pemeriksaan", "examine"), ("examine", "")),
    **dict.fromkeys(("bina", "pembinaan", "beri pembinaan", "guide", "guidance"), ("guide", "")),
    **dict.fromkeys(("laporkan", "report"), ("report", "")),
    **dict.fromkeys(("terbukti", "proven"), ("proven", "")),
    **dict.fromkeys(("tidak terbukti", "not proven"), ("not_proven", "")),
    **dict.fromkeys(("tarik", "tarik keputusan", "batal", "batalkan", "undo"), ("undo", "undo")),
    **dict.fromkeys(("setuju", "setujui", "izinkan", "approve"), ("", "approve")),
    **dict.fromkeys(("tanya", "ask"), ("", "ask")),
}
KINDS = {"usulan": "case", "proposal": "case", "izin": "permit", "permit": "permit"}
NUMBERED = re.compile(
    r"(?:(usulan|proposal|izin|permit)\s+)?(?:(?:nomor|no|number)\.?\s+)?(\d{1,9})[\s:.,-]+(\D+)"
)


@dataclass(frozen=True, slots=True)
class Card:
    """What waits for somebody's decision."""

    kind: str
    number: int
    name: str


def written(desk: Desk, event: Text) -> Tap | None:
    """Understand a decision in words; None if the words are none."""
    words = " ".join(event.text.split()).strip(" .,;:!?()[]*_").casefold()
    found = NUMBERED.fullmatch(words)
    kind, number, said = found.groups() if found else ("", "", words)
    who = people.by_address(desk.db, event.address) if said in _vocabulary(desk) else None
    if who is None or (not number and _is_busy(desk, event)):
        return None
    choices = dict(zip(("case", "permit"), _vocabulary(desk)[said], strict=True))
    cards = list(_open(desk, who))
    meant = [c for c in cards if choices[c.kind] and (not kind or KINDS[kind] == c.kind)]
    if number:
        return _numbered(desk, event, who, meant, choices, int(number))
    if len(cards) == 1 and meant and choices[meant[0].kind] != "undo":
        return _press(event, meant[0].kind, meant[0].number, choices[meant[0].kind])
    return Tap(at=event.at, address=event.address, data=WHICH) if meant and cards[1:] else None


def _vocabulary(desk: Desk) -> dict[str, tuple[str, str]]:
    """Give what may be written, with the labels of the buttons themselves."""
    labels = {
        desk.label(f"case.{choice}", language).casefold(): (choice, "")
        for choice in warn.CHOICES
        for language in ("id", "en")
    }
    return labels | WORDS


def _is_busy(desk: Desk, event: Text) -> bool:
    """Tell whether other words are awaited, which one word may be."""
    return dialogs.open_at(desk.db, event.address, desk.now) is not None


def _numbered(
    desk: Desk, event: Text, who: Person, meant: list[Card], choices: dict[str, str], number: int
) -> Tap | None:
    """Press the card of that number; two kinds may bear the same one."""
    fitting = [card for card in meant if card.number == number]
    if fitting[1:]:
        return Tap(at=event.at, address=event.address, data=WHICH)
    if fitting:
        return _press(event, fitting[0].kind, number, choices[fitting[0].kind])
    if choices["case"] and people.leads_anybody(desk.db, who):  # one that is decided, or no card
        return _press(event, "case", number, choices["case"])
    return None


def _press(event: Text, kind: str, number: int, choice: str) -> Tap:
    return Tap(at=event.at, address=event.address, data=f"{kind}:{number}:{choice}")


def _open(desk: Desk, who: Person) -> Iterator[Card]:
    for proposal in warn.waiting(desk, who):
        name = people.get(desk.db, proposal.person_id).name
        yield Card("case", proposal.id or 0, name)
    for request in permit.waiting(desk, who):
        name = people.get(desk.db, request.person_id).name
        yield Card("permit", request.id or 0, name)


def which(desk: Desk, who: Person, _parts: list[str]) -> bool:
    """Ask which card is meant, and how to say so."""
    cards = list(_open(desk, who))
    if cards:
        rows = [phrase(f"{c.kind}.which_row", number=c.number, name=c.name) for c in cards]
        desk.say(who, "common.which", number=cards[0].number, cards=rows)
    else:
        desk.say(who, "common.quote_it")
    return True
