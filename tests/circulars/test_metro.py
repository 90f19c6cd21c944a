"""Metro's circular 15/2026, clause by clause."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import Engine

from handlers import orders
from handlers.rules import circular
from handlers.rules.circular import Source
from storage.rows import Person
from tests.circulars.laws import SHIPPED, calling, cited, clause, day, letter, where, worker
from tests.office import FRIDAY as MORNING
from tests.office import Office

LAW = SHIPPED["metro"]
THURSDAY = MORNING - timedelta(days=1)


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine, LAW, THURSDAY)


@pytest.fixture
def head(office: Office) -> Person:
    return office.hire("Ratna", position="Kepala Dinas Sosial", roles=["unit_head"])


@pytest.fixture
def ana(office: Office, head: Person) -> Person:
    return office.hire("Ana", head)


@clause("metro", "1.a", "1.b")
def test_1b_four_days_in_the_office_and_friday_at_home() -> None:
    dates = [date(2026, 4, 13) + timedelta(days=n) for n in range(7)]
    assert [where(LAW, on=on) for on in dates] == ["WFO"] * 4 + ["WFO 1.d"] + ["OFF"] * 2
    ordered = where(LAW, on=dates[4], given=letter("WFH", article="1.b.2"))
    assert ordered == "WFH 1.b.2"


@clause("metro", "1.d")
def test_1d_a_friday_without_a_surat_tugas_is_no_day_at_home(
    engine: Engine,
) -> None:
    office = Office(engine, calling("metro"), THURSDAY)
    budi = office.hire("Budi", letters=False)
    ana = office.hire("Ana")
    office.wait_until(MORNING)
    office.wait_until(MORNING.replace(hour=17))
    assert office.calls(ana)
    assert office.calls(budi) == []


@clause("metro", "1.d")
def test_1d_the_number_of_the_surat_tugas_is_the_source_of_the_day() -> None:
    found = day(LAW, given=letter("WFH", "ST 800/12/2026", "1.d"))
    assert (found.mode, found.clause, found.detail) == ("WFH", "1.d", "ST 800/12/2026")


@clause("metro", "1.d")
def test_1d_the_head_is_told_on_thursday_who_has_none(
    office: Office, head: Person, ana: Person
) -> None:
    office.hire("Eka", head, letters=False)
    with office.desk() as desk:
        orders.give(desk, ana, MORNING.date(), "WFH", "ST 800/12/2026", clause="1.d")
    office.wait_until(THURSDAY.replace(hour=10, minute=30))
    assert "dates.no_letter" in office.said(head)
    said = next(office.text(row) for row in office.words(head) if row.key == "dates.no_letter")
    assert "Eka" in said
    assert "Ana" not in said
    assert "ketentuan 1.d" in said


@clause("metro", "1.d")
def test_1d_when_everybody_has_one_nobody_is_told(
    office: Office, head: Person, ana: Person
) -> None:
    with office.desk() as desk:
        orders.give(desk, ana, MORNING.date(), "WFH", "ST 800/12/2026")
    office.wait_until(THURSDAY.replace(hour=12))
    assert "dates.no_letter" not in office.said(head)


@clause("metro", "1.f")
def test_1f_the_scheme_of_control_can_be_read_with_its_clauses() -> None:
    listed = {entry.path: entry for entry in circular.listing(LAW)}
    assert listed["call"].value == "false"
    assert [listed[f"report.{key}"].source for key in ("photo", "due")] == [
        Source(file="metro", by="circular", clause="2.b"),
        Source(file="asn", by="default"),
    ]


@clause("metro", "1.f")
def test_1f_names_no_reply_time_and_so_nobody_is_called(
    office: Office, head: Person, ana: Person
) -> None:
    assert (LAW.sanction, LAW.ladder, LAW.call) == ("record", None, None)
    office.wait_until(MORNING)
    office.wait_until(MORNING)
    office.wait_until(MORNING.replace(hour=17))
    assert office.calls(ana) == []


@clause("metro", "1.f")
def test_1f_an_agencys_own_scheme_may_order_calls_which_are_only_recorded(engine: Engine) -> None:
    office = Office(engine, calling("metro"), THURSDAY)
    ana = office.hire("Ana", office.hire("Ratna", position="Kepala Dinas Sosial"))
    office.wait_until(MORNING)
    office.wait_until(MORNING)
    office.wait_until(MORNING.replace(hour=17))
    assert office.outcomes(ana)
    assert office.proposed(ana) == []


@clause("metro", "1.g", "1.l.12")
def test_1g_direct_public_service_stays_in_the_office() -> None:
    assert where(LAW, worker(duties=("pelayanan_publik_langsung",))) == "WFO 1.l.12"


@clause("metro", "1.k")
def test_1k_the_office_is_switched_off_on_the_day_before(office: Office, ana: Person) -> None:
    assert LAW.checklist
    assert LAW.checklist.at == time(15, 30)
    assert cited(LAW, "checklist.items") == "circular 1.k"
    office.reply(ana, "/aturan")
    assert "kabel dicabut dari stop kontak" in office.last_text(ana)


POSTS = [
    ("1.l.1", "Jabatan Pimpinan Tinggi Pratama"),
    ("1.l.1", "Kepala Dinas Sosial"),
    ("1.l.2", "Kepala Bidang Data"),
    ("1.l.2", "Sekretaris Camat"),
    ("1.l.3", "Camat Metro Pusat"),
    ("1.l.3", "Lurah Imopuro"),
]
UNITS = [
    ("1.l.4", "BPBD / Bidang Kedaruratan dan Logistik"),
    ("1.l.4", "Dinas Pemadam Kebakaran dan Penyelamatan / Bidang Pemadaman / Regu 1"),
    ("1.l.5", "Satuan Polisi Pamong Praja / Bidang Ketertiban Umum"),
    ("1.l.6", "Dinas Lingkungan Hidup / Bidang Pengelolaan Sampah"),
    ("1.l.7", "Dinas Kependudukan dan Pencatatan Sipil / Bidang Pelayanan Pendaftaran Penduduk"),
    ("1.l.8", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu / Bidang Perizinan"),
    ("1.l.8", "Mal Pelayanan Publik"),
    ("1.l.9", "Dinas Kesehatan / UPTD Puskesmas Iringmulyo"),
    ("1.l.9", "RSUD Jenderal Ahmad Yani / Instalasi Rawat Jalan"),
    ("1.l.10", "Dinas Pendidikan dan Kebudayaan / SD Negeri 1 Metro"),
    ("1.l.10", "SMP Negeri 1 Metro"),
    ("1.l.11", "Badan Pengelola Pajak dan Retribusi Daerah / UPTD Pajak Daerah"),
]


@clause("metro", "1.l.1", "1.l.2", "1.l.3")
@pytest.mark.parametrize(("article", "post"), POSTS)
def test_1l_1_to_3_posts_stay_in_the_office(article: str, post: str) -> None:
    assert where(LAW, worker(position=post)) == f"WFO {article}"


@clause("metro", *(f"1.l.{n}" for n in range(4, 12)))
@pytest.mark.parametrize(("article", "unit"), UNITS)
def test_1l_4_to_11_units_stay_in_the_office(article: str, unit: str) -> None:
    assert where(LAW, worker(unit)) == f"WFO {article}"


@pytest.mark.parametrize(
    "agency",
    sorted(
        {u.partition(" / ")[0] for _, u in UNITS if u.startswith(("D", "Badan", "BPBD", "Sat"))}
    ),
)
def test_1l_4_to_11_the_agency_around_such_a_unit_does_not(agency: str) -> None:
    ordered = letter("WFH", article="1.b.2")
    assert where(LAW, worker(agency), given=ordered) == "WFH 1.b.2"
    assert where(LAW, worker(f"{agency} / Sekretariat"), given=ordered) == "WFH 1.b.2"


def test_1l_has_12_entries() -> None:
    own = {entry.article for entry in LAW.exempt if entry.article.startswith("1.l.")}
    assert own == {f"1.l.{n}" for n in range(1, 13)}


@clause("metro", "2.b")
def test_2b_a_daily_report_with_a_photo_for_e_kinerja(office: Office, ana: Person) -> None:
    assert LAW.report
    assert (LAW.report.photo, LAW.report.export_to) == (True, "E-Kinerja")
    assert cited(LAW, "report") == cited(LAW, "report.photo") == "circular 2.b"
    assert cited(LAW, "report.opens") == cited(LAW, "report.due") == "default"
    office.now = MORNING
    office.reply(ana, "/aturan")
    said = office.last_text(ana)
    assert "foto saat bekerja di rumah (ketentuan 2.b)" in said
    assert "E-Kinerja" in said


def test_it_begins_on_9_april_2026() -> None:
    assert day(LAW, on=date(2026, 4, 8), given=letter("WFH")).source == "before_since"
    assert day(LAW, on=date(2026, 4, 9), given=letter("WFH")).mode == "WFH"
    assert LAW.evaluate_every_months == 2


def test_nothing_that_it_does_not_order_is_on() -> None:
    assert (LAW.plan, LAW.attendance, LAW.permit, LAW.recall) == (None, None, None, None)
