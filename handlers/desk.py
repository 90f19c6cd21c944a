"""What an act has before it: the memory, the law of the day, the moment, and a mouth."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from handlers import lasting, noise
from handlers.rules import circular
from handlers.rules.circular import Circular
from handlers.traits import EVERYTHING, Traits
from storage import dialogs, journal, laws, log, outbox, people
from storage.rows import Contact, Person


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence by key, with its blanks; it may stand inside another sentence."""

    key: str
    blanks: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class After:
    """The moment so many seconds after a message is spoken: the end of its window."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: a label by key; with `data` it is inline, without it a press sends the label."""

    label: str
    data: str = ""


CLEAR = "clear"  # take the reply keyboard away
REFUSALS = (
    "not_yours",
    "_already",
    "old_button",
    "old_card",
    "reason_first",
    "your_role",
    "too_late",
)


def phrase(key: str, /, **blanks: Any) -> Phrase:
    return Phrase(key, blanks)


def freeze(value: Any) -> Any:
    """Turn blanks into JSON that `bot/voice.py` can thaw: moments, days, phrases and lists."""
    match value:
        case str() | int() | None:  # most are
            return value
        case Phrase():
            return {"$say": value.key, "with": {k: freeze(v) for k, v in value.blanks.items()}}
        case After():
            return {"$in": value.seconds}
        case date():
            return {"$at" if isinstance(value, datetime) else "$on": value.isoformat()}
        case list() | tuple():
            return [freeze(item) for item in value]
        case _:
            return value


_READ: dict[str, Circular] = {}  # by hash: what a circular says never changes


def as_kept(row: laws.Law) -> Circular:
    """Read a circular from its row, whatever its hash says."""
    return circular.parse([circular.Layer(name=name, text=text) for name, text in row.layers])


@dataclass(slots=True)
class Desk:
    """One act's view of the world: `at` is when the event happened, `now` when we handle it.

    `laws_read` are those of this transaction; `channels` tells what each channel can do, `label`
    the words of a choice in a language; `menus` collects the chats whose command menu should be
    shown anew, `leaving` the groups that should be left; `recent` is what this process alone
    remembers, for minutes, by person; `flooding`: from where the event comes, if it is one too
    many of a flood; `album`: it is a picture that was sent with others at once.
    """

    db: Session
    at: datetime
    now: datetime
    key: bytes
    language: str = "id"
    channels: Mapping[str, Traits] = field(default_factory=dict)
    label: Callable[[str, str], str] = lambda key, _language: key
    menus: list[tuple[str, Person]] = field(default_factory=list)
    recent: dict[int, Any] = field(default_factory=dict)
    leaving: list[str] = field(default_factory=list)
    laws_read: dict[date, Circular] = field(default_factory=dict)
    flooding: str = ""
    album: bool = False
    _zone: str = ""

    def law(self, on: date) -> Circular:
        """Give the circular that governs a date."""
        if on not in self.laws_read:
            self.laws_read[on] = self.law_by_hash(laws.on(self.db, on))
        return self.laws_read[on]

    def law_by_hash(self, law_hash: str) -> Circular:
        """Give the circular that a call or day was stamped with."""
        if law_hash not in _READ:
            _READ[law_hash] = as_kept(laws.by_hash(self.db, law_hash))
        return _READ[law_hash]

    def today(self, zone: str | None = None) -> date:
        """Give the calendar day at `now` in a zone, by default the institution's."""
        return self.now.astimezone(ZoneInfo(zone or self.office_zone)).date()

    def day_of(self, person: Person) -> date:
        """Give the calendar day at `at`, when something happened, where a person is."""
        return self.at.astimezone(ZoneInfo(person.zone)).date()

    @property
    def office_zone(self) -> str:
        if not self._zone:
            newest = laws.newest(self.db)
            assert newest, "an office is never open without a law"
            self._zone = self.law_by_hash(newest.law_hash).zone
        return self._zone

    def say(  # noqa: PLR0913 - the one mouth of all acts
        self,
        to: Person | str,
        key: str,
        /,
        *,
        choices: Sequence[Sequence[Choice]] | str = (),
        urgent: bool = False,
        repeatable: bool = True,
        attempt_id: int | None = None,
        through: Contact | None = None,
        not_before: datetime | None = None,
        expires_at: datetime | None = None,
        language: str = "",
        **blanks: Any,
    ) -> bool:
        """Queue a message in this transaction; False if the person has no open channel.

        A person is spoken to `through` a contact of his, by default the one he prefers.
        """
        if key.endswith(REFUSALS) and isinstance(to, Person):
            journal.note(self.db, "refused", {"person": to.id, "why": key})
        address = self._address(to, through)
        if address is None:
            return False
        frozen = {name: freeze(value) for name, value in blanks.items()}
        if self.album and noise.rests_in_album(self.db, address, key, self.now):
            return True
        if noise.rests(self.db, address, key, frozen, self.now, flooding=self._floods(to)):
            return True
        person = to if isinstance(to, Person) else None
        rows = [] if isinstance(choices, str) else choices
        meant_for = max(not_before or self.now, self.now)
        outbox.add(
            self.db,
            address=address,
            key=key,
            blanks=frozen,
            buttons=[[[c.label, c.data] for c in line] for line in rows],
            keyboard=_keyboard(choices),
            language=language or (person.language if person else self.language),
            zone=person.zone if person else self.office_zone,
            urgent=urgent,
            repeatable=repeatable,
            attempt_id=attempt_id,
            not_before=meant_for,
            expires_at=expires_at or lasting.until(key, meant_for),
            created_at=self.now,
        )
        return True

    def _floods(self, to: Person | str) -> bool:
        """Tell whether words go to whoever floods us: what others hear from it never rests."""
        if not self.flooding or isinstance(to, str):
            return bool(self.flooding) and to == self.flooding
        writer = people.by_address(self.db, self.flooding)
        return writer is not None and writer.id == to.id

    def _address(self, to: Person | str, through: Contact | None) -> str | None:
        if through:
            return through.address
        return self.address_of(to) if isinstance(to, Person) else to

    def traits(self, address: str) -> Traits:
        """Tell what the channel of an address (or its name) can do."""
        return self.channels.get(address.partition(":")[0], EVERYTHING)

    def address_of(self, person: Person) -> str | None:
        """Give the address at which a person can be reached now."""
        contact = people.contact(self.db, person)
        return contact.address if contact and contact.state == "active" else None

    def ask(self, address: str, asking: str, until: datetime, about: Mapping[str, Any]) -> None:
        """Ask for words; whoever is asked for a reason meanwhile gives that first."""
        known = {**about, "asked": self.now.isoformat()}
        dialogs.ask(self.db, address, asking, known, until)

    def note(self, kind: str, /, **facts: Any) -> None:
        """Write a link of the hash-chained log."""
        log.append(self.db, self.now, kind, {name: freeze(value) for name, value in facts.items()})


def _keyboard(choices: Sequence[Sequence[Choice]] | str) -> str:
    if choices == CLEAR:
        return CLEAR
    if not choices or isinstance(choices, str):
        return ""
    return "inline" if choices[0][0].data else "reply"
