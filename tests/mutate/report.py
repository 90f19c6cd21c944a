"""The rate, and who survives with which reason."""

import tomllib
from pathlib import Path

from tests.mutate.kept import Kept

BAR = 97
REASONS = Path(__file__).with_name("survivors.toml")


class Table:
    """What became of the mutants of some modules."""

    def __init__(self, kept: Kept) -> None:
        self.verdicts, self.untried = kept.verdicts, kept.untried()
        self.reasons: dict[str, dict[str, str]] = tomllib.loads(REASONS.read_text())

    def counts(self, module: str) -> tuple[int, int, int]:
        """Count the mutants that were tried, those noticed, and those that change nothing."""
        known = self.verdicts[module]
        alive = {name for name, (verdict, *_) in known.items() if verdict}
        same = alive & self.reasons.get(module, {}).keys()
        return len(known), len(known) - len(alive), len(same)

    @property
    def left(self) -> int:
        """Count what was not tried yet."""
        return sum(self.untried.values())

    @property
    def rate(self) -> float:
        """Say how many of a hundred tried ones are noticed, but for those that change nothing."""
        every, killed, same = map(sum, zip(*map(self.counts, self.verdicts), strict=True))
        return 100 * float(killed) / max(1, every - same)

    @property
    def fine(self) -> bool:
        """Say whether the bar is held by all of them."""
        return not self.left and self.rate >= BAR

    def lines(self) -> list[str]:
        """Write a row a module, and a line a survivor."""
        rows = [
            "| module | mutants | tried | noticed | change nothing | rate of those tried |",
            "|---|--:|--:|--:|--:|--:|",
        ]
        rest = []
        for module, known in self.verdicts.items():
            tried, killed, same = self.counts(module)
            if every := tried + self.untried[module]:
                rate = f"{100 * killed / max(1, tried - same):.1f} %" if tried else ""
                rows.append(f"| {module} | {every} | {tried} | {killed} | {same} | {rate} |")
            for name, (verdict, _, line) in known.items():
                if verdict:
                    why = self.reasons.get(module, {}).get(name, f"**{verdict}**")
                    rest.append(f"- `{module}` {line}, `{name}`: {why}")
        whole = (
            f"Of those tried {self.rate:.1f} % were noticed; at least {BAR} % of all are asked for"
        )
        return [*rows, "", *rest, "", f"{whole}. Not tried yet: {self.left:,}."]

    def __str__(self) -> str:
        """Write all for a terminal."""
        return "\n".join(self.lines())
