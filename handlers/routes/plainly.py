"""What is written instead of pressed: decisions anywhere; where nothing can be pressed, all."""

from dataclasses import replace
from functools import cache

from handlers import confirm, reason, recall
from handlers.desk import Desk
from handlers.events import Message, Tap, Text
from handlers.routes import decisions
from handlers.routes.tables import ALIASES, COMMANDS
from handlers.rules import utterance
from storage import dialogs, outbox, people
from storage.rows import Outbox

LOOKED_BACK = 10  # messages in which the choices are looked for that a number may mean
ENROL = "mulai"
ASK_YES_OR_NO = ([recall.READY, recall.HINDERED],)  # labels that mean yes and no to their question


def meant(desk: Desk, event: Message) -> Message | Tap:
    """Turn the number or the words of a choice into that choice, as if it had been pressed."""
    if not isinstance(event, Text) or event.choice:
        return event
    plain = _agreed(desk, event)
    decision = plain or (None if event.quotes else decisions.written(desk, event))
    if decision or desk.traits(event.address).buttons:
        return decision or event
    offer = _offer(desk, event)
    chosen = _chosen(desk, offer, event.text) if offer else None
    if not offer or not chosen:
        return event
    label, data = chosen
    if _decides_blindly(offer, event, data):
        about = data.partition(":")[0]
        return Tap(at=event.at, address=event.address, data=f"{decisions.WHICH}:{about}")
    if data:
        return Tap(at=event.at, address=event.address, data=data, language=event.language)
    return replace(event, choice=label, text=desk.label(label, offer.language))


def _agreed(desk: Desk, event: Text) -> Text | None:
    """Turn a yes or no into the label that means it, where the last words asked just that."""
    said = utterance.consents(event.text)
    asked = _asked(desk, event) if said is not None else None
    labels = [choice[0] for line in asked.buttons for choice in line] if asked else []
    if not asked or labels not in ASK_YES_OR_NO:
        return None
    label = labels[0 if said else 1]
    return replace(event, choice=label, text=desk.label(label, asked.language))


def _asked(desk: Desk, event: Text) -> Outbox | None:
    """Give the words that an answer follows: those that it quotes, else the very last ones."""
    if event.quotes:
        return outbox.by_ref(desk.db, event.address, event.quotes)
    return next(iter(outbox.last_said(desk.db, event.address, 1)), None)


def _decides_blindly(offer: Outbox, event: Text, data: str) -> bool:
    """Tell whether a number that quotes no card, or one that we do not know, would decide."""
    quotes = event.quotes and offer.ref in {"", event.quotes}  # or its receipt is still to come
    return data.partition(":")[0] in confirm.DECIDES and not quotes and _is_number(event.text)


def _is_number(words: str) -> bool:
    return _bare(words).isdecimal()


def _chosen(desk: Desk, offer: Outbox, text: str) -> list[str] | None:
    """Find the choice that a number or a label names; a label alone only where it has data.

    What decides something wants the mere number; a choice of words may be named politely.
    """
    offered, words = [choice for line in offer.buttons for choice in line], _bare(text)
    named_politely = [] if any(c[1] for c in offered) else list(utterance.numbers(text))
    if len(named_politely) == 1:
        words = str(named_politely[0])
    if words.isascii() and words.isdecimal():
        return offered[int(words) - 1] if 1 <= int(words) <= len(offered) else None
    named = (c for c in offered if c[1] and _bare(desk.label(c[0], offer.language)) == words)
    return next(named, None)


def _bare(words: str) -> str:
    return utterance.plain(words).strip().strip(".,;:!?()[]*_ ")


def _offer(desk: Desk, event: Text) -> Outbox | None:
    """Give the message whose choice a number may mean: the quoted one, or one of the newest.

    While a question waits for words, only the very last message can have offered choices.
    """
    quoted = outbox.by_ref(desk.db, event.address, event.quotes) if event.quotes else None
    if quoted:
        return quoted
    waits = dialogs.open_at(desk.db, event.address, desk.now)
    said = outbox.last_said(desk.db, event.address, 1 if waits else LOOKED_BACK)
    return next((row for row in said if row.buttons), None)


def command(desk: Desk, event: Text) -> tuple[str, str]:
    """Find a command written as plain words: ("status", ""), or ("", "") if there is none.

    While a question is open its answer comes first: then a command needs its slash, unless it
    stands alone where a reason is asked, for a command alone is none.
    """
    if event.choice:
        return "", ""
    alone = _alone().get(utterance.beyond_courtesies(event.text))
    if alone and not dialogs.open_at(desk.db, event.address, desk.now):
        return alone, ""
    if desk.traits(event.address).slash:
        return "", ""
    words = event.text.split()
    for count in (2, 1):  # "panggil kantor" before "panggil"
        bare = "_".join(_bare(word) for word in words[:count])
        name = ALIASES.get(bare, bare)
        if name == ENROL or (name in COMMANDS and not _expects_words(desk, event)):
            return name, " ".join(words[count:])
    return "", ""


@cache
def _alone() -> dict[tuple[str, ...], str]:
    """Give each command as somebody may write it alone, in any way; "izin" alone is a courtesy."""
    names = {ENROL: ENROL, **{name: name for name in COMMANDS}, **ALIASES}
    return {said: name for word, name in names.items() if (said := _said(word))}


def _said(word: str) -> tuple[str, ...]:
    return utterance.beyond_courtesies(word.replace("_", " "))


def _expects_words(desk: Desk, event: Text) -> bool:
    if dialogs.open_at(desk.db, event.address, desk.now):
        return True
    who = people.by_address(desk.db, event.address)
    return who is not None and reason.awaited(desk, who)
