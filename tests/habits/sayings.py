"""What the handlers say: every key and its blanks, read from the code without running it."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from handlers import orders, routes, warn
from handlers.call import send
from handlers.desk import Desk
from handlers.permit import ask as permit_ask
from handlers.permit import decide as permit_decide
from handlers.plan import review as plan_review
from handlers.reason import meant
from handlers.recall import order as recall_order
from handlers.report import review as report_review
from handlers.routes import decisions
from handlers.rules import circular, ladder, process
from handlers.rules.circular.kinds import PERSON_TYPES_KNOWN
from handlers.who.chat import CLAUSES
from storage import people, permits, reasons

ROOT = Path(__file__).parents[2]
STATES = ("none", "inside", "outside", "uncertain", "stale")  # of rules/zone.py
FINDINGS = ("late", "missed")
PLUMBING = {
    name
    for name, parameter in inspect.signature(Desk.say).parameters.items()
    if parameter.kind in {parameter.KEYWORD_ONLY, parameter.POSITIONAL_OR_KEYWORD}
}


@dataclass(frozen=True, slots=True)
class Said:
    """A place in the code that says a key, with the names of the blanks that it passes."""

    where: str
    key: str
    blanks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Source:
    """A module of ours, as it is written."""

    name: str
    tree: ast.Module

    def function(self, name: str) -> ast.FunctionDef:
        return next(
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef) and node.name == name
        )


def sources(folder: str) -> list[Source]:
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found.append(Source(name, ast.parse(path.read_text(encoding="utf-8"))))
    return found


MODULES = {source.name: source for source in sources("handlers")}


def returned(module: str, *functions: str) -> set[str]:
    """List the words that functions may return."""
    bodies = [MODULES[module].function(name) for name in functions]
    returns = [n.value for body in bodies for n in ast.walk(body) if isinstance(n, ast.Return)]
    return {word for value in returns if value for word in words(value)}


def words(value: ast.expr) -> set[str]:
    match value:
        case ast.Constant(value=str(word)) if word:
            return {word}
        case ast.IfExp():
            return words(value.body) | words(value.orelse)
        case ast.BoolOp():
            return {word for part in value.values for word in words(part)}
    return set()


def sources_of_a_day() -> set[str]:
    """List why somebody works where: the first of the triples in the rules of days."""
    triples = [
        node.elts[0]
        for rules in ("restdays", "workdays")
        for node in ast.walk(MODULES[f"handlers.rules.{rules}"].tree)
        if isinstance(node, ast.Tuple) and len(node.elts) == 3
    ]
    return {word for first in triples for word in words(first)} | returned(
        "handlers.rules.workdays", "_outside"
    )


def void_causes() -> set[str]:
    """List why a call may be void; nobody can cancel one yet (design 4)."""
    given = {
        word
        for source in MODULES.values()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"void", "close.void", "close"}
        for argument in node.args[2:]
        for word in words(argument)
    }
    found = returned("handlers.call.send", "obstacle", "not_callable")
    found |= returned("handlers.call.order", "_unreachable")
    found |= returned("handlers.away", "hindrance")
    found |= returned("handlers.call.close", "_replaced", "_unreadable")
    return (
        found | given | set(send.VOID_CAUSE.values()) | set(send.STAYING) | {"cancelled"}
    ) - OUTCOMES


def tracks() -> set[str]:
    """List the words that a circular may use for the rules of discipline."""
    call = next(
        node
        for node in ast.walk(MODULES["handlers.rules.circular.tables"].function("_tracks"))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "kinds.one_of"
    )
    return {word for argument in call.args for word in words(argument)} | {ladder.UNKNOWN_TRACK}


LAWS = [circular.load(name) for name in circular.shipped()]
PATHS = {path for law in LAWS for path in law.sources}  # of a value, in `cite.source`
OUTCOMES = returned("handlers.rules.window", "verdict") | {"excused", "open"}
REASONS = {code for law in LAWS for code in law.reason.choices} | {reasons.OTHER}
COMMANDS = [*routes.COMMANDS, "mulai"]
FAMILIES: dict[str, Iterable[str]] = {  # a key that is put together, and what may fill it
    "case.{call.outcome}": FINDINGS,
    "case.{call.outcome}_noted": FINDINGS,
    "kind.{kind}": PERSON_TYPES_KNOWN,
    "case.event_{kind}": FINDINGS,
    "{card.kind}.which_row": decisions.TAKE_BACK,
    "press.who_exempt_{n}": [f"{n}" for n in range(1, CLAUSES + 1)],
    "case.{c}": warn.CHOICES,
    "case.is_{n}": ("yes", "no"),
    "case.stands_{key}": ("on_time", "void", "noted"),
    "attached.{kind}": meant.EVIDENCE | meant.WORDLESS,
    "attached.{said.attached}": meant.EVIDENCE,
    "case.{choice}": warn.CHOICES,
    "case.{row.choice}": warn.CHOICES,
    "case.effect_{choice}": warn.CHOICES,
    "case.sure_{choice}": process.ADVERSE,
    "case.done_{choice}": warn.CHOICES,
    "case.told_{row.choice}": warn.CHOICES,
    "case.track_{stage.track}": tracks(),
    "case.passed_{why}": returned("handlers.warn.superior", "hindrance"),
    "reason.{code}": REASONS,
    "void.{call.void_cause}": void_causes(),
    "void.{cause}": void_causes(),
    "outcome.{outcome}": OUTCOMES,
    "outcome.{stage.proposal.kind}": FINDINGS,
    "outcome.{call.outcome or 'open'}": OUTCOMES,
    "outcome.{last.outcome or 'open'}": OUTCOMES,
    "mode.{day.mode}": {*orders.MODES, "OFF"},
    "why.{source}": sources_of_a_day() | {"given_clause"},
    "team.{_reach(desk, member)}": {"reach_none"} | {f"reach_{s}" for s in people.REACHABLE},
    "rules.{step.on}": (*FINDINGS, "repeated"),
    "rules.permit_{law.permit.calls}": ("continue", "stop"),
    "location.{share.state}": STATES,
    "location.{state}": {*STATES, "permit"},
    "location.{one.state}": STATES,
    "location.{what}_told": ("outside", "inside", "mistaken", "back"),
    "location.rule_{rule.need}": ("required", "optional"),
    "location.home_done_{choice}": ("approve", "refuse"),
    "location.home_told_{choice}": ("approve", "refuse"),
    "permit.ask_{missing}": permit_ask.FIELDS,
    "permit.{c}": permit_decide.CHOICES,
    "permit.{what}_told": ("withdrawn", "emergency", "explained", "returned"),
    "permit.state_{permit.state}": (
        *permits.PENDING,
        *permits.GRANTED,
        "refused",
        "withdrawn",
        "lapsed",
    ),
    "recall.ask_{missing}": recall_order.FIELDS,
    "recall.{what}_told": ("hindered", "hindrance"),
    "commands.{name}": COMMANDS,
    "record.{verb}": ("yes", "no", "approve", "refuse"),
    "me.kept_{kind}": ("plan", "report", "mark", "permit", "recall"),
    "channel.{contact.channel}": ("telegram", "whatsapp", "phones"),
    "channel.{chosen.channel}": ("telegram", "whatsapp", "phones"),
    "contacts.{_state(contact, number)}": ("first", "second", "blocked"),
    "attend.{mark.status}": ("on_time", "late"),
    "attend.place_{mark.place}": ("inside", "outside", "uncertain", "unknown"),
    "plan.{c}": plan_review.CHOICES,
    "plan.done_{choice}": plan_review.CHOICES,
    "plan.told_{choice}": plan_review.CHOICES,
    "report.{c}": report_review.CHOICES,
    "report.done_{choice}": report_review.CHOICES,
    "report.told_{choice}": report_review.CHOICES,
}


def family(made: ast.JoinedStr) -> set[str]:
    """Fill an f-string key with all that may fill it."""
    parts = [
        str(part.value) if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}"
        for part in made.values
        if isinstance(part, ast.Constant | ast.FormattedValue)
    ]
    whole = "".join(parts)
    assert whole in FAMILIES, f"tell this test what may fill {whole}"
    return {re.sub(r"\{.*\}", filling, whole) for filling in FAMILIES[whole]}


def keys(value: ast.expr, source: Source, inside: ast.AST) -> set[str]:
    """List the keys that an expression may stand for."""
    match value:
        case ast.JoinedStr():
            return family(value)
        case ast.IfExp():
            return keys(value.body, source, inside) | keys(value.orelse, source, inside)
        case ast.Call(func=ast.Name(id=name)):
            return returned(source.name, name)
        case ast.Name(id=name):
            known = getattr(importlib.import_module(source.name), name, None)
            found = {known} if isinstance(known, str) else set()
            return found.union(*(keys(one, source, inside) for one in bound(name, inside)))
        case ast.Dict():
            return {word for key in value.keys if key for word in words(key)}
    return words(value)


def bound(name: str, inside: ast.AST) -> Iterator[ast.expr]:
    """List what a name is bound to in a function: a value, or a dictionary gone through."""
    for node in ast.walk(inside):
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                yield value
            case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value) if (
                target == name
            ):
                yield value
            case ast.For() | ast.comprehension() if name in targets(node.target):
                owner = getattr(getattr(node.iter, "func", None), "value", None)
                if isinstance(owner, ast.Name):
                    yield from bound(owner.id, inside)
                elif isinstance(owner, ast.Dict):
                    yield owner


def targets(target: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def blanks_passed(call: ast.Call, inside: ast.AST) -> frozenset[str]:
    names = {word.arg for word in call.keywords if word.arg}
    for word in call.keywords:
        if word.arg is None and isinstance(word.value, ast.Name):
            for value in bound(word.value.id, inside):
                names |= keys(value, Source("", ast.Module([], [])), inside)
    return frozenset(names - PLUMBING)


@cache
def said() -> list[Said]:
    """Find every place that says something."""
    found = []
    for source in MODULES.values():
        functions = [n for n in ast.walk(source.tree) if isinstance(n, ast.FunctionDef)]
        for function in functions:
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and (spoken := key_argument(call)):
                    found += sayings(call, spoken, source, function)
    return found


def key_argument(call: ast.Call) -> ast.expr | None:
    """Give the argument that is a key; an Unclear is said by the keys with which it is raised."""
    at = {"phrase": 0, "Choice": 0, "Unclear": 0, "desk.say": 1}.get(ast.unparse(call.func))
    argument = None if at is None else call.args[at]
    return None if argument is None or ast.unparse(argument) == "unclear.key" else argument


def sayings(call: ast.Call, spoken: ast.expr, source: Source, inside: ast.AST) -> list[Said]:
    where = f"{source.name}:{call.lineno}"
    found = keys(spoken, source, inside)
    assert found, f"{where}: which key is this?"
    return [Said(where, key, blanks_passed(call, inside)) for key in found]


def literals(source: Source, sections: Iterable[str]) -> set[str]:
    """List the keys that stand as plain words in a module; log entries are none."""
    nodes = list(ast.walk(source.tree))
    parts = {part for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    notes = {
        part
        for node in nodes
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".note")
        for part in ast.walk(node.args[0])
    }
    return {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(rf"({'|'.join(sections)})\.\w+", node.value)
        and node not in notes | parts
        and node.value not in PATHS
    }
