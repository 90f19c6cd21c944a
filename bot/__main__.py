"""The command line: `sigap`, or `python -m bot`."""

from bot.cli import app
from bot.cli.guard import guarded


def main() -> None:
    guarded(app)()


if __name__ == "__main__":
    main()
