"""Where a case stands: its reason, what was decided, and what may be decided next."""

from dataclasses import dataclass
from datetime import timedelta

from handlers.desk import Desk
from handlers.rules import ladder, process
from handlers.rules.circular import Circular, Step
from storage import calls, cases, people
from storage.rows import Call, Decision, Fault, Person, Proposal, Reason

ANY_CAUSE = "lainnya"  # the code of free words: then the words themselves tell what was shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A case as it is now; `word` is how it stands with the reason (`ladder.matching`)."""

    proposal: Proposal
    call: Call
    person: Person
    law: Circular
    track: str
    reason: Reason | None
    history: tuple[Decision, ...]
    word: str

    @property
    def standing(self) -> Decision | None:
        """Give the decision that stands."""
        return self.history[-1] if self.history else None

    @property
    def choices(self) -> tuple[str, ...]:
        """List what may be decided now."""
        return process.choices(self.proposal.state, self.word, self.law.sanction, self.track)

    @property
    def stamp(self) -> str:
        """Tell this stage from a later one: what was decided, and which reason was read."""
        decided = self.standing.id if self.standing else 0
        given = self.reason.given_at.timestamp() if self.reason else 0
        return f"{decided}.{int(given)}"


def of(desk: Desk, proposal: Proposal) -> Stage:
    """Read where a case stands."""
    call = calls.get(desk.db, proposal.call_id)
    person = people.get(desk.db, proposal.person_id)
    law = desk.law_by_hash(call.law_hash)
    reason = calls.reason(desk.db, proposal.call_id)
    history = tuple(cases.history(desk.db, proposal.id or 0)) if proposal.id else ()
    return Stage(
        proposal=proposal,
        call=call,
        person=person,
        law=law,
        track=ladder.track(law.ladder, person.person_type),
        reason=reason,
        history=history,
        word=_word(desk, proposal, reason, history),
    )


def _word(
    desk: Desk, proposal: Proposal, reason: Reason | None, history: tuple[Decision, ...]
) -> str:
    """Tell how it stands with the reason; what is said after a refusal is to be judged anew."""
    if history and history[-1].choice == "accept":
        return "accepted"
    if reason is None:
        return "awaited" if desk.now < proposal.reason_until else "none"
    refused = [d for d in history if d.choice in process.ADVERSE - {"examine"}]
    return "refused" if refused and refused[-1].decided_at >= reason.given_at else "open"


def steps(desk: Desk, stage: Stage) -> tuple[Step, ...]:
    """List the steps of the ladder that a case matches, for somebody to whom one may apply."""
    law = stage.law
    if law.sanction != "propose" or law.ladder is None or stage.track not in process.DISCIPLINE:
        return ()
    if stage.proposal.state == "examining" and stage.word == "open":
        return ()  # an examination may come before a judgement on the reason
    before = confirmed_before(desk, stage)
    return ladder.matching(law.ladder, stage.proposal.kind, stage.word, before)


def confirmed_before(desk: Desk, stage: Stage) -> int:
    """Count what a human confirmed under this law in the time that the ladder looks back.

    Never the call itself, nor what shares its day and its cause.
    """
    law, call = stage.law, stage.call
    if law.ladder is None:
        return 0
    since = call.on - timedelta(days=law.ladder.repeat_days - 1)
    found = cases.confirmed(desk.db, stage.person.id or 0, since, call.on)
    others = [f for f in found if f.call_id != call.id and _is_same_law(desk, f, law)]
    reasons = calls.reasons(desk.db, [f.call_id for f in others]) if others else {}
    events = [(f.on, cause(reasons.get(f.call_id))) for f in others]
    own = (call.on, cause(stage.reason))
    return process.episodes(event for event in events if not event[1] or event != own)


def _is_same_law(desk: Desk, fault: Fault, law: Circular) -> bool:
    """Tell whether a fault was judged under this circular while it had consequences."""
    then = desk.law_by_hash(calls.get(desk.db, fault.call_id).law_hash)
    return then.id == law.id and then.sanction == "propose"


def cause(reason: Reason | None) -> str:
    """Name the cause that a reason gives; "" if none is known."""
    if reason is None:
        return ""
    return reason.code if reason.code != ANY_CAUSE else " ".join(reason.text.casefold().split())
