"""`sigap demo`: a made-up day, for everybody to see."""

from pathlib import Path
from typing import Annotated

import typer


def demo(  # noqa: PLR0913 - options
    *,
    speed: Annotated[
        float, typer.Option(min=0.1, help="How many seconds of the day pass in one.")
    ] = 60,
    headless: Annotated[bool, typer.Option(help="No page; as fast as it can.")] = False,
    seed: Annotated[int, typer.Option(help="Another number, another day.")] = 1,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the page; 0 takes a free one.")
    ] = 8080,
    circular: Annotated[str, typer.Option(help="A shipped id or a path.")] = "contoh",
    channel: Annotated[
        str, typer.Option(help="telegram or whatsapp: how the phones look and work.")
    ] = "telegram",
    log: Annotated[Path | None, typer.Option(help="Write there what `run` would log.")] = None,
    faults: Annotated[bool, typer.Option("--faults", help="Let two things go wrong.")] = False,
) -> None:
    """Watch a made-up office live through a WFH Friday; needs no account."""
    from bot.demo import play  # noqa: PLC0415
    from bot.settings import said_language  # noqa: PLC0415

    code = play(
        speed=speed,
        headless=headless,
        seed=seed,
        port=port,
        circular=circular,
        channel=channel,
        language=said_language(),
        log=log,
        faults=faults,
    )
    raise typer.Exit(code)
