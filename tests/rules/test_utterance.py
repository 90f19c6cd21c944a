"""Courtesies are no reasons, numbers choose, and only the unclear is asked back (issue 1, 2.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import utterance
from handlers.rules.utterance import COURTESY, REASON, UNCLEAR

COURTESIES = [
    "ok", "oke", "baik", "siap", "terima kasih", "makasih banyak", "siap salah", "mohon maaf",
    "maaf",
    "izin", "mohon izin", "inggih", "nggih", "hadir", "siap 86", "noted", "thank you very much",
    "ya",
    "selamat pagi", "assalamu'alaikum wr. wb.", "matur nuwun", "siap laksanakan", "izin menjawab",
    "nggeh", "enggeh", "yo wis", "iyo nian", "mokasi", "ngapunten", "sendika dawuh", "mantap",
    "siap grak", "okee siaap", "matur nuwun sanget", "noted with thanks", "mksh byk", "semangat",
    "dimengerti", "sorry", "good morning", "terima kasih atas perhatiannya",
]  # fmt: skip
CHOICES = {
    1: ["1", "1️⃣", "satu", "pertama", "nomor 1", "no. 1", "one", "siji", "sikok bae", "jawab 1"],
    2: ["2", "2️⃣", "dua", "pilih 2", "loro", "duo"],
}
SAYING_WHY = [
    "Rapat dinas, HP tertinggal", "listrik padam", "anak sakit, sedang di puskesmas", "rapat",
    "banjir",
    "2 anak sakit", "1 jam listrik padam", "saya sedang menyetir", "ok tapi sinyal hilang tadi",
    "siap, tadi sedang salat", "terima kasih, tadi hp saya dicas", "I was in a meeting",
    "ketiduran", "nggih bu, wau kulo nembe sholat", "iyo pak, tadi mati lampu",
    "dak denger hp aku",
    "ngapunten pak, HP kulo mati", "saya tidak tahu kenapa sinyal hilang",
    "Listrik padam. Apakah dapat dimaklumi?", "izin sakit", "hadir, maaf tadi di jalan",
]  # fmt: skip
NOT_CLEAR = [
    "sudah",
    "xyzzy",
    "?",
    "👍",
    "🙏🙏",
    "...",
    "kenapa?",
    "apa ini",
    "alasan apa",
    "apo ini",
    "ngapo cakitu",
    "kapan saya dipanggil",
    "",
]

titles = st.sampled_from(
    ["", "pak", "bu", "Bapak", "ibu", "mas", "Mbak", "kak", "Pak Kadis", "ndan"]
)
marks = st.sampled_from(["", ".", "!", ",", " .", "..", " 🙏", "!!", " :)", ")"])
spaces = st.sampled_from([" ", "  ", "\n", ", "])
cases = st.sampled_from(["", "upper", "lower", "title"])


@st.composite
def dressed(draw: st.DrawFn, words: list[str]) -> tuple[str, str]:
    """Dress words as people write them: case, marks, spaces, a title before or behind."""
    bare = draw(st.sampled_from(words))
    case = draw(cases)
    said = (getattr(bare, case)() if case else bare) + draw(marks)
    title = draw(titles)
    parts = [title, said] if draw(st.booleans()) else [said, title]
    return bare, draw(spaces).join(part for part in parts if part)


@given(dressed(COURTESIES))
def test_a_courtesy_stays_one_however_it_is_dressed(words: tuple[str, str]) -> None:
    assert utterance.kind(words[1]) == COURTESY


@given(dressed(SAYING_WHY))
def test_what_says_why_is_a_reason_however_it_is_dressed(words: tuple[str, str]) -> None:
    assert utterance.kind(words[1]) == REASON
    assert utterance.numbers(words[1]) == ()


@given(dressed([one for some in CHOICES.values() for one in some]))
def test_a_number_chooses_however_it_is_dressed(words: tuple[str, str]) -> None:
    bare, said = words
    assert utterance.numbers(said) == tuple(n for n, some in CHOICES.items() if bare in some)


@pytest.mark.parametrize("words", NOT_CLEAR)
def test_only_a_single_unknown_word_an_emoji_or_a_question_is_asked_back(words: str) -> None:
    assert utterance.kind(words) == UNCLEAR


@given(st.text(st.characters(categories=["Ll", "Lu"], max_codepoint=0x17F), min_size=3), st.text())
def test_two_unknown_words_or_more_are_never_thrown_away(word: str, more: str) -> None:
    strange = "qz"
    said = f"{word}{strange} {strange}{word} {strange}"
    assert utterance.kind(said) == REASON
    assert utterance.kind(more) in {COURTESY, REASON, UNCLEAR}


@pytest.mark.parametrize(
    "words", ["okeee", "siaaap", "makasihhh", "maaf2 pak", "OKKK", "hadirrr", "nggiiih"]
)
def test_letters_drawn_out_and_words_said_twice_change_nothing(words: str) -> None:
    assert utterance.kind(words) == COURTESY


def test_a_name_that_is_spoken_to_is_a_courtesy() -> None:
    assert utterance.kind("baik bu Rina", ["Rina Wati, S.Sos."]) == COURTESY
    assert utterance.kind("baik bu Rina") == UNCLEAR


def test_several_numbers_choose_several_reasons() -> None:
    assert utterance.numbers("1 dan 3") == (1, 3)
    assert utterance.numbers("2, 3, 2") == (2, 3)
    assert utterance.numbers("1 jam") == ()
    assert utterance.numbers("08123456789") == ()
    assert utterance.numbers("🔟") == (10,)


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("Ya", True), ("iya pak", True), ("betul, itu alasan saya", True), ("inggih bu", True),
        ("Bukan", False), ("tidak, maaf bu", False), ("bukan alasan", False), ("no", False),
        ("ya listrik padam", None), ("bukan salah saya", None), ("ok", None), ("", None),
    ],
)  # fmt: skip
def test_yes_and_no_answer_what_was_asked_back(words: str, meaning: bool | None) -> None:
    assert utterance.agrees(words) is meaning


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("saya xyzzy", UNCLEAR),  # what says nothing by itself makes no reason of one word
        ("xyzzy abrakadabra", REASON),
        ("rumah saya banjir?", UNCLEAR),  # it asks, although it names a reason
        ("maaf. kenapa?", UNCLEAR),
        ("lampu mati dari subuh sampai siang kenapa", REASON),
    ],
)
def test_what_is_enough_to_say_why(words: str, kind: str) -> None:
    assert utterance.kind(words) == kind


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("ya", True),
        ("tidak", False),
        ("setuju", True),
        ("batal", False),
        ("ya, tidak", False),  # both at once is a no
        ("ya xyzzy", None),
        ("listrik padam", None),
    ],
)
def test_what_lets_something_be_done(words: str, meant: bool | None) -> None:
    assert utterance.consents(words) is meant


def test_what_is_said_beyond_courtesies() -> None:
    assert utterance.beyond_courtesies("Selamat pagi Pak, status") == ("status",)
    assert utterance.beyond_courtesies("Terima kasih, Bu") == ()


def test_a_number_is_written_in_digits_that_we_know() -> None:
    assert utterance.numbers("1️⃣") == (1,)
    assert utterance.numbers("\u0661") == ()  # an Arabic one: whoever writes it means no button
    assert utterance.plain("1️⃣ É") == "1 e"
