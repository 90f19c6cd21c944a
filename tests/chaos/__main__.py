"""`python -m tests.chaos`: many points, some sites at a time, and a table at the end."""

import argparse
import asyncio
import contextlib
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.chaos.episode import Told, live
from tests.chaos.networks import NETWORKS

AT_ONCE = 3  # sites; or one of many processes, on a machine of two cores
A_SITE = 25  # points, at most


async def storm(
    points: int,
    seed: int,
    database: str = "",
    keep: Path | None = None,
    *,
    channel: str = "",
    split: bool = False,
    only: str = "",
    restored: bool = False,
) -> list[Told]:
    """Let as many sites live as the points need, on each network in turn or on one."""
    channels = [channel] if channel else list(NETWORKS)
    sites = min(points, max(len(channels), -(-points // A_SITE)))
    gate = asyncio.Semaphore(1 if split else AT_ONCE)

    async def one(number: int) -> Told:
        share = len(range(number, points, sites))
        where = channels[number % len(channels)]
        async with gate:
            with _folder(keep, number) as folder:
                lot = seed * 1000 + number
                return await live(
                    folder,
                    lot,
                    share,
                    where,
                    database,
                    split=split,
                    only=only,
                    restored=restored,
                )

    return list(await asyncio.gather(*map(one, range(sites))))


@contextlib.contextmanager
def _folder(keep: Path | None, number: int) -> Iterator[Path]:
    if keep:
        folder = keep / f"site{number}"
        folder.mkdir(parents=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="sigap-chaos-") as name:
        yield Path(name)


def table(tolds: list[Told]) -> str:
    """Tell faults by findings, network by network, then each finding once."""
    channels = list(dict.fromkeys(told.channel for told in tolds))
    return "\n\n".join(
        _table_of(name, [t for t in tolds if t.channel == name]) for name in channels
    )


def _table_of(channel: str, tolds: list[Told]) -> str:
    points = sum((told.points for told in tolds), Counter[str]())
    found = [pair for told in tolds for pair in told.found]
    outcomes = sum((told.outcomes for told in tolds), Counter[str]())
    lines = [f"{f'fault on {channel}':28}{'points':>7}{'findings':>10}"]
    for name in [*points, *sorted({during for during, _ in found} - set(points))]:
        counts = Counter(wrong.rule for during, wrong in found if during == name)
        kinds = ", ".join(f"{rule} {count}" for rule, count in counts.items())
        lines.append(f"{name:28}{points[name]:7}{counts.total():10}  {kinds}".rstrip())
    lines.append(f"{'all':28}{points.total():7}{len(found):10}")
    lines.append(f"calls: {', '.join(f'{name} {n}' for name, n in sorted(outcomes.items()))}")
    said, fed = sum(told.messages for told in tolds), sum(told.updates for told in tolds)
    lines.append(f"messages taken {said}, updates fed {fed}")
    crossed = sum(told.crossed for told in tolds)
    lines.append(f"asked again while an answer waited unheard at the provider: {crossed}")
    lines.append(f"took {sum(told.seconds for told in tolds):.0f} s, one site after the other")
    lines += [f"  [{during}] {wrong.rule}: {wrong.detail}" for during, wrong in found]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--points", type=int, default=50, help="moments at which it is killed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--channel", default="", choices=["", *NETWORKS], help="else each in turn")
    parser.add_argument("--database", default="", help="a PostgreSQL server's URL; else SQLite")
    parser.add_argument("--only", default="", help="one fault, by its name in the table")
    parser.add_argument("--split", action="store_true", help="a process for each role (server)")
    parser.add_argument("--restored", action="store_true", help="from a backup, half-way (SQLite)")
    parser.add_argument("--output", type=Path, help="write the table there too")
    parser.add_argument("--keep", type=Path, help="leave the sites' folders there")
    given = parser.parse_args()
    began = time.monotonic()
    how = {"channel": given.channel, "split": given.split, "only": given.only}
    how |= {"restored": given.restored}
    storms = storm(given.points, given.seed, given.database, given.keep, **how)
    tolds = asyncio.run(storms)
    told = table(tolds)
    sys.stdout.write(f"{told}\nseed {given.seed}, {time.monotonic() - began:.0f} s\n")
    if given.output:
        given.output.write_text(f"{told}\n", encoding="utf-8")
    return int(any(one.found for one in tolds))


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(main())
