"""What nobody needs any more is deleted (UU 27/2022: kept no longer than its purpose)."""

from datetime import date, timedelta

from handlers import attend, location, photos
from handlers.desk import Desk
from handlers.job import Part
from handlers.rules.circular import Circular
from storage import calls, cases, inbox, invitations, jobs, outbox, plans, reports, retention

WORDS_KEPT = timedelta(days=30)
LEFT_KEPT = timedelta(days=30)  # somebody who was left out by mistake comes back unharmed


def erased_by(law: Circular, today: date) -> tuple[date, date]:
    """Tell when who leaves today is erased, and has gone from the last backup.

    It is noted in the night that somebody is not on the roster, and counts in full days.
    """
    erased = today + LEFT_KEPT + timedelta(days=2)
    return erased, law.privacy.gone_from_backups(erased)


def forget(desk: Desk, _on: date, _part: Part) -> None:
    """Delete what has been kept as long as the circular allows."""
    _forget_words(desk)
    photos.forget(desk)
    attend.forget(desk)
    location.forget(desk)
    today = desk.today()
    kept = {
        name: timedelta(days=days) for name, days in desk.law(today).privacy.retention_days.items()
    }
    plans.forget(desk.db, today - kept["plans"])
    reports.forget(desk.db, today - kept["reports"])
    cases.forget(desk.db, today - kept["cases"])
    calls.forget(desk.db, today - kept["calls"])
    retention.forget_days(desk.db, today - kept["calls"])
    retention.forget_ended(desk.db, desk.now - kept["calls"])
    _forget_people(desk, today, kept["cases"])


def _forget_words(desk: Desk) -> None:
    before = desk.now - WORDS_KEPT
    inbox.forget(desk.db, before)
    outbox.forget(desk.db, before)
    jobs.forget(desk.db, before)
    retention.forget_talk(desk.db, before)
    invitations.forget_guesses(desk.db, desk.now - timedelta(days=1))


def _forget_people(desk: Desk, today: date, cases_kept: timedelta) -> None:
    """Erase who has left: first where he lives and is reached, in the end his name."""
    retention.note_leaving(desk.db, today)
    for nip in retention.erase_left(desk.db, today - LEFT_KEPT):
        gone = desk.law(today).privacy.gone_from_backups(today)
        desk.note("person.erased", nip=nip, gone=gone)
    retention.erase_names(desk.db, today - cases_kept)
