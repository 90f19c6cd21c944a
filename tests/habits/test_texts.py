"""Every sentence stands in both languages, gets the blanks that it needs, and accuses nobody."""

import json
import re
import string
import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest

from bot import voice
from bot.channels.whatsapp import standing
from bot.channels.whatsapp.errors import CAUSES
from handlers import enrol, routes, warn, watch
from handlers.call import send
from handlers.desk import freeze, phrase
from storage.rows import Outbox
from tests.habits.sayings import COMMANDS, FINDINGS, MODULES, REASONS, literals, said, sources

SENTENCES = {language: voice.texts(language) for language in voice.LANGUAGES}
KEYS = sorted(SENTENCES["id"])
SECTIONS = {key.partition(".")[0] for key in KEYS}
NOW = datetime(2026, 4, 10, 2, 12, 30, tzinfo=UTC)

NO_PUNISHMENT = {"id": "bukan hukuman disiplin", "en": "not a disciplinary punishment"}
ASKS_TO_CHOOSE = {"id": "Mohon memilih:", "en": "Please choose:"}
NOTES = [f"case.{finding}{end}" for finding in FINDINGS for end in ("", "_noted")]
TOLD = [f"case.told_{choice}" for choice in warn.CHOICES]
BANNED = {
    "id": r"(di)?hukum\w*|(ber)?salah|kamu|anda|merespon|ijin\w*|jum'at|(me|pe)langgar\w*|lalai",
    "en": r"punish\w*|guilty|fault|violat\w*|offen[cs]e|offender|absent|warn\w*",
}
LAWFUL = {  # where the banned words may stand: only to say that there is none
    "id": r"bukan hukuman disiplin|tidak menjatuhkan hukuman|hukuman disiplin ASN tidak berlaku",
    "en": r"not a disciplinary punishment|imposes no punishment",
}


def blanks_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same() -> None:
    assert sorted(SENTENCES["en"]) == KEYS
    indonesian, english = SENTENCES["id"], SENTENCES["en"]
    assert not [key for key in KEYS if blanks_of(indonesian[key]) != blanks_of(english[key])]


def test_every_key_that_is_said_stands_in_the_texts() -> None:
    missing = {f"{one.where} says {one.key}" for one in said() if one.key not in KEYS}
    missing |= {
        f"{source.name} names {key}"
        for source in MODULES.values()
        for key in literals(source, SECTIONS)
        if key not in KEYS
    }
    assert not missing


def test_no_sentence_is_left_over() -> None:
    used = {one.key for one in said()} | {f"commands.{name}" for name in COMMANDS}
    causes = {*map(str, CAUSES), *watch.OURS, *standing.FAULTS}
    used |= set(routes.LABELS) | {f"cause.{why}" for why in causes}
    used |= {key for source in sources("bot") for key in literals(source, SECTIONS)}
    assert sorted(set(KEYS) - used) == []


def test_every_blank_is_filled_wherever_its_sentence_is_said() -> None:
    unfilled = [
        f"{one.where}: {one.key} ({language}) wants {sorted(wanted)}"
        for one in said()
        for language, texts in SENTENCES.items()
        if (wanted := blanks_of(texts.get(one.key, "")) - one.blanks)
    ]
    assert not unfilled


@pytest.mark.parametrize("language", voice.LANGUAGES)
def test_no_sentence_accuses_or_decorates(language: str) -> None:
    for key, text in SENTENCES[language].items():
        plain = re.sub(LAWFUL[language], "", text)
        assert not re.search(rf"\b({BANNED[language]})\b", plain, re.IGNORECASE), key
        assert not [c for c in text if unicodedata.category(c) in {"So", "Sk", "Cn"}], key
        assert "!" not in text, key
        assert text == text.strip(), key


@pytest.mark.parametrize("language", voice.LANGUAGES)
def test_whatever_follows_a_finding_says_that_it_is_no_punishment(language: str) -> None:
    texts = SENTENCES[language]
    for key in [*NOTES, *TOLD, "case.reason_asked", "call.closed_reason"]:
        assert NO_PUNISHMENT[language] in texts[key], key
    for key in NOTES:
        assert {"article", "limit"} <= blanks_of(texts[key]), f"{key} quotes the clause"
        assert re.search(r"/alasan|atasan langsung|direct supervisor", texts[key]), key
    for key in ("call.first", "call.again", "call.targeted"):
        assert {"article", "limit", "until"} <= blanks_of(texts[key]), key
        assert "{until}" in texts[key], key
        assert texts["call.present"] in texts[key], key


@pytest.mark.parametrize("language", voice.LANGUAGES)
def test_the_card_keeps_the_order_of_facts_and_leaves_the_choice_to_a_human(language: str) -> None:
    facts = "number to name nip4 position unit person_type on event reason article circular"
    shown = {name: f"<{name}>" for name in [*facts.split(), "findings", "effects"]}
    card = voice.Voice(language, "Asia/Jakarta", NOW).sentence("case.card", shown)
    places = [card.index(f"<{name}>") for name in shown]
    imposes_nothing = re.search(LAWFUL[language], card)
    assert imposes_nothing
    places.append(imposes_nothing.start())
    assert places == sorted(places)
    assert card.endswith(ASKS_TO_CHOOSE[language])


def test_a_pressed_label_means_its_own_key_in_every_language() -> None:
    offered = {f"reason.{code}" for code in REASONS} | {"enrol.accept", "enrol.decline"}
    for texts in SENTENCES.values():
        for key in [*offered, send.PRESENT]:
            assert voice.choice(f" {texts[key].upper()} ") == key
            assert not blanks_of(texts[key])
            assert len(texts[key]) <= 24, "the longest line of a WhatsApp list"


def test_buttons_and_menus_fit_telegram() -> None:
    largest = 2**63 - 1
    for data in [enrol.YES, enrol.NO, *(f"case:{largest}:{choice}" for choice in warn.CHOICES)]:
        assert len(data.encode()) <= 64
    for language, texts in SENTENCES.items():
        assert not any(blanks_of(texts[f"case.{choice}"]) for choice in warn.CHOICES)
        for name, what in voice.menu(COMMANDS, language).items():
            assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
            assert 3 <= len(what) <= 100


STRANGE = ["<b>_*`{x}", "{", "}}{0}", "{name!r:>9}", "%s & \\n", "Siti \U0001f600 Ñ", "$say", "-"]


@pytest.mark.wide
@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("language", voice.LANGUAGES)
def test_strange_names_pass_unharmed(language: str, strange: str) -> None:
    for key in KEYS:
        text = SENTENCES[language][key]
        if key.startswith("calendar."):
            continue
        blanks = {n: freeze(blank(text, n, strange)) for n in blanks_of(text)}
        row = Outbox(
            address="telegram:42",
            key=key,
            blanks=json.loads(json.dumps(blanks)),
            language=language,
            zone="Asia/Jakarta",
            not_before=NOW,
            created_at=NOW,
        )
        words_said = voice.speak(row, NOW).text
        plain = sum(name in text_names(text, "") for name in blanks)
        assert words_said.count(strange) >= plain, key


def text_names(text: str, *specs: str) -> set[str]:
    parsed = string.Formatter().parse(text)
    return {name for _, name, spec, _ in parsed if name and spec in specs}


def blank(text: str, name: str, strange: str) -> Any:
    """Make a value of the kind that a blank's format word wants, as strange as it may be."""
    if name in text_names(text, "time", "clock", "date"):
        return NOW
    if name in text_names(text, "duration"):
        return 302
    if name in text_names(text, "and"):
        return [phrase("case.reason_words", words=strange), strange]
    return strange


def test_a_list_of_phrases_reads_as_lines_or_as_a_sentence() -> None:
    mouth = voice.Voice("id", "Asia/Jakarta", NOW)
    times = [phrase("case.time", at=NOW), phrase("case.time", at=NOW.replace(minute=17))]
    event = freeze(phrase("case.event_missed", code="260410-7-1", times=times, at=None))
    assert mouth.sentence(event["$say"], event["with"]) == (
        "panggilan 260410-7-1 pukul 09.12.30 WIB dan 09.17.30 WIB; "
        "pesan diterima layanan, belum ada respons"
    )
