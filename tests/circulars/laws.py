"""Circulars and people that the tests of several circulars share."""

from datetime import date
from typing import Any

import pytest

from handlers.rules import circular, workdays
from handlers.rules.circular import Circular
from handlers.rules.circular.kinds import PERSON_TYPES_KNOWN
from handlers.rules.workdays import Given, Workday, Worker

SHIPPED = {name: circular.load(name) for name in circular.shipped()}
OWN = """
id = "instansi"
[call]
article = "Nota Dinas 800/17/2026"
window_seconds = 300
[morning]
article = "Nota Dinas 800/17/2026"
"""
FRIDAY = date(2026, 4, 10)  # the first Friday of work from home
ANALYST = "Analis Kepegawaian"


def clause(name: str, *numbers: str) -> pytest.MarkDecorator:
    """Say which clauses of which circular a test shows."""
    return pytest.mark.clause(name, *numbers)


def calling(name: str, text: str = OWN) -> Circular:
    """Lay an agency's own file, which orders calls, over a circular that orders none."""
    own = circular.Layer(name="instansi", text=text)
    return circular.parse([*circular.read_layers(name), own])


def cited(law: Circular, path: str) -> str:
    """Give who says a value, and by which clause: "circular 2.a"."""
    said = law.source(path)
    return f"{said.by} {said.clause}".strip()


def worker(unit: str = "Dinas Sosial / Sekretariat", **facts: Any) -> Worker:
    """Make up somebody whom no circular exempts, but for what is said of him."""
    return Worker(**{"position": ANALYST, "unit": unit, "person_type": "PNS", **facts})


def day(law: Circular, who: Worker | None = None, on: date = FRIDAY, **how: Any) -> Workday:
    return workdays.workday(law, who or worker(), on, **how)


def where(law: Circular, who: Worker | None = None, on: date = FRIDAY, **how: Any) -> str:
    """Give mode and clause of a day: "WFH 2"."""
    found = day(law, who, on, **how)
    return f"{found.mode} {found.clause}".strip()


def letter(mode: str, number: str = "ST 800/12/2026", article: str = "") -> Given:
    """Write a Surat Tugas."""
    return Given(mode=mode, clause=article, source=number)


def speaking_to_everybody(text: str, base: str = "sumsel") -> Circular:
    """Lay an agency's own file over a circular that makes it speak of interns and non-ASN too."""
    kinds = ", ".join(f'"{kind}"' for kind in PERSON_TYPES_KNOWN)
    whom = f'[population]\nperson_types = [{kinds}]\narticle = "Nota Dinas 800/17/2026"\n'
    own = circular.Layer(name="kantor", text=f"{text}\n{whom}")
    return circular.parse([*circular.read_layers(base), own])
