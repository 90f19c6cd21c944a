"""No text quotes a clause for a value that its circular's file does not give with that clause.

Two days are lived under each circular, and all that is said is read in every language.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot import voice
from bot.voice import Voice
from handlers.rules import circular
from handlers.rules.circular import Circular, Layer
from storage.database import transaction
from storage.rows import Outbox
from tests.circulars.laws import SHIPPED, calling
from tests.office import FRIDAY, Office

LAWS = {**SHIPPED, **{f"{name}, own": calling(name) for name in ("bukittinggi", "metro")}}
ODD = {  # what asn.toml has, and instead of it a value that stands nowhere else
    "due = 16:00:00": "due = 15:47:00",
    "due = 20:00:00": "due = 19:43:00",
    "at = 15:30:00": "at = 15:29:00",
    "max_minutes = 120": "max_minutes = 117",
    "\nslots = [07:30:00, 16:30:00]": "\nslots = [07:33:00, 16:33:00]",
    "open_before_minutes = 30": "open_before_minutes = 23",
    "close_after_minutes = 30": "close_after_minutes = 26",
}
TIMES = r"15[.:]47|19[.:]43|15[.:]29|117 |0?7[.:](?:33|10|07|56|59)|16[.:](?:33|56|59)"
TOKENS = rf"(?<![\d.:])(?:{TIMES})(?![.:]\d)"
NAMES = {"id": r"ketentuan (\S+)", "en": r"(?:clause|the agency's own) (\S+)"}
OWN = {"id": "instansi", "en": "rule"}


def odd(law: Circular) -> Circular:
    """Give a circular under other defaults."""
    national = law.layers[0].text
    for ours, other in ODD.items():
        assert ours in national, ours
        national = national.replace(ours, other)
    return circular.parse([Layer(name=law.layers[0].name, text=national), *law.layers[1:]])


def lived(engine: Engine, law: Circular) -> list[Outbox]:
    """Live two days under a circular and give all that was said."""
    begin = FRIDAY - timedelta(days=1) if "fri" in law.wfh_days else FRIDAY - timedelta(days=3)
    office = Office(engine, law, begin)
    head = office.hire("Hana", position="Kepala Dinas Sosial", roles=["unit_head"])
    budi = office.hire("Budi", head, position="Kepala Seksi", roles=["supervisor", "admin"])
    ana = office.hire("Ana", budi, domicile="Kota Bukittinggi")
    eka = office.hire("Eka", budi, domicile="Kabupaten Agam")
    gita = office.hire("Gita", budi, person_type="NON_ASN")
    for day in (begin, begin + timedelta(days=1)):
        for clock in ("09.30", "15.20", "16.40"):
            office.wait_until(office.at(clock, day.date()))
            for person in (ana, gita):
                for words in ("/aturan", "/rencana", "/presensi"):
                    office.reply(person, words)
            for words in ("/izin 09.31 15.30 Bank; kartu", "/izin 15.00 15.30 Bank; kartu"):
                office.reply(ana, words)
            office.reply(eka, "/izin darurat")
            office.reply(budi, "/panggil Gita rapat")
            office.reply(budi, "/panggil_kantor Gita 15.00 Aula; rapat")
            for words in ("/kebijakan", "/usulan", "/tim"):
                office.reply(budi, words)
    with transaction(office.bot.engine) as db:
        return list(db.exec(select(Outbox)))


def citations(said: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Walk the blanks of a message that name a source, however deep."""
    if name.endswith("article"):
        yield name, said
    if isinstance(said, dict):
        for key, below in said.items():
            yield from citations(below, key)
    elif isinstance(said, list):
        for below in said:
            yield from citations(below)


def clauses_of(law: Circular, path: str) -> set[str]:
    """Read in the files themselves by which clauses the uppermost one may give a value."""
    table, _, key = re.sub(r"\[\d+\]", "", path).rpartition(".")
    for layer in reversed(law.layers):
        data = tomllib.loads(layer.text)
        holder: Any = data
        for part in filter(None, table.split(".")):
            holder = holder.get(part, {}) if isinstance(holder, dict) else {}
        if isinstance(holder, dict) and key in holder:
            below = holder[key]
            rows = below if isinstance(below, list) else [below]
            own = {row["article"] for row in rows if isinstance(row, dict) and "article" in row}
            named = {v for k, v in holder.items() if k == "article" or _names(k, key)}
            return own | {str(clause) for clause in named}
    return set()


def _names(citation: str, key: str) -> bool:
    word, is_one, _ = citation.partition("_article")
    return bool(is_one) and key.startswith(word)


@pytest.fixture(params=sorted(LAWS))
def law(request: pytest.FixtureRequest) -> Circular:
    return odd(LAWS[request.param])


@pytest.mark.wide
def test_every_clause_that_is_quoted_stands_beside_its_value(
    engine: Engine, law: Circular
) -> None:
    rows = lived(engine, law)
    assert {row.key for row in rows} >= {"rules.text"}
    for row in rows:
        for name, said in citations(row.blanks):
            assert isinstance(said, dict), f"{row.key}: {name} is bare: {said}"
            assert said["$say"].startswith("source."), f"{row.key}: {name}"
            clause, path = said["with"]["clause"], said["with"]["of"]
            assert not (clause and path) or clause in clauses_of(law, path), f"{row.key}: {path}"
        for language in voice.LANGUAGES:
            text = Voice(language, "Asia/Jakarta", FRIDAY).sentence(row.key, row.blanks)
            for sentence in re.split(r"\.\s|\n|; ", text):
                _is_honest(row.key, sentence, language)


def _is_honest(key: str, sentence: str, language: str) -> None:
    """A default of ours is followed by our name wherever its sentence quotes anybody."""
    for token in re.finditer(TOKENS, sentence):
        if not re.search(NAMES[language], sentence):
            continue
        following = re.search(NAMES[language], sentence[token.end() :])
        assert following, f"{key}: nobody says {token[0]!r} in {sentence!r}"
        assert following[1] == OWN[language], f"{key}: {token[0]!r} wears a clause: {sentence!r}"


@pytest.mark.wide
@pytest.mark.parametrize("inclusive", [False, True])
@pytest.mark.parametrize(
    ("seconds", "shown"), [(300, "5 menit"), (600, "10 menit"), (90, "1 menit 30 detik")]
)
def test_every_text_follows_the_window(
    engine: Engine, seconds: int, shown: str, *, inclusive: bool
) -> None:
    own = f'id = "a"\n[call]\nwindow_seconds = {seconds}\nwindow_inclusive = {inclusive!s}'.lower()
    law = circular.parse([*SHIPPED["sumsel"].layers, Layer(name="a", text=own)])
    office = Office(engine, law)
    ana = office.hire("Ana", office.hire("Budi", roles=["supervisor"]))
    office.wait_until(office.at("07.40"))
    office.reply(ana, "/aturan")
    office.call(ana)
    office.wait(seconds=seconds + 1)
    office.reply(ana)
    limits = ("kurang dari", "paling lama")
    right, wrong = (f"{one} {shown}" for one in (reversed(limits) if inclusive else limits))
    texts = {row.key: office.text(row) for row in office.words(ana)}
    for key in ("morning.text", "rules.text", "call.first", "call.again", "case.late"):
        assert f"{right} menurut ketentuan instansi" in texts[key], key
    assert not [key for key, text in texts.items() if wrong in text]
    assert ("paling lambat pukul" if inclusive else "sebelum pukul") in texts["call.first"]
