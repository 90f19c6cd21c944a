"""Who leads whom, once file and memory are laid together: everybody exists, and no loops."""

from collections.abc import Mapping, Sequence

from handlers.roster.values import Entry, Fault, Terms


def check(
    entries: Sequence[Entry], claimed: Mapping[str, int], terms: Terms
) -> tuple[list[Entry], list[Fault]]:
    """Give the rows whose supervisors stand, and the faults of the others.

    A row that goes may leave its people without a supervisor, or in a loop with what is known of
    them; so the rest is looked at again until nothing changes. `claimed` has the lines of all
    numbers in the file, of bad rows too.
    """
    good, faults = list(entries), list[Fault]()
    while found := _faults(good, claimed, terms):
        faults += found
        bad = {fault.line for fault in found}
        good = [entry for entry in good if entry.line not in bad]
    shown = [fault for fault in faults if terms.partial or fault.key != "supervisor_row"]
    return good, shown


def _faults(good: Sequence[Entry], claimed: Mapping[str, int], terms: Terms) -> list[Fault]:
    present = {entry.nip for entry in good}
    faults = []
    for entry in good:
        above = entry.supervisor
        if above and above not in present and (key := _absent(above, claimed, terms)):
            blanks = {"nip": above, "line": claimed.get(above, 0)}
            faults.append(Fault(entry.line, "supervisor_nip", key, blanks))
    return faults or _loops(good, terms)


def _absent(above: str, claimed: Mapping[str, int], terms: Terms) -> str:
    """Name why a supervisor who has no good row cannot lead; "" if he is known and stays."""
    seat = terms.known.get(above)
    if above in claimed and not (seat and seat.active):
        return "supervisor_row"
    if seat is None:
        return "supervisor_unknown"
    if not seat.active:
        return "supervisor_left"
    return "supervisor_leaves" if terms.complete and above not in claimed else ""


def _loops(good: Sequence[Entry], terms: Terms) -> list[Fault]:
    above = {nip: seat.supervisor for nip, seat in terms.known.items()}
    above |= {e.nip: e.supervisor for e in good if "supervisor_nip" in e.given}
    safe: set[str] = set()
    faults = []
    for entry in good:
        loop = _loop(entry.nip, above, safe)
        if loop:
            shown = " -> ".join([*loop, loop[0]])
            faults.append(Fault(entry.line, "supervisor_nip", "loop", {"loop": shown}))
    return faults


def _loop(start: str, above: Mapping[str, str], safe: set[str]) -> list[str]:
    """Walk up from somebody; give the way round if it comes back to him."""
    way = [start]
    while (step := above.get(way[-1], "")) and step not in safe:
        if step == start:
            return way
        if step in way:
            return []  # a loop further up: those on it are told
        way.append(step)
    safe.update(way)
    return []
