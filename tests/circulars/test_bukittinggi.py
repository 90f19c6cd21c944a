"""Bukittinggi's circular 061/.../Org/IV-2026, clause by clause."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import Engine

from handlers.rules import workdays
from handlers.rules.workdays import Worker
from storage.rows import Person
from tests.circulars.laws import (
    FRIDAY,
    SHIPPED,
    calling,
    cited,
    clause,
    day,
    letter,
    where,
    worker,
)
from tests.office import FRIDAY as MORNING
from tests.office import Office

LAW = SHIPPED["bukittinggi"]
SLOTS = (time(7, 30), time(12), time(13, 30), time(16, 30))


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine, LAW)


@pytest.fixture
def budi(office: Office) -> Person:
    return office.hire("Budi", position="Pengawas", roles=["supervisor"])


@pytest.fixture
def ana(office: Office, budi: Person) -> Person:
    return office.hire("Ana", budi, domicile="Kota Bukittinggi")


def rules_of(office: Office, person: Person) -> str:
    office.reply(person, "/aturan")
    return office.last_text(person)


@clause("bukittinggi", "1.a", "1.b")
def test_1b_every_friday_is_worked_from_home() -> None:
    week = [where(LAW, on=date(2026, 4, 13) + timedelta(days=n)) for n in range(7)]
    assert week == ["WFO"] * 4 + ["WFH 1.b"] + ["OFF"] * 2


@clause("bukittinggi", "1.d")
def test_1d_at_most_a_tenth_of_those_at_home_may_be_ordered_to_the_office() -> None:
    assert LAW.recall
    assert LAW.recall.share_percent == 10
    assert cited(LAW, "recall.share_percent") == "circular 1.d"
    assert where(LAW, given=letter("WFO", article="1.d")) == "WFO 1.d"


@clause("bukittinggi", "1.h")
def test_1h_the_office_is_switched_off_on_the_day_before(office: Office, ana: Person) -> None:
    assert LAW.checklist
    assert len(LAW.checklist.items) == 6
    assert cited(LAW, "checklist.items") == "circular 1.h"
    office.now = MORNING - timedelta(days=1)
    assert "lampu dimatikan" in rules_of(office, ana)
    assert "ketentuan 1.h" in rules_of(office, ana)


POSTS = [
    ("1.i.a", "Pejabat Pimpinan Tinggi Pratama"),
    ("1.i.a", "JPT Pratama Kepala Dinas Sosial"),
    ("1.i.a", "Kepala Dinas Kesehatan"),
    ("1.i.b", "Kepala Bidang Aplikasi Informatika"),
    ("1.i.b", "Sekretaris Dinas"),
    ("1.i.b", "Camat Guguk Panjang"),
    ("1.i.c", "Analis Kepegawaian Ahli Madya"),
    ("1.i.d", "Lurah Tarok Dipo"),
]
UNITS = [
    ("1.i.e", "Badan Penanggulangan Bencana Daerah / Bidang Kedaruratan dan Logistik"),
    ("1.i.e", "BPBD / Bidang Pencegahan dan Kesiapsiagaan / Seksi Kesiapsiagaan"),
    ("1.i.f", "Satuan Polisi Pamong Praja / Bidang Ketenteraman dan Ketertiban Umum"),
    ("1.i.f", "Dinas Pemadam Kebakaran dan Penyelamatan / Bidang Pemadaman"),
    ("1.i.g", "Dinas Lingkungan Hidup / Bidang Kebersihan dan Pengelolaan Sampah"),
    ("1.i.h", "Dinas Kependudukan dan Pencatatan Sipil / Bidang Pendaftaran Penduduk"),
    ("1.i.i", "DPMPTSP / Bidang Perizinan"),
    ("1.i.j", "Dinas Kesehatan / UPTD Puskesmas Guguk Panjang / Tata Usaha"),
    ("1.i.k", "Dinas Pendidikan / UPTD SD Negeri 1"),
    ("1.i.l", "Dinas Pertanian dan Pangan / UPTD Rumah Potong Hewan"),
    ("1.i.m", "Dinas Pekerjaan Umum dan Penataan Ruang / UPTD Alat Berat"),
    ("1.i.n", "Dinas Pemberdayaan Perempuan dan Perlindungan Anak / UPTD PPA"),
]
DUTIES = [
    ("1.i.o", "Badan Keuangan", "pemungut_pajak_retribusi"),
    ("1.i.p", "Dinas Pariwisata / Kebun Binatang", "layanan_objek_wisata"),
    ("1.i.q", "Dinas Perhubungan / Bidang Lalu Lintas", "petugas_lapangan"),
    ("1.i.r", "Dinas Perdagangan dan Perindustrian", "petugas_pelayanan"),
    ("1.i.s", "Dinas Perpustakaan dan Kearsipan", "petugas_pelayanan"),
    ("1.i.t", "Sekretariat Daerah / Bagian Umum", "tata_usaha_pimpinan"),
    ("1.i.u", "Dinas Sosial", "sopir"),
    ("1.i.v", "Dinas Sosial", "tenaga_keamanan"),
    ("1.i.v", "Dinas Sosial", "tenaga_kebersihan"),
]
POST_CLAUSES = ("1.i.a", "1.i.b", "1.i.c", "1.i.d")
UNIT_CLAUSES = tuple(f"1.i.{letter}" for letter in "efghijklmn")
DUTY_CLAUSES = tuple(f"1.i.{letter}" for letter in "opqrstuv")


@clause("bukittinggi", *POST_CLAUSES)
@pytest.mark.parametrize(("article", "post"), POSTS)
def test_1i_a_to_d_posts_stay_in_the_office(article: str, post: str) -> None:
    assert where(LAW, worker(position=post)) == f"WFO {article}"


@clause("bukittinggi", *UNIT_CLAUSES)
@pytest.mark.parametrize(("article", "unit"), UNITS)
def test_1i_e_to_n_units_stay_in_the_office(article: str, unit: str) -> None:
    assert where(LAW, worker(unit)) == f"WFO {article}"


@clause("bukittinggi", *UNIT_CLAUSES)
@pytest.mark.parametrize("unit", sorted({unit.partition(" / ")[0] for _, unit in UNITS}))
def test_1i_e_to_n_the_agency_around_such_a_unit_does_not(unit: str) -> None:
    assert where(LAW, worker(unit)) == "WFH 1.b"
    assert where(LAW, worker(f"{unit} / Sekretariat")) == "WFH 1.b"


@clause("bukittinggi", *DUTY_CLAUSES)
@pytest.mark.parametrize(("article", "unit", "flag"), DUTIES)
def test_1i_o_to_v_duties_stay_in_the_office(article: str, unit: str, flag: str) -> None:
    assert where(LAW, worker(unit, duties=(flag,))) == f"WFO {article}"
    assert where(LAW, worker(unit)) == "WFH 1.b"


def test_1i_has_22_entries() -> None:
    own = {entry.article for entry in LAW.exempt if entry.article.startswith("1.i.")}
    assert own == {*POST_CLAUSES, *UNIT_CLAUSES, *DUTY_CLAUSES}
    assert len(own) == 22


@clause("bukittinggi", "1.i.a")
def test_1i_a_top_officials_are_never_called(office: Office) -> None:
    chief = office.hire("Citra", position="JPT Pratama")
    office.wait_until(office.at("17.00"))
    assert office.calls(chief) == []


@clause("bukittinggi", "1.i.e")
def test_1i_e_the_secretariat_of_bpbd_works_at_home_here_and_not_in_sumsel() -> None:
    secretary = worker("BPBD / Sekretariat")
    assert where(LAW, secretary) == "WFH 1.b"
    assert where(SHIPPED["sumsel"], secretary) == "WFO 12.a"


@clause("bukittinggi", "2.a")
@pytest.mark.parametrize(
    ("at_home", "before"),
    [
        (date(2026, 4, 10), date(2026, 4, 9)),
        (date(2026, 5, 29), date(2026, 5, 26)),
        (date(2027, 5, 7), date(2027, 5, 5)),
        (date(2027, 5, 21), date(2027, 5, 14)),
    ],
)
def test_2a_the_plan_is_due_on_the_work_day_before(at_home: date, before: date) -> None:
    assert LAW.plan
    assert LAW.plan.due == time(16)
    assert (cited(LAW, "plan"), cited(LAW, "plan.due")) == ("circular 2.a", "default")
    assert where(LAW, on=at_home) == "WFH 1.b"
    assert workdays.previous_workday(LAW, at_home) == before


@clause("bukittinggi", "2.a")
def test_2a_the_report_comes_after_hours_on_the_same_day(office: Office, ana: Person) -> None:
    assert LAW.report
    assert not LAW.report.photo
    assert cited(LAW, "report.opens") == "circular 2.a"
    assert workdays.end_of_work(day(LAW), "Asia/Jakarta") == office.at("16.30")
    said = rules_of(office, ana)
    assert "/lapor (ketentuan 2.a), setelah jam kerja berakhir menurut ketentuan 2.a" in said
    assert "paling lambat pukul 20.00 menurut ketentuan instansi (bawaan aplikasi)" in said


@clause("bukittinggi", "2.d")
def test_2d_four_times_whose_gap_is_the_friday_break(office: Office, ana: Person) -> None:
    assert LAW.attendance
    assert LAW.attendance.slots == SLOTS
    friday = day(LAW)
    assert [(s.start, s.end) for s in friday.spans] == [SLOTS[:2], SLOTS[2:]]
    said = rules_of(office, ana)
    assert "Presensi pukul 07.30, 12.00, 13.30, 16.30 (ketentuan 2.d)" in said
    assert "swafoto" not in said


@clause("bukittinggi", "2.d")
def test_2d_in_ramadan_the_times_lie_within_the_shorter_day() -> None:
    assert LAW.attendance
    assert LAW.attendance.ramadan_slots == (time(8), time(11, 30), time(12, 30), time(15, 30))
    friday = day(LAW, on=date(2027, 2, 12))
    assert (friday.spans[0].start, friday.spans[-1].end) == (time(8), time(15, 30))


@clause("bukittinggi", "2.e")
def test_2e_whoever_lives_elsewhere_sends_a_selfie(office: Office, budi: Person) -> None:
    eka = office.hire("Eka", budi, domicile="Kabupaten Agam")
    assert "swafoto dan lokasi melalui percakapan ini (ketentuan 2.e)" in rules_of(office, eka)
    unknown = office.hire("Fajar", budi)
    assert "Bagi yang berdomisili di luar Bukittinggi" in rules_of(office, unknown)


@clause("bukittinggi", "2.f")
def test_2f_whoever_is_at_home_may_be_asked_to_come(office: Office, ana: Person) -> None:
    assert LAW.recall
    assert cited(LAW, "recall") == "circular 2.f"
    assert "diminta hadir di kantor (ketentuan 2.f)" in rules_of(office, ana)


@clause("bukittinggi", "2.g")
def test_2g_nobody_leaves_without_the_supervisors_permission(office: Office, ana: Person) -> None:
    assert LAW.permit
    assert (cited(LAW, "permit"), cited(LAW, "permit.max_minutes")) == ("circular 2.g", "default")
    assert "izin atasan langsung (ketentuan 2.g)" in rules_of(office, ana)


def test_it_begins_on_8_april_2026() -> None:
    early = letter("WFH")
    assert day(LAW, on=date(2026, 4, 7), given=early).source == "before_since"
    assert day(LAW, on=date(2026, 4, 8), given=early).mode == "WFH"
    assert LAW.evaluate_every_months == 2


def test_it_orders_no_reply_time_and_so_nobody_is_called(
    office: Office, ana: Person, budi: Person
) -> None:
    assert (LAW.call, LAW.morning) == (None, None)
    office.wait_until(office.at("17.00"))
    assert office.calls(ana) == []
    assert "morning.text" not in office.said(ana)
    assert "panggilan" not in rules_of(office, ana).partition("Isi lain")[0].replace(
        "Waktu tanpa panggilan", ""
    ).replace("Selama izin, panggilan", "")
    office.reply(budi, f"/panggil {ana.nip} rapat")
    assert office.said(budi)[-1] == "order.law_has_none"


def test_an_agencys_own_file_may_order_calls_which_are_only_recorded(engine: Engine) -> None:
    office = Office(engine, calling("bukittinggi"))
    budi = office.hire("Budi", position="Pengawas", roles=["supervisor"])
    ana = office.hire("Ana", budi)
    assert "melampaui" not in rules_of(office, ana)
    own = "kurang dari 5 menit menurut ketentuan instansi, Nota Dinas 800/17/2026"
    assert own in rules_of(office, ana)
    assert "tidak mengusulkan apa pun" in rules_of(office, ana)
    office.wait_until(office.at("17.00"))
    assert office.outcomes(ana)
    assert office.proposed(ana) == []
    said = " ".join(office.text(row) for row in office.words(budi))
    assert "teguran" not in said.casefold()


def test_nobody_is_called_in_the_friday_break(engine: Engine) -> None:
    office = Office(engine, calling("bukittinggi"))
    crew = [office.hire(f"Pegawai {n}") for n in range(30)]
    office.tick()
    moments = [call.due_at for who in crew for call in office.calls(who)]
    assert moments
    assert not [m for m in moments if office.at("11.19") < m < office.at("13.30")]


@pytest.mark.parametrize(
    ("position", "unit"),
    [
        ("Pranata Komputer Ahli Muda", "Dinas Kominfo / Bidang Aplikasi"),
        ("Administrator Kesehatan Ahli Pertama", "Dinas Kesehatan / Sekretariat"),
        ("Kepala Subbagian Umum", "Dinas Pendidikan / Sekretariat"),
        ("Analis", "Dinas Pendidikan / SDM"),
        ("Sekretaris Pimpinan", "Sekretariat Daerah / Bagian Umum"),
    ],
)
def test_a_stranger_to_every_list_is_not_exempt(position: str, unit: str) -> None:
    assert where(LAW, Worker(position=position, unit=unit), on=FRIDAY) == "WFH 1.b"
