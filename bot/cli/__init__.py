"""Every command on one page; what a command needs is loaded when it is called."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import keeping
from bot.cli.demo import demo
from bot.cli.guard import guarded

app = typer.Typer(
    name="sigap",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _tell_version(asked: object) -> None:
    if asked:
        from importlib.metadata import version  # noqa: PLC0415

        typer.echo(f"sigap {version('sigap')}")
        raise typer.Exit


@app.callback()
def sigap(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell it.")
    ] = False,
) -> None:
    """Supervise civil servants who work from home, and never accuse falsely."""


app.command()(guarded(demo))


@app.command()
@guarded
def run(
    *,
    only: Annotated[
        str, typer.Option(metavar="ROLES", help="Of web,listen,think,speak; needs PostgreSQL.")
    ] = "",
) -> None:
    """Run the bot with the settings of the environment and .env."""
    from bot import settings  # noqa: PLC0415

    given = settings.load()
    from bot.run import run as run_bot  # noqa: PLC0415

    raise typer.Exit(run_bot(given, only))


@app.command()
@guarded
def check() -> None:
    """Check settings, database, circular, texts and channels, one line each."""
    from bot.cli.check import check as check_all  # noqa: PLC0415

    raise typer.Exit(check_all())


@app.command(name="import")
@guarded
def import_(
    file: Annotated[Path, typer.Argument(help="The roster: CSV, XLSX or ODS.")],
    *,
    partial: Annotated[bool, typer.Option("--partial", help="Import the good rows.")] = False,
    complete: Annotated[
        bool, typer.Option("--complete", help="Whoever is not in the file has left.")
    ] = False,
    confirm: Annotated[
        list[str] | None,
        typer.Option(help="supervisors: take those proposed; a NIP: only hers, or she works."),
    ] = None,
    units: Annotated[
        Path | None, typer.Option(help="The tree of units, if it is a file of its own.")
    ] = None,
    columns: Annotated[
        Path | None, typer.Option(help="A TOML file that says what columns mean.")
    ] = None,
) -> None:
    """Import or update the roster; nothing is imported unless every row is good."""
    from bot.cli.importing import Wish, import_roster  # noqa: PLC0415

    confirmed = frozenset(word.replace(" ", "") for word in confirm or ())
    wish = Wish(
        partial=partial, complete=complete, confirmed=confirmed, units=units, columns=columns
    )
    import_roster(file, wish)


@app.command()
@guarded
def invite(
    *,
    csv: Annotated[Path | None, typer.Option(help="Write there, not to stdout.")] = None,
    nip: Annotated[list[str] | None, typer.Option(help="Only this person; repeatable.")] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Also those who are enrolled.")] = False,
    lost: Annotated[
        bool, typer.Option("--lost", help="The phone before is lost: nobody there is asked.")
    ] = False,
) -> None:
    """Make one-time codes, by default for everybody who is not enrolled."""
    from bot.cli.invite import invite as invite_people  # noqa: PLC0415

    if lost and not nip:
        raise typer.BadParameter("--lost needs --nip", param_hint="--lost")
    invite_people(csv, nip or [], everybody=everybody, lost=lost)


@app.command()
@guarded
def export(
    what: Annotated[
        str, typer.Argument(help="calls, faults, people, plans, reports or attendance.")
    ],
    since: Annotated[
        str, typer.Option("--from", metavar="YYYY-MM-DD", help="First day; or today.")
    ] = "",
    until: Annotated[
        str, typer.Option("--to", metavar="YYYY-MM-DD", help="Last day; or today.")
    ] = "",
    form: Annotated[str, typer.Option("--format", help="csv or jsonl.")] = "csv",
) -> None:
    """Write records to stdout."""
    from bot.cli.export import export as export_rows  # noqa: PLC0415

    export_rows(what, since, until, form)


@app.command()
@guarded
def schedule(
    file: Annotated[Path, typer.Argument(help="nip,date,mode,letter[,clause]; CSV or XLSX.")],
) -> None:
    """Record a Surat Tugas or schedule; nothing is kept unless every row is good."""
    from bot.cli.schedule import import_schedule  # noqa: PLC0415

    import_schedule(file)


@app.command()
@guarded
def why(
    nip: Annotated[str, typer.Argument(help="Whose day.")],
    date: Annotated[str, typer.Argument(metavar="YYYY-MM-DD", help="Which day.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Explain where somebody works on a day, and by which rule."""
    from bot.cli.why import why as explain  # noqa: PLC0415

    explain(nip, date, as_json=as_json)


circulars = typer.Typer(name="circular", help="Read and check circulars.", no_args_is_help=True)
app.add_typer(circulars)


@circulars.command(name="show")
@guarded
def show_circular(
    circular: Annotated[str, typer.Argument(help="A shipped id or a path.")],
) -> None:
    """Print the merged law: each value with its file and who says it."""
    from bot.cli.circular import show_law  # noqa: PLC0415

    show_law(circular)


@circulars.command(name="check")
@guarded
def check_circular(
    file: Annotated[str, typer.Argument(help="A path, or a shipped id.")],
) -> None:
    """Tell whether a circular can be law, or all that is wrong with it."""
    from bot.cli.circular import check_file  # noqa: PLC0415

    check_file(file)


papers = typer.Typer(name="report", help="Write reports.", no_args_is_help=True)
app.add_typer(papers)


@papers.command(name="daily")
@guarded
def report_daily(
    *,
    xlsx: Annotated[Path, typer.Option(help="Write there.")],
    on: Annotated[
        str, typer.Option("--on", metavar="YYYY-MM-DD", help="Which day; or today.")
    ] = "",
    unit: Annotated[str, typer.Option(help="A unit and all below it; or everybody.")] = "",
) -> None:
    """Write the reports of a day as a spreadsheet."""
    from bot.cli.report import daily  # noqa: PLC0415

    daily(on, unit, xlsx)


messages = typer.Typer(name="whatsapp", help="Prepare WhatsApp.", no_args_is_help=True)
app.add_typer(messages)


@messages.command(name="templates")
@guarded
def whatsapp_templates(
    *,
    create: Annotated[
        bool, typer.Option("--create", help="Make and submit those missing.")
    ] = False,
    status: Annotated[bool, typer.Option("--status", help="Ask what is approved.")] = False,
    language: Annotated[str, typer.Option(help="Only id, or only en.")] = "",
) -> None:
    """Show what WhatsApp must approve before the first call; submit it."""
    from bot.cli.whatsapp import templates  # noqa: PLC0415

    raise typer.Exit(templates(language, create=create, status=status))


app.add_typer(keeping.app)
