"""How names of posts and units are read: what is short, glued, misspelt, or nobody can know."""

import pytest

from handlers.rules import names

LONG = ("badan", "penyelenggara", "jaminan", "halal")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("V Analis", "v analis"),  # a number only where one may stand
        ("Puskesmas1", "puskesmas 1"),
        ("Eselon IIb", "eselon 2 b"),
        ("DKP3", "dinas pertanian ketahanan pangan perikanan"),  # a short form as it stands
        ("Staf di Bagian Umum", "staf bagian umum"),
        ("Plt. Kepala Dinas Sosial", "kepala dinas sosial"),
        ("rseb", "rumah sakit eb"),
        ("rsb", "rumah sakit b"),
        ("Kabpbd", "kepala badan penanggulangan bencana daerah"),
        ("Kasma", "kasma"),  # "ka" leads an agency, and a school is none
        ("Kasmk", "kasmk"),
        ("Kars", "kars"),
        ("Kadlh", "kepala dinas lingkungan hidup"),
        ("Kartu", "kartu"),
    ],
)
def test_a_name_is_read_in_full(written: str, read: str) -> None:
    assert " ".join(names.words(written)) == read


@pytest.mark.parametrize(
    ("word", "full", "made"),
    [
        ("bpjh", LONG, True),
        ("bapejaha", LONG, True),
        ("bpj", LONG, False),  # the last word is not in it
        ("bpjhx", LONG, False),
        ("bium", ("biro", "umum"), True),
        ("biroum", ("biro", "umum"), True),
        ("bu", ("biro", "umum"), False),  # too short to tell
        ("binum", ("seksi", "bina", "umum"), False),  # the first word is not in it
        ("bir", ("biro",), False),  # one word is no abbreviation
        ("dinas", ("dinas", "sosial"), False),  # it is one of the words
        ("bumis", ("bumis", "satria"), False),  # likewise, though "bumi" and "s" would make it
        ("sma", ("seksi", "mutu", "air"), False),  # it stands for something else
    ],
)
def test_an_abbreviation_is_made_of_beginnings(
    word: str, full: tuple[str, ...], *, made: bool
) -> None:
    assert names.abbreviates(word, full) is made


@pytest.mark.parametrize(
    ("word", "dark"),
    [
        ("ppk", True),
        ("ppkl", True),
        ("pslb3", True),
        ("sosial3", True),
        ("sosial", False),
        ("lalita", False),
        ("pk", False),
        ("123", False),
        ("smk", False),  # everybody knows
    ],
)
def test_what_nobody_can_know_is_opaque(word: str, *, dark: bool) -> None:
    assert names.opaque(word) is dark


@pytest.mark.parametrize(
    ("word", "known", "read"),
    [
        ("perizinna", {"perizinan"}, "perizinan"),
        ("perizinan", {"perizinan", "perijinan"}, "perizinan"),
        ("dine", {"dines"}, "dine"),  # short words are too easily alike
        ("analis", {"analisa"}, "analis"),  # a word that stands in the table is no slip
        ("museum", {"muzeum"}, "museum"),
        ("kebun", {"kantor"}, "kebun"),
    ],
)
def test_a_slip_of_the_pen_is_read_as_the_word_that_was_meant(
    word: str, known: set[str], read: str
) -> None:
    assert names.spelled(word, frozenset(known)) == read


def test_whoever_works_below_a_head_serves_him() -> None:
    assert names.serves(names.words("Staf Kepala Dinas"))
    assert not names.serves(names.words("Inspektur Daerah"))
    assert not names.serves(())
