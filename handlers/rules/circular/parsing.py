"""From layers of text to one Circular: merge, read every table, check what no single key shows."""

import hashlib
from collections.abc import Sequence
from types import MappingProxyType

from handlers.rules.circular import duties, hours, kinds, merge, tables
from handlers.rules.circular.errors import CircularError, Faults
from handlers.rules.circular.kinds import shown
from handlers.rules.circular.law import Circular
from handlers.rules.circular.layers import Layer, decode, read_layers
from handlers.rules.circular.section import Section
from handlers.rules.circular.sources import Citations, citations
from handlers.rules.circular.values import WEEKDAYS

ONLY_PROPOSES = (
    "a proposal: the bot only proposes and a named human decides after an examination "
    "(PP 94/2021; UU 27/2022 art. 10)"
)


def load(source: str) -> Circular:
    """Read a circular from its shipped id or its path; raises CircularError with all faults."""
    return parse(read_layers(source))


def parse(layers: Sequence[Layer]) -> Circular:
    """Make the circular of its layers, base first; raises CircularError with all faults."""
    faults = Faults()
    root, daily, cited = merged(layers, faults)
    law = _circular(Section(root, "", faults), daily, cited, tuple(layers))
    faults.stop()
    return law


def merged(
    layers: Sequence[Layer], faults: Faults
) -> tuple[merge.Branch, list[merge.Node], Citations]:
    """Lay the files over each other, defaults filled in; the tables of hours stay apart."""
    files = [_file(layer, data, faults) for layer, data in _decoded(layers)]
    cited = citations(files, tables.DUTIES)
    daily = [node for file in files if (node := file.nodes.pop("hours", None))]
    root, *above = files
    for file in above:
        merge.lay(root, file)
    _fill_defaults(root, faults)
    return root, daily, cited


def _decoded(layers: Sequence[Layer]) -> list[tuple[Layer, dict[str, object]]]:
    faults = Faults()
    files = []
    for layer in layers:
        try:
            files.append((layer, decode(layer)))
        except CircularError as error:
            faults.found += error.faults
    faults.stop()
    return files


def _file(layer: Layer, data: dict[str, object], faults: Faults) -> merge.Branch:
    _refuse_imposing(data, layer.name, "", faults)
    if "id" not in data:
        faults.add(layer.name, "id", "missing", kinds.TEXT.expected)
    return merge.grow_table(data, layer.name)


def _refuse_imposing(data: dict[str, object], layer: str, prefix: str, faults: Faults) -> None:
    for key, value in list(data.items()):
        path = f"{prefix}{key}"
        if ("impose" in key and value is not False) or value == "impose":
            faults.add(layer, path, f"is {shown(value)}, and no bot may impose", ONLY_PROPOSES)
            del data[key]
        elif isinstance(value, dict):
            _refuse_imposing(value, layer, f"{path}.", faults)
        elif isinstance(value, list):
            for n, row in enumerate(value, start=1):
                if isinstance(row, dict):
                    _refuse_imposing(row, layer, f"{path}[{n}].", faults)


def _fill_defaults(root: merge.Branch, faults: Faults) -> None:
    """Give each ordered duty what its tables leave open, from [default.<duty>]."""
    section = Section(root, "", faults).duty("default")
    root.nodes.pop("default", None)
    if section is None:
        return
    for duty in tables.DUTIES:
        default, ordered = section.duty(duty), root.nodes.get(duty)
        if default and isinstance(ordered, merge.Branch):
            merge.fill(ordered, default.branch)
    section.close()


def _circular(
    root: Section,
    daily: Sequence[merge.Node],
    cited: Citations,
    layers: tuple[Layer, ...],
) -> Circular:
    sources = cited.walk(root.branch)
    wfh_days = root.take("wfh_days", kinds.DAYS) or ()
    named = {*(root.take("workdays", kinds.SOME_DAYS) or ()), *wfh_days}
    law = Circular(
        id=root.take("id", kinds.TEXT),
        title=root.take("title", kinds.TEXT),
        office=root.take("office", kinds.TEXT),
        since=root.take("since", kinds.DAY),
        until=root.maybe("until", kinds.DAY),
        zone=root.take("zone", kinds.ZONE),
        workdays=tuple(day for day in WEEKDAYS if day in named),
        wfh_days=wfh_days,
        assignment_article=root.take("assignment_article", kinds.ANY_TEXT),
        holidays=root.take("holidays", kinds.FLAG),
        extra_holidays=tuple(tables.holiday(row) for row in root.rows("extra_holidays")),
        ramadan=tuple(tables.ramadan(row) for row in root.rows("ramadan")),
        sanction=root.take("sanction", kinds.one_of("propose", "record", "off")),
        evaluate_every_months=root.take("evaluate_every_months", kinds.whole(1)),
        hours=MappingProxyType(hours.resolve(daily, root.faults, cited, sources)),
        friday_prayer=tables.friday_prayer(root.duty("friday_prayer")),
        places=tuple(tables.place(row) for row in root.rows("place")),
        morning=tables.morning(root.duty("morning")),
        call=tables.call(root.duty("call")),
        readiness=tables.readiness(root.duty("readiness")),
        reason=tables.reason(root.table("reason")),
        ladder=tables.ladder(root.duty("ladder")),
        plan=duties.plan(root.duty("plan")),
        report=duties.report(root.duty("report")),
        attendance=duties.attendance(root.duty("attendance")),
        permit=duties.permit(root.duty("permit")),
        recall=duties.recall(root.duty("recall")),
        checklist=duties.checklist(root.duty("checklist")),
        location=duties.location(root.duty("location")),
        flexible_start_minutes=root.take("flexible_start_minutes", kinds.whole(0)),
        population=tables.population(root.duty("population")),
        exempt=tuple(tables.exemption(row) for row in root.rows("exempt")),
        notes=tuple(tables.note(row) for row in root.rows("note")),
        digest=tables.digest(root.table("digest")),
        privacy=tables.privacy(root.table("privacy")),
        layers=layers,
        hash=_hash(layers),
        sources=MappingProxyType(sources),
    )
    _check(root, law)
    return law


def _check(root: Section, law: Circular) -> None:
    if law.since and law.until and law.until < law.since:
        root.fault("until", f"{law.until} is before since", f"a date from {law.since} on")
    if law.sanction == "propose" and not (law.ladder and law.ladder.steps):
        root.faults.add(
            root.branch.layer,
            "ladder.step",
            'missing beside sanction = "propose"',
            'a [[ladder.step]] for each consequence, or sanction = "record"',
        )
    hours.demand(law, root.branch.layer, root.faults)
    root.maybe("extends", kinds.TEXT)
    root.close()


def _hash(layers: Sequence[Layer]) -> str:
    digest = hashlib.sha256()
    for layer in layers:
        digest.update(f"{layer.name}\0{layer.text}\0".encode())
    return digest.hexdigest()
