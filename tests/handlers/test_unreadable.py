"""What we cannot read is our fault: nobody is silent or late beside it."""

from storage import inbox
from storage.database import transaction
from tests.office import Office


def set_aside(office: Office, sender: str) -> None:
    with transaction(office.bot.engine) as db:
        inbox.store(db, "telegram", [("7", {})], office.now, [(sender, inbox.FIRST)])
        (row,) = inbox.waiting(db, 1)
        inbox.quarantine(db, row.id, "ValueError: no place on the globe")


def test_who_sent_what_we_cannot_read_was_not_silent(office: Office) -> None:
    office.begin_day("09.00")
    ana, eka = office.hire("Ana", office.hire("Budi")), office.hire("Eka")
    office.call(ana)
    office.call(eka)
    office.wait(seconds=30)
    set_aside(office, office.address(ana))
    office.wait(minutes=15)
    assert office.outcomes(ana) == ["void"]
    assert office.calls(ana)[-1].void_cause == "unreadable"
    assert office.outcomes(eka) == ["missed"]


def test_what_could_not_be_read_before_a_call_excuses_nobody(office: Office) -> None:
    office.begin_day("09.00")
    ana = office.hire("Ana", office.hire("Budi"))
    set_aside(office, office.address(ana))
    office.wait(minutes=1)
    office.call(ana)
    office.wait(minutes=15)
    assert office.outcomes(ana) == ["missed"]
