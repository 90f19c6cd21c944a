"""The commands of whoever keeps the database: migrate, move, back up, prove, replace its key."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.audit import audit
from bot.cli.guard import guarded

app = typer.Typer()


@app.command()
@guarded
def migrate() -> None:
    """Bring the database up to date, after a backup copy (SQLite)."""
    from bot.cli.people import migrate as migrate_database  # noqa: PLC0415

    migrate_database()


@app.command()
@guarded
def move(
    *,
    to: Annotated[str, typer.Option("--to", metavar="URL", help="An empty database.")],
) -> None:
    """Carry everything over to another database, SQLite or PostgreSQL, and check it."""
    from bot.cli.move import move as move_memory  # noqa: PLC0415

    move_memory(to)


@app.command()
@guarded
def backup(
    *,
    to: Annotated[Path | None, typer.Option(help="A folder or a new file.")] = None,
    encrypt_to: Annotated[str, typer.Option(metavar="AGE1...", help="A public key.")] = "",
    keep: Annotated[int, typer.Option(min=0, help="How many of the folder; 0: by their age.")] = 0,
    new_key: Annotated[bool, typer.Option("--new-key", help="Only make a pair of keys.")] = False,
) -> None:
    """Copy database and photos while the bot runs, and prove the copy."""
    from bot.cli.backup import backup as back_up  # noqa: PLC0415
    from bot.cli.backup import new_key as make_key  # noqa: PLC0415

    make_key() if new_key else back_up(to, encrypt_to, keep)


@app.command()
@guarded
def restore(
    file: Annotated[Path, typer.Argument(help="What `sigap backup` made.")],
    *,
    to: Annotated[str, typer.Option(metavar="URL", help="An empty database, or as set.")] = "",
    key_from: Annotated[str, typer.Option(metavar="NAME", help="Variable with the key.")] = "",
) -> None:
    """Restore a backup into an empty database; what happened since counts against nobody."""
    from bot.cli.restore import restore as restore_backup  # noqa: PLC0415

    restore_backup(file, to, key_from)


@app.command()
@guarded
def verify() -> None:
    """Prove the log and the lots: nothing was rewritten, and nobody was picked on."""
    from bot.cli.verify import verify as verify_all  # noqa: PLC0415

    raise typer.Exit(verify_all())


app.command()(guarded(audit))


@app.command()
@guarded
def who(  # noqa: PLR0913 - options, each by name
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Confirm; without a name, never a near miss.")
    ] = False,
    post: Annotated[str, typer.Option(help="This post only, near miss or not.")] = "",
    unit: Annotated[str, typer.Option(help="This unit only.")] = "",
    clause: Annotated[
        str, typer.Option(help="They are exempt under this clause, whatever their names.")
    ] = "",
    works: Annotated[
        str, typer.Option(metavar="NIP", help="Somebody held back works: he may be called.")
    ] = "",
    left: Annotated[
        str, typer.Option(metavar="NIP", help="Somebody held back does not work: he is off.")
    ] = "",
) -> None:
    """List posts and units with what the circular makes of them; nobody unconfirmed is called."""
    from bot.cli import confirming  # noqa: PLC0415
    from bot.cli.who import who_  # noqa: PLC0415

    if works or left:
        confirming.answer(works or left, works=bool(works))
    elif confirm:
        confirming.confirm(post, unit, clause)
    else:
        who_(as_json=as_json)


secret_keys = typer.Typer(name="key", help="Make or replace the key.", no_args_is_help=True)
app.add_typer(secret_keys)


@secret_keys.command(name="new")
@guarded
def new_key() -> None:
    """Print a new key for SIGAP_SECRET_KEY."""
    from bot.cli.key import new  # noqa: PLC0415

    new()


@secret_keys.command(name="rotate")
@guarded
def rotate_key() -> None:
    """Replace the secret key; open codes end."""
    from bot.cli.key import rotate  # noqa: PLC0415

    rotate()
