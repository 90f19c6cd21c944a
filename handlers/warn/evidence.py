"""What was sent as a reason, opened for whoever may decide: a photo, a voice note, a document."""

from typing import Any

from handlers.desk import Choice, Desk, phrase
from storage import calls, people, reasons
from storage.rows import Person, Proposal, Reason

SHOW = "show"


def show_button(number: int | None, reason: Reason | None) -> list[list[Choice]]:
    """Offer to open what was sent; nothing where nothing was."""
    found = reasons.files(reason)
    return [[Choice("case.show", f"case:{number}:{SHOW}")]] if found else []


def show(desk: Desk, actor: Person, proposal: Proposal) -> None:
    """Send to somebody what a person sent; in words, where it cannot be shown."""
    call = calls.get(desk.db, proposal.call_id)
    found = reasons.files(calls.reason(desk.db, proposal.call_id))
    facts: dict[str, Any] = {
        "name": people.get(desk.db, proposal.person_id).name,
        "code": call.code,
    }
    if not found:
        desk.say(actor, "case.shows_nothing", number=proposal.id, **facts)
        return
    desk.note("case.evidence", call=call.code, to=actor.nip, count=len(found))
    at = (desk.address_of(actor) or "").partition(":")[0]
    for one in found:
        kind, channel = one["kind"], one["address"].partition(":")[0]
        what = phrase(f"attached.{kind}")
        if channel == at and desk.traits(one["address"]).media:
            media: dict[str, Any] = {"media_kind": kind, "media_file": one["file"]}
            desk.say(actor, "case.shown", number=proposal.id, what=what, **media, **facts)
        else:
            desk.say(actor, "case.not_shown", number=proposal.id, what=what, **facts)
