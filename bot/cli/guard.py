"""How a command ends: what an operator can mend is said in a line, with exit code 2.

A traceback is a bug of ours. Whoever closes the pipe or presses Ctrl-C knows that he did: the
command ends at once, says nothing, and leaves the exit code that a shell expects of it.
"""

import contextlib
import errno
import functools
import os
import sys
from collections.abc import Callable, Iterator
from typing import NoReturn, ParamSpec

from storage import private

P = ParamSpec("P")
Lines = Callable[[str], list[str]]  # in a language
MENDABLE = 2
INTERRUPTED, UNREAD = 130, 141  # 128 and the number of SIGINT, of SIGPIPE
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """Let a command end in words."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        os.umask(private.UMASK)  # what a command makes is about people
        try:
            with _written():
                command(*args, **kwargs)
        except KeyboardInterrupt:
            _leave(INTERRUPTED)
        except Exception as error:
            _end(error)
            raise

    return run


@contextlib.contextmanager
def _written() -> Iterator[None]:
    """Let all that was said be written before the command ends, however it does."""
    try:
        yield
    finally:
        sys.stdout.flush()


def _end(error: Exception) -> None:
    """End a command that raised something, unless it is a bug."""
    output = _output_fault(error)
    if isinstance(output, BrokenPipeError):
        _leave(UNREAD)
    lines = _mendable(error) if output is None else _no_room(output)
    if lines is not None:
        _say(lines)
        _leave(MENDABLE)


def _output_fault(error: BaseException) -> OSError | None:
    """Find out whether what failed was our output: nobody reads it, or its disk is full."""
    from bot.console import Unheard  # noqa: PLC0415 - `--help` needs none of this

    if isinstance(error, BaseExceptionGroup):
        found = map(_output_fault, error.exceptions)
        return next((fault for fault in found if fault), None)
    if isinstance(error, Unheard):
        return error.error
    if isinstance(error, OSError) and (
        isinstance(error, BrokenPipeError) or error.errno in NO_ROOM
    ):
        return error
    return None


def _no_room(error: OSError) -> Lines:
    from bot.console import sentence  # noqa: PLC0415

    return lambda language: [sentence(language, "run.no_room", why=error.strerror or error)]


def _mendable(error: Exception) -> Lines | None:
    """Find words for what the database or a channel raises; None for a bug."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from bot.channels import Misconfigured  # noqa: PLC0415
    from bot.console import Trouble  # noqa: PLC0415
    from bot.office import trouble  # noqa: PLC0415

    if isinstance(error, Trouble):
        return error.lines
    if isinstance(error, SQLAlchemyError):
        return trouble(error).lines
    return (lambda _: [str(error)]) if isinstance(error, Misconfigured) else None


def _say(lines: Lines) -> None:
    from bot.console import tell  # noqa: PLC0415
    from bot.settings import said_language  # noqa: PLC0415

    with contextlib.suppress(OSError):  # stderr may be closed as well
        for line in lines(said_language()):
            tell(line)


def _leave(code: int) -> NoReturn:
    """Exit, and let Python not try once more to write what nobody takes."""
    try:
        sys.stdout.flush()
    except OSError:
        with open(os.devnull, "wb") as nothing:  # noqa: PTH123
            os.dup2(nothing.fileno(), sys.stdout.fileno())
    sys.exit(code)
