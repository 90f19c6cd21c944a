"""The rate, and who survives with which reason."""

import tomllib
from pathlib import Path

from tests.mutate.kept import Kept

BAR = 97
REASONS = Path(__file__).with_name("survivors.toml")


class Table:
    """What became of the mutants of some modules."""

    def __init__(self, kept: Kept) -> None:
        self.verdicts, self.left = kept.verdicts, kept.left()
        self.reasons: dict[str, dict[str, str]] = tomllib.loads(REASONS.read_text())

    def counts(self, module: str) -> tuple[int, int, int]:
        """Count mutants, those that a test noticed, and those that change nothing."""
        known = self.verdicts[module]
        alive = {name for name, (verdict, *_) in known.items() if verdict}
        same = alive & self.reasons.get(module, {}).keys()
        return len(known), len(known) - len(alive), len(same)

    @property
    def rate(self) -> float:
        """Say how many of a hundred mutants are noticed, but for those that change nothing."""
        every, killed, same = map(sum, zip(*map(self.counts, self.verdicts), strict=True))
        return 100 * float(killed) / max(1, every - same)

    @property
    def fine(self) -> bool:
        """Say whether the bar is held by all of them."""
        return not self.left and self.rate >= BAR

    def lines(self) -> list[str]:
        """Write a row a module, and a line a survivor."""
        rows = ["| module | mutants | noticed | change nothing | rate |", "|---|--:|--:|--:|--:|"]
        rest = []
        for module, known in self.verdicts.items():
            every, killed, same = self.counts(module)
            if every:
                rate = 100 * killed / max(1, every - same)
                rows.append(f"| {module} | {every} | {killed} | {same} | {rate:.1f} % |")
            for name, (verdict, _, line) in known.items():
                if verdict:
                    why = self.reasons.get(module, {}).get(name, f"**{verdict}**")
                    rest.append(f"- `{module}` {line}, `{name}`: {why}")
        whole = f"{self.rate:.1f} % noticed; at least {BAR} % are asked for"
        return [*rows, "", *rest, "", f"{whole}; not tried yet: {self.left:,}"]

    def __str__(self) -> str:
        """Write all for a terminal."""
        return "\n".join(self.lines())
