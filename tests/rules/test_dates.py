"""One reader of dates: nothing that was said is left out, and nothing far away is taken."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.rules import dates
from handlers.rules.dates import Unclear

TODAY = date(2026, 4, 8)  # a Wednesday
MONTHS_ID = (
    "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"
)
DAYS_ID = "Senin Selasa Rabu Kamis Jumat Sabtu Minggu"


def read(words: str) -> str:
    found, rest = dates.leading(words, TODAY)
    if found is None:
        return f"- | {rest}"
    days = f"{found.first:%d.%m.%y}"
    return (
        f"{days} {found.last:%d.%m.%y} | {rest}"
        if found.last != found.first
        else f"{days} | {rest}"
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("10-4-26 sakit", "10.04.26 | sakit"),
        ("2026-04-10", "10.04.26 | "),
        ("10/04/2026 Hari Jadi", "10.04.26 | Hari Jadi"),
        ("09-04-2026 s.d. 10-04-2026", "09.04.26 10.04.26 | "),
        ("9-4-2026 - 10-4-2026 tahunan", "09.04.26 10.04.26 | tahunan"),
        ("9 s/d 10 April", "09.04.26 10.04.26 | "),
        ("9-10 April 2026 sakit", "09.04.26 10.04.26 | sakit"),
        ("30 Maret - 2 April", "30.03.26 02.04.26 | "),
        ("30 Des sampai dengan 2 Jan 2027", "30.12.26 02.01.27 | "),
        ("April 9-10, 2026", "09.04.26 10.04.26 | "),
        ("tanggal 9 April s.d. 12", "09.04.26 12.04.26 | "),
        ("9/4-10/4", "09.04.26 10.04.26 | "),
        ("10-04-2026 17/04/2026 tahunan", "10.04.26 17.04.26 | tahunan"),
        ("9 April - sakit", "09.04.26 | sakit"),
        ("9-Apr-26", "09.04.26 | "),
        ("hari ini sakit", "08.04.26 | sakit"),
        ("besok", "09.04.26 | "),
        ("besok sampai lusa", "09.04.26 10.04.26 | "),
        ("Jumat", "10.04.26 | "),
        ("Rabu", "08.04.26 | "),
        ("Jumat depan", "17.04.26 | "),
        ("Senin lalu", "30.03.26 | "),
        ("Jum'at, 10 April 2026", "10.04.26 | "),
        ("Kamis 9 - Jumat 10 April", "09.04.26 10.04.26 | "),
        ("tomorrow until friday annual", "09.04.26 10.04.26 | annual"),
        ("10-04-2026 08.00-12.00 sakit", "10.04.26 | 08.00-12.00 sakit"),
        ("9 April 08.00-12.00", "09.04.26 | 08.00-12.00"),
        ("09.15 09.40 server", "- | 09.15 09.40 server"),
        ("sakit", "- | sakit"),
        ("", "- | "),
    ],
)
def test_dates_as_people_write_them(words: str, expected: str) -> None:
    assert read(words) == expected


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("31-02-2026", "admin.bad_date"),
        ("9", "admin.bad_date"),
        ("9 dan 10 April", "admin.bad_date"),
        ("9 April, 10 April dan 12 April", "admin.bad_date"),
        ("9 April sampai", "admin.bad_date"),
        ("9 April s.d. entah", "admin.bad_date"),
        ("minggu depan", "admin.bad_date"),
        ("Jumat 9 April 2026", "admin.bad_weekday"),
        ("10-04-2026 s.d. 9-4-2026", "admin.bad_period"),
        ("10-04-2026 s.d. 2 hari", "admin.bad_period"),
        ("1-1-2028", "admin.far_date"),
        ("10-4-0026", "admin.far_date"),
        ("26-04-10", "admin.far_date"),
        ("1-3-2026 s.d. 1-8-2027", "admin.far_date"),
    ],
)
def test_what_is_no_date_or_loses_its_end_is_refused(words: str, key: str) -> None:
    with pytest.raises(Unclear) as refused:
        dates.leading(words, TODAY)
    assert refused.value.key == key


def test_one_date_is_one() -> None:
    assert dates.one("10 April", TODAY) == date(2026, 4, 10)
    for words in ("9-10 April", "10 April sakit", "sakit"):
        with pytest.raises(Unclear):
            dates.one(words, TODAY)


NEAR = st.integers(-360, 360).map(lambda days: TODAY + timedelta(days=days))
FORMS = st.sampled_from(["%d-%m-%Y", "%d/%m/%y", "%Y-%m-%d", "%d.%m.%Y", "long", "named"])
BETWEEN = st.sampled_from([" s.d. ", " - ", " s/d ", " sampai ", " sampai dengan ", "\u2013", " "])


def written(on: date, form: str) -> str:
    if form in {"long", "named"}:
        said = f"{on.day} {MONTHS_ID.split()[on.month - 1]} {on.year}"
        return said if form == "long" else f"{DAYS_ID.split()[on.weekday()]}, {said}"
    return on.strftime(form)


@given(NEAR, FORMS, st.sampled_from(["", " sakit", " 08.00-12.00", " cuti tahunan"]))
def test_a_date_in_any_form_is_read_and_the_rest_is_kept(on: date, form: str, rest: str) -> None:
    found, left = dates.leading(written(on, form) + rest, TODAY)
    assert found == dates.Period(first=on, last=on)
    assert left == rest.strip()


@given(NEAR, NEAR, FORMS, BETWEEN)
def test_both_ends_of_a_range_are_read_in_any_form(
    one: date, other: date, form: str, between: str
) -> None:
    if between == " " and form == "named":
        between = " sampai "
    first, last = sorted((one, other))
    words = f"{written(first, form)}{between}{written(last, form)} sakit"
    found, left = dates.leading(words, TODAY)
    assert found == dates.Period(first=first, last=last)
    assert left == "sakit"


@given(st.text(max_size=40))
def test_no_words_break_the_reader(words: str) -> None:
    try:
        found, _ = dates.leading(words, TODAY)
    except Unclear:
        return
    assert found is None or abs(found.first - TODAY) <= dates.YEAR


PIECES = ["9", "10", "April", "2026", "26", "-", "s.d.", "dan", "besok", "Jumat", "/", ",", "8.00"]


@given(st.lists(st.sampled_from(PIECES)))
def test_a_range_never_ends_before_it_begins(words: list[str]) -> None:
    try:
        found, _ = dates.leading(" ".join(words), TODAY)
    except Unclear:
        return
    assert found is None or found.first <= found.last


@pytest.mark.parametrize(
    "words", ["2019-04-10", "10-4-19", "10 April 2019", "Rabu, 10-04-2019", "2019-04-10T00:00:00"]
)
def test_a_file_may_name_a_day_of_long_ago_but_with_its_year(words: str) -> None:
    assert dates.written(words) == date(2019, 4, 10)


@pytest.mark.parametrize("words", ["10 April", "besok", "10-4-19 s.d. 11-4-19", "x", "", "10/4"])
def test_a_file_names_no_day_by_halves(words: str) -> None:
    with pytest.raises(Unclear):
        dates.written(words)


@pytest.mark.parametrize(
    ("words", "far"),
    [
        ("9-4-2027", False),  # 366 days from today
        ("10-4-2027", True),
        ("7-4-2025", False),
        ("6-4-2025", True),
        ("29 Februari", True),  # the nearest one is that of 2028
    ],
)
def test_a_year_and_a_day_is_the_furthest(words: str, *, far: bool) -> None:
    if far:
        with pytest.raises(Unclear) as refused:
            dates.one(words, TODAY)
        assert refused.value.key == "admin.far_date"
    else:
        assert dates.one(words, TODAY)


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("31-02-2026 dan seterusnya", "31-02-2026"),
        (
            "9 dan 10 April, demikian pula dua hari sesudahnya",
            "9 dan 10 April, demikian pula dua hari s",
        ),
        ("9: rapat besar di aula utama", "9: rapat besar di au"),
        (
            "9 April sampai entah kapan dan entah di mana",
            "9 April sampai entah kapan dan entah di ",
        ),
        ("Jumat, 9 April 2026", "9 April 2026"),
        ("minggu depan", "minggu depan"),
    ],
)
def test_what_is_refused_is_quoted_in_short(words: str, quoted: str) -> None:
    with pytest.raises(Unclear) as refused:
        dates.leading(words, TODAY)
    assert refused.value.blanks["words"] == quoted


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("minggu ini", "admin.bad_date"),
        ("Rabu ini", "08.04.26 | "),
        ("Senin ini", "06.04.26 | "),
        ("Senin depan", "13.04.26 | "),
        ("Selasa lalu", "31.03.26 | "),
        ("Kamis s.d. Senin", "09.04.26 13.04.26 | "),
        ("Senin s.d. Rabu", "13.04.26 15.04.26 | "),
        ("30 s.d. 31 Maret", "30.03.26 31.03.26 | "),
        ("28 Desember s.d. 3 Januari", "28.12.25 03.01.26 | "),
        ("9 April 2026 s.d. 12", "09.04.26 12.04.26 | "),
        ("9 April , sakit", "09.04.26 | sakit"),
    ],
)
def test_weekdays_and_ends_as_people_mean_them(words: str, expected: str) -> None:
    try:
        found = read(words)
    except Unclear as refused:
        found = refused.key
    assert found == expected


def test_days_of_a_period_are_all_of_them() -> None:
    found, _ = dates.leading("30 Maret - 2 April", TODAY)
    assert found
    assert [on.day for on in found.days] == [30, 31, 1, 2]
