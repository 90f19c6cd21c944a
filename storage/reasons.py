"""Reasons: kept in the person's own words, added to, and words that are asked back first."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from storage import ahead
from storage.calls import reason_row
from storage.rows import Call, Reason

KEPT = 20_000  # characters, and
ATTACHED = 50  # kinds: more than anybody has to say about one call
OTHER = "lainnya"  # the choice that wants words, and the code of all free text


def keep(  # noqa: PLR0913 - all that a reason holds
    db: Session,
    call_id: int,
    code: str,
    text: str,
    at: datetime,
    *,
    attached: str = "",
    late: bool = False,
) -> Reason:
    """Keep a reason; what comes later is added, and what was in doubt counts with it."""
    row = _row(db, call_id, at)
    said = _joined(row.doubt, text)
    if late:
        row.late_text = _joined(row.late_text, said)
    else:
        row.text = _joined(row.text, said)
    if attached:
        row.attached = [*row.attached, attached][:ATTACHED]
    row.code, row.doubt, row.given_at = row.code or code, "", at
    row.files = [{**one, "doubt": False} for one in row.files]
    return _write(db, row)


def doubt(db: Session, call_id: int) -> str:
    """Give the words about a call of which the person was asked whether they are the reason."""
    row = reason_row(db, call_id)
    return row.doubt if row else ""


def keep_doubt(db: Session, call_id: int, text: str, at: datetime) -> None:
    """Keep words of which the person is asked whether they are the reason; "" forgets them."""
    row = _row(db, call_id, at)
    row.doubt = text[:KEPT]
    row.files = [one for one in row.files if text or not one["doubt"]]
    _write(db, row)


def keep_file(  # noqa: PLR0913 - what, where, and whether it counts
    db: Session, call_id: int, kind: str, address: str, file: str, at: datetime, *, doubt: bool
) -> None:
    """Keep how something that was sent as a reason is found again."""
    row = _row(db, call_id, at)
    found = {"kind": kind, "address": address, "file": file, "doubt": doubt}
    row.files = [*row.files, found][:ATTACHED]
    _write(db, row)


def given(db: Session, person_id: int, at: datetime) -> Reason | None:
    """Give the reason, or what may be one, of which somebody said the last words at a moment."""
    query = select(Reason).join(Call, col(Call.id) == Reason.call_id)
    return db.exec(query.where(Call.person_id == person_id, Reason.given_at == at)).first()


def files(row: Reason | None) -> list[dict[str, Any]]:
    """List what can be shown of a reason again, in its order."""
    return [one for one in row.files if not one["doubt"]] if row else []


def let_doubt_count(db: Session, call_id: int) -> None:
    """Take words that were asked back without an answer as the reason."""
    row = reason_row(db, call_id)
    if row and row.doubt:
        keep(db, call_id, OTHER, "", row.given_at)


def _row(db: Session, call_id: int, at: datetime) -> Reason:
    return reason_row(db, call_id) or Reason(call_id=call_id, code="", given_at=at)


def _joined(before: str, more: str) -> str:
    return "\n".join(words for words in (before, more) if words)[:KEPT]


def _write(db: Session, row: Reason) -> Reason:
    db.add(row)
    db.flush()
    ahead.known(db).reasons[row.call_id] = row
    return row
