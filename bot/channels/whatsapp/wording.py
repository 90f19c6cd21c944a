"""What may be said after a person's session is over: our sentences as WhatsApp's templates."""

import hashlib
import json
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from bot import console, voice
from handlers.desk import freeze, phrase

LONGEST, LONGEST_BUTTON, MOST_BUTTONS = 1024, 20, 10  # characters of a body, of a label
LONGEST_VALUE = 255  # characters of a variable, says Twilio
MINUTES, HOURS = 60, 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A sentence that may have to open a session, and its buttons (labels by key).

    `ttl`: after so many seconds WhatsApp drops what it could not deliver; 0 is its 30 days.
    """

    key: str
    buttons: tuple[str, ...] = ()
    ttl: int = 0


KEYS = {  # all else is held back until the person writes, after one knock
    use.key: use
    for use in (
        Use(key="call.first", buttons=("call.present",), ttl=10 * MINUTES),
        Use(key="call.again", buttons=("call.present",), ttl=10 * MINUTES),
        Use(key="call.targeted", buttons=("call.present",), ttl=10 * MINUTES),
        Use(key="readiness.ask", buttons=("press.ready",), ttl=12 * HOURS),
        Use(key="common.knock", buttons=("press.open",), ttl=12 * HOURS),
        Use(key="team.knock_cards", buttons=("press.open",), ttl=12 * HOURS),
        Use(key="permit.knock", buttons=("press.open",), ttl=4 * HOURS),
        Use(key="case.missed"),
        Use(key="case.late"),
        Use(key="case.missed_noted"),
        Use(key="case.late_noted"),
        Use(key="morning.text", ttl=2 * HOURS),
        Use(
            key="recall.ordered",
            buttons=("press.recall_ready", "press.recall_hindered"),
            ttl=12 * HOURS,
        ),
        Use(key="recall.cancelled_told", ttl=12 * HOURS),
        Use(key="enrol.replaced_old", buttons=("press.refuse_account",), ttl=10 * MINUTES),
    )
}

EXAMPLES: dict[str, Any] = {  # one for each blank; a reviewer at Meta reads them
    "article": freeze(phrase("source.clause", clause="10.c", of="")),
    "at": datetime(2026, 4, 10, 2, 18, 44, tzinfo=UTC),
    "by": "Budi Santoso, S.E.",
    "code": "K-7Q2M",
    "count": 3,
    "counts": freeze(phrase("call.late_reason_first")),
    "commitment": "9f86d081884c",
    "due": datetime(2026, 4, 10, 6, 30, tzinfo=UTC),
    "elapsed": 372,
    "hours": "07.30-11.30 WIB",
    "limit": freeze(phrase("source.less_than", seconds=300)),
    "minutes": 10,
    "name": "Siti Aminah",
    "number": 2,
    "on": datetime(2026, 4, 10, 2, tzinfo=UTC).date(),
    "phone_article": freeze(phrase("source.clause", clause="10.b", of="")),
    "place": "Aula A",
    "purpose": "e-Kinerja",
    "quiet": "11.30-13.30 WIB",
    "since": datetime(2026, 4, 9, 7, 5, tzinfo=UTC),
    "start": datetime(2026, 4, 10, 3, tzinfo=UTC),
    "times": ["09.12.30 WIB", "09.18.02 WIB"],
    "until": datetime(2026, 4, 10, 2, 17, 30, tzinfo=UTC),
}


@dataclass(frozen=True, slots=True)
class Blank:
    """A variable: the name and the format that it has in our sentence."""

    name: str
    form: str

    def __str__(self) -> str:
        return f"{self.name}:{self.form}" if self.form else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A sentence in a language, as it is submitted to WhatsApp."""

    use: Use
    language: str
    body: str
    blanks: tuple[Blank, ...]
    buttons: tuple[tuple[str, str], ...]  # label key, label

    @property
    def digest(self) -> str:
        """Tell this wording from any other."""
        said = json.dumps([self.body, self.buttons])
        return hashlib.sha256(said.encode()).hexdigest()[:8]

    @property
    def name(self) -> str:
        """Name it at Twilio and Meta; another wording has another name."""
        return f"sigap_{self.use.key.replace('.', '_')}_{self.language}_{self.digest}"

    @property
    def order(self) -> str:
        """List what the variables mean, in their order."""
        return " ".join(map(str, self.blanks))

    @property
    def examples(self) -> list[str]:
        speaker = voice.Voice(self.language, "Asia/Jakarta", EXAMPLES["at"])
        return [speaker.filled(EXAMPLES[b.name], b.form) for b in self.blanks]

    def variables(self, values: Sequence[str]) -> dict[str, str]:
        """Number the values as Twilio wants them: a line each, none empty, all not too long."""
        said = [" ".join(value.split())[:LONGEST_VALUE] or "-" for value in values]
        variables = {str(n): value for n, value in enumerate(said, 1)}
        fixed = len(self.body) - sum(len(f"{{{{{n}}}}}") for n in variables)
        while (excess := fixed + sum(map(len, variables.values())) - LONGEST) > 0:
            longest = max(variables, key=lambda n: len(variables[n]))
            kept = max(1, len(variables[longest]) - excess - 1)
            variables[longest] = f"{variables[longest][:kept]}…"
        return variables


def every(languages: Sequence[str] = voice.LANGUAGES) -> list[Template]:
    """List all templates that WhatsApp needs from us."""
    return [template(key, language) for key in KEYS for language in languages]


@cache
def template(key: str, language: str) -> Template:
    """Make the template of a sentence."""
    use, texts = KEYS[key], voice.texts(language)
    parts = list(string.Formatter().parse(texts[key]))
    blanks = tuple(Blank(name, form or "") for _, name, form, _ in parts if name)
    numbers = iter(range(1, len(blanks) + 1))
    body = "".join(
        said + (f"{{{{{next(numbers)}}}}}" if name else "") for said, name, _, _ in parts
    )
    return Template(
        use=use,
        language=language,
        body=_framed(body, parts[0][0], parts[-1][0] if not parts[-1][1] else "", language),
        blanks=blanks,
        buttons=tuple((label, texts[label]) for label in use.buttons),
    )


def _framed(body: str, beginning: str, end: str, language: str) -> str:
    """Put fixed words around a body that begins or ends with a variable, which Meta refuses."""
    before = "" if _has_word(beginning) else f"{console.sentence(language, 'template.before')}\n"
    after = "" if _has_word(end) else f"\n{console.sentence(language, 'template.after')}"
    return f"{before}{body}{after}"


def _has_word(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def faults(made: Template) -> Iterator[str]:
    """Tell which of Meta's rules a template breaks."""
    pieces = _pieces(made.body)
    if not (_has_word(pieces[0]) and _has_word(pieces[-1])):
        yield "edge"
    if not all(piece.strip() for piece in pieces[1:-1]):
        yield "adjacent"
    if len(made.body) > LONGEST:
        yield "long"
    if "\n\n\n" in made.body or made.body != made.body.strip():
        yield "newlines"
    if sum(len(piece.split()) for piece in pieces) < 2 * len(made.blanks) + 1:
        yield "too many variables for its length"
    if len(made.buttons) > MOST_BUTTONS or any(len(b) > LONGEST_BUTTON for _, b in made.buttons):
        yield "buttons"


def _pieces(body: str) -> list[str]:
    """Split a body at its variables."""
    return [piece.rpartition("}}")[2] for piece in body.split("{{")]
