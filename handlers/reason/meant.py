"""What a message gives as a reason: a choice, words, a picture, or nothing but a courtesy."""

from dataclasses import dataclass

from handlers.desk import Desk
from handlers.events import Attachment, Message, Text
from handlers.rules import utterance
from handlers.rules.circular import Circular
from handlers.rules.utterance import COURTESY, REASON, UNCLEAR
from storage import people
from storage.reasons import OTHER
from storage.rows import Person

OWN_WORDS = "own words"  # announced by the choice of another reason
EVIDENCE = {"photo", "voice", "video", "video_note", "audio", "document"}
WORDLESS = {"sticker", "animation", "contact", "other"}  # says nothing that could be a reason
UNSUPPORTED = "unsupported"  # what a channel cannot carry


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said; `kind`: a reason, unclear, a courtesy, or that own words follow."""

    kind: str
    words: str = ""
    code: str = OTHER
    attached: str = ""
    file: Attachment | None = None


def read(desk: Desk, person: Person, message: Message, law: Circular | None = None) -> Said | None:
    """Read a message; a number chooses from a law's reasons; None for what can say nothing."""
    match message:
        case Text(text=text, choice=choice) if choice.startswith("reason."):
            return _chosen(text.strip(), choice.partition(".")[2])
        case Text(text=text):
            return (by_number(desk, person, text, law) if law else None) or words(
                desk, person, text
            )
        case Attachment(kind=kind) if kind != UNSUPPORTED:
            return _attached(desk, person, message)
    return None


def words(desk: Desk, person: Person, text: str) -> Said:
    """Read words by themselves."""
    spoken_to = [person.name, *(s.name for s in people.superiors(desk.db, person))]
    return Said(utterance.kind(text, spoken_to), text.strip())


def by_number(desk: Desk, person: Person, text: str, law: Circular) -> Said | None:
    """Read the numbers of reasons that were offered: "1", "satu", "1 bu, maaf"."""
    offered, numbers = law.reason.choices, utterance.numbers(text)
    if not numbers or not all(1 <= number <= len(offered) for number in numbers):
        return None
    codes = [offered[number - 1] for number in numbers]
    named = [code for code in codes if code != OTHER]
    labels = "; ".join(desk.label(f"reason.{code}", person.language) for code in named)
    return _chosen(labels, named[0] if named else OTHER)


def _chosen(label: str, code: str) -> Said:
    return Said(OWN_WORDS) if code == OTHER else Said(REASON, label, code)


def _attached(desk: Desk, person: Person, message: Attachment) -> Said:
    """Read a photo or a voice note, which says why by itself; a sticker has to be asked back."""
    caption = words(desk, person, message.caption)
    said = caption.words if caption.kind != COURTESY else ""
    if message.kind in EVIDENCE:
        return Said(REASON, said, attached=message.kind, file=message)
    return Said(UNCLEAR, said or wordless(desk, person, message.kind))


def wordless(desk: Desk, person: Person, kind: str) -> str:
    """Name in brackets what came without words."""
    known = kind if kind in EVIDENCE | WORDLESS else "other"
    return f"[{desk.label(f'attached.{known}', person.language)}]"
