"""`sigap import`: who is in the office, from a roster of ours or another program's export."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot import files, office, settings
from bot.cli.who import show_seats
from bot.clock import Clock
from bot.console import Trouble, sentence, show, tell
from handlers import retention, roster, who
from handlers.roster import Fault, Reading, Summary, Terms, foreign
from handlers.rules import nip
from handlers.rules.circular import Circular

MANY = 2_000  # lines; who reads more likes to see that it goes on
NAMED = 20  # people in one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How an operator wants a file to be taken."""

    partial: bool = False
    complete: bool = False
    confirmed: frozenset[str] = frozenset()
    units: Path | None = None
    columns: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an import did and what it asks: all that is said once it is done."""

    reading: Reading
    summary: Summary
    law: Circular
    today: date

    def lines(self, language: str) -> list[str]:
        """Say it, what was done first."""
        return [
            *_done(language, self.reading, self.summary),
            *self._leaving(language),
            *_asked(language, self.reading),
            *_alone(language, self._alone()),
        ]

    def _leaving(self, language: str) -> list[str]:
        """Say when who has left is erased, here and in the last backup."""
        if not self.summary.deactivated:
            return []
        erased, gone = retention.erased_by(self.law, self.today)
        return [sentence(language, "import.leaving", erased=erased, gone=gone)]

    def _alone(self) -> list[str]:
        """Name whoever has no superior and gets none proposed."""
        proposed = {one.nip for one in self.reading.proposals}
        return sorted(name for nip, name in self.summary.alone.items() if nip not in proposed)


def import_roster(path: Path, wish: Wish) -> None:
    """Import a roster; raises Trouble if nothing was imported."""
    if wish.partial and wish.complete:
        raise Trouble("import.both")
    given, clock = settings.load(), Clock()
    own = _columns(wish.columns)
    sheets = [*files.sheets(path), *(files.sheets(wish.units) if wish.units else ())]
    _progress(given.language, "progress", sum(len(sheet.lines) for sheet in sheets))
    engine, law = office.open_memory(given, clock)
    with office.at_desk(engine, given, clock) as desk:
        today, known = desk.today(law.zone), roster.seats(desk.db)
    terms = Terms(
        today=today,
        zone=law.zone,
        known=known,
        complete=wish.complete,
        partial=wish.partial,
        confirmed=wish.confirmed,
    )
    reading = roster.read(sheets, terms, own)
    _show(given.language, reading)
    _check(reading, terms)
    _progress(given.language, "keeping", len(reading.roster.entries))
    with office.at_desk(engine, given, clock, decides=True) as desk:
        if roster.seats(desk.db) != known:
            raise Trouble("import.overtaken")
        summary = roster.apply(desk, reading.roster, complete=wish.complete)
        seats = who.listing(desk, desk.today())
    done = Report(reading=reading, summary=summary, law=law, today=today)
    for line in done.lines(given.language):
        show(line)
    show_seats(given.language, [seat for seat in seats if not seat.confirmed])


def _check(reading: Reading, terms: Terms) -> None:
    """Stop where nothing may be imported."""
    if reading.faults and not (terms.partial and reading.roster.entries):
        raise Trouble("import.refused", count=len(reading.faults))
    answers_nothing = terms.confirmed - {foreign.SUPERVISORS} - reading.asked
    if answers_nothing:
        raise Trouble("import.confirm", given=min(answers_nothing))


def _columns(path: Path | None) -> dict[str, str]:
    """Read the agency's own names of columns: "Kontak Pegawai" = "phone"."""
    if path is None:
        return {}
    try:
        return foreign.mapping(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise Trouble("import.columns_file", path=path, why=error) from None


def _progress(language: str, key: str, count: int) -> None:
    if count >= MANY:
        tell(sentence(language, f"import.{key}", count=count))


def _show(language: str, reading: Reading) -> None:
    for note in reading.notes:
        tell(sentence(language, f"roster.{note.key}", **note.blanks))
    for warning in reading.warnings:
        tell(sentence(language, "import.warning", what=say(language, warning)))
    for fault in reading.faults:
        tell(say(language, fault))


def say(language: str, fault: Fault) -> str:
    """Say what is wrong at which line and column."""
    what = sentence(language, f"roster.{fault.key}", **fault.blanks)
    where = "import.at" if fault.column else "import.at_line"
    return sentence(language, where, line=fault.line, column=fault.column, what=what)


def _done(language: str, reading: Reading, summary: Summary) -> list[str]:
    counts = {
        "added": summary.added,
        "changed": summary.changed,
        "unchanged": summary.unchanged,
        "deactivated": summary.deactivated,
    }
    skipped = len({fault.line for fault in reading.faults})
    said = [sentence(language, "import.done", **counts)]
    return [*said, sentence(language, "import.skipped", count=skipped)] if skipped else said


def _asked(language: str, reading: Reading) -> list[str]:
    """Say who is held back and which superiors are proposed, each with how to answer."""
    said = []
    if reading.roster.held:
        said.append(sentence(language, "import.held", count=len(reading.roster.held)))
    for one in reading.roster.held:
        blanks = {"name": one.name, "nip": nip.last4(one.nip), "why": one.why}
        said.append(sentence(language, "import.held_one", **blanks))
    if reading.proposals:
        said.append(sentence(language, "import.proposed", count=len(reading.proposals)))
    for two in reading.proposals:
        blanks = {"name": two.name, "nip": nip.last4(two.nip)}
        blanks |= {"above_name": two.above_name, "above": nip.last4(two.above)}
        said.append(sentence(language, "import.proposed_one", **blanks))
    return said


def _alone(language: str, alone: Sequence[str]) -> list[str]:
    if not alone:
        return []
    names = "; ".join(alone[:NAMED])
    beyond = len(alone) - NAMED
    if beyond > 0:
        names = f"{names}; {sentence(language, 'import.more', count=beyond)}"
    return [sentence(language, "import.alone", count=len(alone), names=names)]
