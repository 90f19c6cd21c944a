"""Promises that one SQL statement can check: every row it gives is a broken one."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, DateTime, bindparam, text

from storage.audit.finding import Finding, Span

LEASE_IS_DEAD = timedelta(seconds=285)  # after its end: five minutes in one hand
NEVER_SENT = timedelta(hours=1)  # a drawn call is sent or void long before
SUBJECTS = {"call", "attempt", "other", "words", "update", "person", "proposal", "outage"}

# `other` is a second row of the same kind; the columns that are no subject are the detail.
STATEMENTS = {
    "verdict_overdue": """
        SELECT c.id AS call, c.state FROM call c
        WHERE c.state IN ('sending', 'open') AND c.judge_at < :overdue
        AND NOT EXISTS (SELECT 1 FROM attempt a LEFT JOIN beat b ON b.name = a.channel
            WHERE a.call_id = c.id AND (b.at IS NULL OR b.at < c.judge_at))""",
    "never_sent": """
        SELECT c.id AS call FROM call c WHERE c.state = 'drawn' AND c.due_at < :never_sent""",
    "forgotten": """
        SELECT c.id AS call, c.state FROM call c
        WHERE c.state IN ('sending', 'open') AND c.judge_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM attempt a JOIN outbox o ON o.attempt_id = a.id
            WHERE a.call_id = c.id AND o.state IN ('new', 'sending', 'held'))""",
    "two_calls_at_once": """
        SELECT c.person_id AS person, count(*) AS calls FROM call c
        WHERE c.state IN ('sending', 'open') GROUP BY c.person_id HAVING count(*) > 1""",
    "closed_without_outcome": """
        SELECT c.id AS call FROM call c
        WHERE c.state = 'closed' AND c.due_at >= :since AND c.outcome = ''""",
    "outcome_while_open": """
        SELECT c.id AS call, c.outcome FROM call c
        WHERE c.state IN ('drawn', 'sending', 'open') AND c.outcome <> ''""",
    "void_without_cause": """
        SELECT c.id AS call FROM call c WHERE c.state = 'closed' AND c.due_at >= :since
        AND c.outcome = 'void' AND c.void_cause = ''""",
    "in_time_but_not_on_time": """
        SELECT c.id AS call, c.outcome FROM call c JOIN attempt a ON a.call_id = c.id
        WHERE c.state = 'closed' AND c.due_at >= :since AND c.outcome <> 'on_time'
        AND a.number = 1 AND c.answered_at < a.deadline""",
    "on_time_without_proof": """
        SELECT c.id AS call FROM call c LEFT JOIN attempt a ON a.call_id = c.id AND a.number = 1
        WHERE c.state = 'closed' AND c.due_at >= :since AND c.outcome = 'on_time'
        AND (c.answered_at IS NULL OR c.answered_at >= a.deadline)""",
    "late_without_proof": """
        SELECT c.id AS call FROM call c LEFT JOIN attempt a ON a.call_id = c.id AND a.number = 1
        WHERE c.state = 'closed' AND c.due_at >= :since AND c.outcome = 'late'
        AND (c.answered_at IS NULL OR a.deadline IS NULL)""",
    "missed_without_clock": """
        SELECT c.id AS call, a.id AS attempt FROM call c JOIN attempt a ON a.call_id = c.id
        WHERE c.state = 'closed' AND c.due_at >= :since AND c.outcome = 'missed'
        AND a.clock_start IS NULL""",
    "asked_before_due": """
        SELECT c.id AS call, a.number FROM call c JOIN attempt a ON a.call_id = c.id
        JOIN outbox o ON o.attempt_id = a.id
        WHERE c.state IN ('sending', 'open', 'closed') AND c.due_at >= :since
        AND o.created_at < c.due_at""",
    "asked_after_the_end": """
        SELECT c.id AS call, o.id AS words, o.state FROM outbox o
        JOIN attempt a ON a.id = o.attempt_id JOIN call c ON c.id = a.call_id
        WHERE o.state IN ('new', 'sending', 'sent', 'uncertain', 'held') AND o.not_before >= :since
        AND c.state = 'closed' AND CASE WHEN o.state IN ('new', 'held')
        THEN o.not_before > c.closed_at AND o.not_before > o.created_at
        ELSE o.spoken_at > c.closed_at AND c.closed_at >= c.due_at
        AND (o.expires_at IS NULL OR o.expires_at > o.created_at)
        AND (c.answered_at IS NULL OR a.clock_start > c.answered_at) END""",
    "words_left_waiting": """
        SELECT c.id AS call, o.id AS words FROM outbox o
        JOIN attempt a ON a.id = o.attempt_id JOIN call c ON c.id = a.call_id
        WHERE o.state IN ('new', 'held') AND c.state = 'closed'""",
    "two_proposals": """
        SELECT p.call_id AS call, p.id AS proposal, later.id AS other FROM proposal p
        JOIN proposal later ON later.call_id = p.call_id AND later.id > p.id
        WHERE p.id >= :proposals""",
    "proposal_without_finding": """
        SELECT c.id AS call, p.id AS proposal, c.outcome FROM proposal p
        JOIN call c ON c.id = p.call_id WHERE p.id >= :proposals
        AND p.state <> 'withdrawn' AND c.outcome NOT IN ('late', 'missed', 'excused')""",
    "fault_without_finding": """
        SELECT c.id AS call, c.outcome FROM fault f JOIN call c ON c.id = f.call_id
        WHERE c.state = 'closed' AND c.due_at >= :since
        AND NOT f.withdrawn AND c.outcome NOT IN ('late', 'missed')""",
    "decided_before_reason": """
        SELECT c.id AS call, p.id AS proposal, d.choice FROM decision d
        JOIN proposal p ON p.id = d.proposal_id JOIN call c ON c.id = p.call_id
        WHERE p.id >= :proposals AND d.choice <> 'accept' AND d.decided_at < p.reason_until
        AND NOT EXISTS (SELECT 1 FROM reason r WHERE r.call_id = p.call_id)""",
    "in_hand_for_too_long": """
        SELECT o.id AS words FROM outbox o
        WHERE o.state = 'sending' AND o.leased_until < :lease_is_dead""",
    "attempt_said_twice": """
        SELECT o.attempt_id AS attempt, count(*) AS rows FROM outbox o
        WHERE o.attempt_id IS NOT NULL AND o.not_before >= :since AND o.state = 'sent'
        GROUP BY o.attempt_id HAVING count(*) > 1""",
    "receipt_counted_twice": """
        SELECT o.id AS words, later.id AS other FROM outbox o
        JOIN outbox later ON later.ref = o.ref AND later.address = o.address AND later.id > o.id
        WHERE o.state = 'sent' AND o.not_before >= :since AND o.ref <> ''
        AND later.state = 'sent'""",
    "unheard_update": """
        SELECT i.id AS "update" FROM inbox i
        WHERE i.state = 'new' AND i.received_at < :overdue""",
    "update_kept_twice": """
        SELECT i.id AS "update", later.id AS other FROM inbox i
        JOIN inbox later ON later.channel = i.channel AND later.external_id = i.external_id
            AND later.fingerprint = i.fingerprint AND later.id > i.id
        WHERE i.id >= :updates""",
}
# Found from the newest row backwards, so that no index on a moment is needed.
FIRSTS = {"updates": ("inbox", "received_at"), "proposals": ("proposal", "made_at")}


def check(connection: Connection, span: Span) -> Iterator[Finding]:
    """Run every statement."""
    told = {
        "since": span.since,
        "overdue": span.alive - span.patience,
        "never_sent": span.alive - NEVER_SENT,
        "lease_is_dead": span.alive - LEASE_IS_DEAD,
    }
    firsts = {name: first_since(connection, *where, span) for name, where in FIRSTS.items()}
    for rule, statement in STATEMENTS.items():
        wanted = {name: value for name, value in told.items() if f":{name}" in statement}
        moments = [bindparam(name, value, DateTime) for name, value in wanted.items()]
        numbers = {name: value for name, value in firsts.items() if f":{name}" in statement}
        rows = connection.execute(text(statement).bindparams(*moments, **numbers))
        yield from (_finding(rule, dict(row)) for row in rows.mappings())


def first_since(connection: Connection, table: str, moment: str, span: Span) -> int:
    """Give the number of the first row of a table after a moment."""
    query = text(f"SELECT id FROM {table} WHERE {moment} < :since ORDER BY id DESC LIMIT 1")  # noqa: S608
    since = bindparam("since", span.since, DateTime)
    return (connection.execute(query.bindparams(since)).scalar() or 0) + 1


def _finding(rule: str, row: dict[str, object]) -> Finding:
    subjects = tuple(f"{name} {value}" for name, value in row.items() if name in SUBJECTS)
    facts = [f"{name}={value}" for name, value in row.items() if name not in SUBJECTS]
    return Finding(rule, subjects, " ".join(facts))
