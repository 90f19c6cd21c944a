"""Enrolment: one code, one notice, one account a person."""

from datetime import timedelta

import pytest

from handlers import enrol
from handlers.events import Failed
from storage import dialogs, people
from storage.rows import Person
from tests.office import Office

PHONE, OTHER = "telegram:900", "telegram:901"
CODE = "ABCDE23456"


@pytest.fixture
def ana(office: Office) -> Person:
    person = office.hire("Ana", office.hire("Budi"), enrolled=False)
    invite(office, person, CODE)
    return person


def invite(office: Office, person: Person, code: str) -> None:
    with office.desk() as desk:
        enrol.invite(desk, person, code)


def says(office: Office, address: str, text: str) -> None:
    from bot import voice
    from handlers.events import Text

    office.feed(Text(at=office.now, address=address, text=text, choice=voice.choice(text)))


def taps(office: Office, address: str, data: str) -> None:
    from handlers.events import Tap

    office.feed(Tap(at=office.now, address=address, data=data))


def owner(office: Office, address: str) -> str | None:
    with office.desk() as desk:
        person = people.by_address(desk.db, address)
        return person.name if person else None


@pytest.mark.parametrize("command", ["/mulai", "/start", "/MULAI", "/mulai@SigapBot"])
def test_a_code_enrols_after_the_privacy_notice_is_accepted(
    office: Office, ana: Person, command: str
) -> None:
    says(office, PHONE, f"{command} {CODE}")
    assert office.said(PHONE) == ["enrol.notice"]
    assert owner(office, PHONE) is None
    taps(office, PHONE, "consent:yes")
    assert office.said(PHONE) == ["enrol.welcome"]
    assert owner(office, PHONE) == "Ana"


def test_the_first_button_of_the_notice_accepts(office: Office, ana: Person) -> None:
    says(office, PHONE, f"/mulai {CODE}")
    notice = office.words(PHONE)[-1]
    assert notice.keyboard == "inline"
    assert notice.buttons[0][0][1] == enrol.YES


@pytest.mark.parametrize("code", ["abcde-23456", " abcde 23456 ", "ABCDE23456"])
def test_case_spaces_and_dashes_of_a_code_do_not_matter(
    office: Office, ana: Person, code: str
) -> None:
    says(office, PHONE, f"/mulai {code}")
    assert office.said(PHONE) == ["enrol.notice"]


def test_the_notice_may_be_accepted_in_words(office: Office, ana: Person) -> None:
    says(office, PHONE, f"/mulai {CODE}")
    says(office, PHONE, "mengerti")
    assert owner(office, PHONE) == "Ana"


def test_whoever_declines_is_not_enrolled_and_may_come_back(office: Office, ana: Person) -> None:
    says(office, PHONE, f"/mulai {CODE}")
    taps(office, PHONE, "consent:no")
    assert office.said(PHONE)[-1] == "enrol.declined"
    assert owner(office, PHONE) is None
    says(office, PHONE, f"/mulai {CODE}")
    taps(office, PHONE, "consent:yes")
    assert owner(office, PHONE) == "Ana"


def test_a_code_works_once(office: Office, ana: Person) -> None:
    says(office, PHONE, f"/mulai {CODE}")
    taps(office, PHONE, "consent:yes")
    says(office, OTHER, f"/mulai {CODE}")
    assert office.said(OTHER) == ["enrol.bad_code"]


def test_an_expired_code_and_an_older_one_do_not_work(office: Office, ana: Person) -> None:
    invite(office, ana, "NEWER23456")
    says(office, PHONE, f"/mulai {CODE}")
    office.now += timedelta(days=enrol.CODE_DAYS)
    says(office, PHONE, "/mulai NEWER23456")
    assert office.said(PHONE) == ["enrol.bad_code", "enrol.bad_code"]


def test_codes_cannot_be_guessed_for_long(office: Office, ana: Person) -> None:
    for n in range(enrol.GUESSES):
        says(office, PHONE, f"/mulai WRONG{n}")
    says(office, PHONE, f"/mulai {CODE}")
    assert office.said(PHONE)[-1] == "enrol.wait"
    office.now += enrol.GUESS_WAIT
    says(office, PHONE, f"/mulai {CODE}")
    assert office.said(PHONE)[-1] == "enrol.notice"


def test_a_code_is_stored_as_its_hash_only(office: Office, ana: Person) -> None:
    with office.desk() as desk:
        from sqlmodel import select

        from storage.rows import Invitation

        rows = desk.db.exec(select(Invitation)).all()
        assert all(CODE not in str(row.model_dump()) for row in rows)


@pytest.mark.parametrize("words", ["halo", "/status", "/tim", "/mulai", "/panggil Ana", ""])
def test_strangers_get_the_fixed_answer_and_nothing_else(
    office: Office, ana: Person, words: str
) -> None:
    says(office, PHONE, words)
    assert office.said(PHONE) == ["enrol.stranger"]


def test_a_second_account_replaces_the_first_after_a_notice_to_both(
    office: Office, ana: Person
) -> None:
    says(office, PHONE, f"/mulai {CODE}")
    taps(office, PHONE, "consent:yes")
    invite(office, ana, "NEWER23456")
    speak, office.speak = office.speak, lambda: None  # type: ignore[method-assign]
    says(office, OTHER, "/mulai NEWER23456")
    taps(office, OTHER, "consent:yes")
    assert owner(office, OTHER) is None
    office.speak = speak  # type: ignore[method-assign]
    office.speak()
    assert office.said(PHONE)[-1] == "enrol.replaced_old"
    assert "enrol.replaced_new" in office.said(OTHER)
    assert owner(office, OTHER) is None
    office.wait(minutes=10)
    assert owner(office, OTHER) == "Ana"
    assert owner(office, PHONE) is None


def test_a_first_account_that_cannot_be_told_is_replaced_all_the_same(
    office: Office, ana: Person
) -> None:
    says(office, PHONE, f"/mulai {CODE}")
    taps(office, PHONE, "consent:yes")
    invite(office, ana, "NEWER23456")
    office.refusing[PHONE] = "blocked"
    says(office, OTHER, "/mulai NEWER23456")
    taps(office, OTHER, "consent:yes")
    assert owner(office, OTHER) == "Ana"


def test_an_account_belongs_to_one_person(office: Office, ana: Person) -> None:
    eka = office.hire("Eka")
    says(office, office.address(eka), f"/mulai {CODE}")
    assert office.said(eka) == ["enrol.other_person"]


def test_an_old_consent_button_changes_nothing(office: Office, ana: Person) -> None:
    taps(office, PHONE, "consent:yes")
    assert office.said(PHONE) == ["common.old_button"]
    assert owner(office, PHONE) is None


def test_whoever_enrols_in_the_morning_is_drawn_for_what_is_left_of_the_day(
    drawing_office: Office,
) -> None:
    office = drawing_office
    crew = [office.hire(f"Pegawai {n}", enrolled=False) for n in range(12)]
    office.wait_until(office.at("10.00"))
    for n, person in enumerate(crew):
        invite(office, person, f"CODE{n:06d}")
        says(office, f"telegram:{800 + n}", f"/mulai CODE{n:06d}")
        taps(office, f"telegram:{800 + n}", "consent:yes")
    drawn = [call for person in crew for call in office.calls(person)]
    assert drawn
    assert all(call.due_at >= office.now for call in drawn)


def test_a_dialog_is_forgotten_when_its_time_is_over(office: Office, ana: Person) -> None:
    says(office, PHONE, f"/mulai {CODE}")
    office.now += enrol.CONSENT_WAIT
    taps(office, PHONE, "consent:yes")
    assert owner(office, PHONE) is None
    with office.desk() as desk:
        assert dialogs.open_at(desk.db, PHONE, office.now) is None


def test_a_failure_report_for_another_message_replaces_nobody(office: Office, ana: Person) -> None:
    office.feed(Failed(at=office.now, outbox_id=12345, cause="blocked"))
    assert owner(office, PHONE) is None
