"""What may be changed in a function: one place at a time, in its syntax tree."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Break: ast.Continue,
    ast.Continue: ast.Break,
}
_NAMES = {"all": "any", "any": "all", "min": "max", "max": "min", "floor": "ceil", "ceil": "floor"}
_DECIDED = ast.Compare | ast.BoolOp | ast.UnaryOp  # conditions that are changed from within
_SKIPPED = ("annotation", "returns", "decorator_list", "ctx", "format_spec")
_Place = tuple[ast.stmt | ast.expr, ast.AST | list[object], str | int, ast.AST]  # its owner, ...


@dataclass(frozen=True)
class Mutant:
    """One place of a function, and what stands there instead."""

    function: str
    line: int
    before: str
    after: str
    holder: ast.AST | list[object]
    key: str | int
    new: object
    nth: int = 1  # of those that read alike in its function

    @property
    def name(self) -> str:
        """Name it without its line, so that it is known again after edits elsewhere."""
        again = f" ({self.nth})" if self.nth > 1 else ""
        return f"{self.function}: {self.before} -> {self.after}{again}"


def mutants(tree: ast.Module) -> Iterator[Mutant]:
    """List all mutants of a module's functions and methods."""
    alike: Counter[str] = Counter()
    for mutant in _within(tree, ""):
        alike[mutant.name] += 1
        yield replace(mutant, nth=alike[mutant.name])


def _within(scope: ast.Module | ast.ClassDef, prefix: str) -> Iterator[Mutant]:
    for node in scope.body:
        if isinstance(node, ast.ClassDef):
            yield from _within(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            for owner, holder, key, old in _places(node, node):
                for new in _instead(old):
                    before, after = _told(owner, holder, key, old, new)
                    line = getattr(old, "lineno", owner.lineno)
                    yield Mutant(prefix + node.name, line, before, after, holder, key, new)


def _places(held: ast.AST | list[object], owner: ast.stmt | ast.expr) -> Iterator[_Place]:
    """Walk all nodes below, each with what holds it; annotations decide nothing."""
    if isinstance(held, list):
        pairs: list[tuple[str | int, object]] = list(enumerate(held))
    else:
        pairs = [(name, value) for name, value in ast.iter_fields(held) if name not in _SKIPPED]
    pairs = [pair for pair in pairs if not isinstance(pair[1], ast.arguments)]
    for key, value in pairs:
        if isinstance(value, ast.AST):
            yield owner, held, key, value
        if isinstance(value, ast.AST | list):
            yield from _places(value, value if isinstance(value, ast.stmt | ast.expr) else owner)


def _instead(node: ast.AST) -> Iterator[ast.AST]:
    if swap := _SWAPS.get(type(node)):
        yield swap()
    match node:
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.Name(id=name) if name in _NAMES:
            yield ast.Name(_NAMES[name], ast.Load())
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()
        case _:
            yield from _otherwise(node)


def _otherwise(node: ast.AST) -> Iterator[ast.AST]:
    """Turn conditions round, and leave out their parts."""
    match node:
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.BoolOp(op=op, values=values):
            for rest in _without_one(values):
                yield ast.BoolOp(op, rest) if len(rest) > 1 else rest[0]
        case ast.If(test=test, body=body, orelse=orelse) if not isinstance(test, _DECIDED):
            yield ast.If(_not(test), body, orelse)
        case ast.IfExp(test=test, body=yes, orelse=no) if not isinstance(test, _DECIDED):
            yield ast.IfExp(_not(test), yes, no)
        case ast.comprehension(target=target, iter=of, ifs=ifs):
            for rest in _without_one(ifs):
                yield ast.comprehension(target, of, rest, 0)


def _without_one(parts: list[ast.expr]) -> Iterator[list[ast.expr]]:
    for gone in range(len(parts)):
        yield parts[:gone] + parts[gone + 1 :]


def _not(test: ast.expr) -> ast.UnaryOp:
    return ast.UnaryOp(ast.Not(), test)


def _told(
    owner: ast.AST, holder: ast.AST | list[object], key: str | int, old: ast.AST, new: ast.AST
) -> tuple[str, str]:
    """Write the place before and after, with enough around it to be recognised."""
    if isinstance(old, ast.stmt | ast.BoolOp | ast.IfExp | ast.UnaryOp | ast.comprehension):
        return _brief(old), _brief(new)
    before = _brief(owner)
    put(holder, key, new)
    after = _brief(owner)
    put(holder, key, old)
    return before, after


def put(holder: ast.AST | list[object], key: str | int, new: object) -> None:
    """Put a node where another stood."""
    if isinstance(holder, list):
        holder[int(key)] = new
    else:
        setattr(holder, str(key), new)


def _brief(node: ast.AST) -> str:
    if isinstance(node, ast.If):
        return f"if {ast.unparse(node.test)}"
    return " ".join(ast.unparse(node).split())
