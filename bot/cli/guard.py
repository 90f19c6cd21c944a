"""What an operator can mend is said in a line, with exit code 2; a traceback is a bug of ours."""

import functools
from collections.abc import Callable
from typing import ParamSpec

import typer

P = ParamSpec("P")
Lines = Callable[[str], list[str]]  # in a language
MENDABLE = 2


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """Let a command end in words."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        from bot.console import Trouble  # noqa: PLC0415 - `--help` needs none of this

        try:
            command(*args, **kwargs)
        except Trouble as trouble:
            _end(trouble.lines)
        except Exception as error:
            lines = _mendable(error)
            if lines is None:
                raise
            _end(lines)

    return run


def _mendable(error: Exception) -> Lines | None:
    """Find words for what the database or a channel raises; None for a bug."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from bot.channels import Misconfigured  # noqa: PLC0415
    from bot.office import trouble  # noqa: PLC0415

    if isinstance(error, SQLAlchemyError):
        return trouble(error).lines
    return (lambda _: [str(error)]) if isinstance(error, Misconfigured) else None


def _end(lines: Lines) -> None:
    from bot.console import tell  # noqa: PLC0415
    from bot.settings import said_language  # noqa: PLC0415

    for line in lines(said_language()):
        tell(line)
    raise typer.Exit(MENDABLE)
