"""Who says a value: a circular by its clause, an agency's own file, or a default of ours."""

import pytest

from handlers.rules.circular import Layer, parse
from tests.circulars.laws import calling, cited
from tests.rules import laws

OWN = 'id = "dinas"\n[call]\nwindow_seconds = 600\n'


def test_what_an_agency_changes_wears_no_clause_of_the_circular() -> None:
    law = laws.own(OWN)
    assert cited(law, "call.window_seconds") == "agency"
    assert cited(law, "call.attempts") == "circular 10.d, butir kesatu"
    assert cited(law, "call.min_gap_minutes") == "default"
    assert cited(law, "call") == "circular 10.c"  # to answer at all is still its word


def test_an_agencys_own_article_is_its_own_and_covers_only_what_it_says() -> None:
    law = laws.own(OWN + 'article = "Nota Dinas 5"\n')
    assert cited(law, "call.window_seconds") == cited(law, "call") == "agency Nota Dinas 5"
    assert cited(law, "call.attempts") == "circular 10.d, butir kesatu"


def test_an_article_at_the_top_of_a_file_is_that_of_all_of_it() -> None:
    law = laws.own('article = "Nota Dinas 5"\n' + OWN + "[plan]\n")
    assert cited(law, "call.window_seconds") == cited(law, "plan") == "agency Nota Dinas 5"
    assert cited(law, "plan.due") == "default"


def test_weekdays_of_an_agency_do_not_wear_the_circulars_clause() -> None:
    assert cited(laws.own('id = "a"\nwfh_days = ["wed"]'), "wfh_days") == "agency"


@pytest.mark.parametrize("name", ["bukittinggi", "metro"])
def test_where_a_circular_orders_no_calls_the_order_is_the_agencys(name: str) -> None:
    law = calling(name)
    assert law.call
    assert cited(law, "call") == "agency Nota Dinas 800/17/2026"
    assert cited(law, "call.per_day") == "default"
    assert law.sanction == "record"


def test_a_title_above_a_circular_makes_no_second_circular() -> None:
    law = laws.own('id = "a"\ntitle = "Nota Dinas 5"\n[call]\nattempts = 3')
    assert cited(law, "call.attempts") == "agency"
    assert cited(law, "call.window_seconds") == "circular 10.c"


def test_a_circular_of_its_own_by_path_is_quoted_by_its_clauses() -> None:
    text = """
    id = "kota"
    title = "SE Wali Kota Contoh"
    office = "Kota Contoh"
    since = 2026-05-01
    zone = "Asia/Jakarta"
    wfh_days = ["wed"]
    wfh_article = "2"
    [call]
    article = "4"
    attempts_article = ""
    window_seconds = 90
    attempts = 3
    """
    law = laws.own(text, base="asn")
    assert (cited(law, "wfh_days"), cited(law, "call.window_seconds")) == (
        "circular 2",
        "circular 4",
    )
    assert cited(law, "call.attempts") == "default"


def test_a_law_that_was_kept_with_calls_still_has_them() -> None:
    """Files of before name articles in more places, and Bukittinggi's ordered calls."""
    old = 'id = "lama"\nsanction_article = ""\n[call]\narticle = "1.h"\nwindow_seconds = 300\n'
    base = laws.own("id = 'x'", base="bukittinggi").layers[:2]
    law = parse([*base, Layer(name="lama", text=old + '[recall]\nshare_article = "1.d"\n')])
    assert law.call
    assert (law.call.window_seconds, law.call.attempts) == (300, 2)


def test_a_citation_of_a_key_that_there_is_not_is_a_fault() -> None:
    with pytest.raises(ValueError, match=r"dinas.toml: call.colour_article: unknown key"):
        laws.own(OWN + 'colour_article = "5"\n', name="dinas")
