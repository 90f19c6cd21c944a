"""What is wrong with a circular, all of it at once, so that its writer mends it in one go."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong at one key of one file."""

    file: str
    path: str
    wrong: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}: {self.path}: {self.wrong}; expected {self.expected}"


class CircularError(ValueError):
    """Every fault that was found in a circular's files, one line each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(slots=True)
class Faults:
    """The faults found so far; reading goes on after each of them."""

    found: list[Fault] = field(default_factory=list)

    def add(self, layer: str, path: str, wrong: str, expected: str) -> None:
        fault = Fault(file=f"{layer}.toml", path=path, wrong=wrong, expected=expected)
        if fault not in self.found:
            self.found.append(fault)

    def stop(self) -> None:
        """Raise what was found, if anything was."""
        if self.found:
            raise CircularError(self.found)
