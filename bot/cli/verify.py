"""`sigap verify`: what an outsider can check."""

from bot import office, settings
from bot.clock import Clock
from bot.console import Trouble, sentence, show, tell
from handlers import proof

SHOWN = 20


def verify() -> int:
    """Check the log and the lots; the exit code is 1 if something does not fit.

    Raises Trouble for an empty log, which proves nothing.
    """
    given, clock = settings.load(), Clock()
    engine = office.open_database(given, clock)
    with office.at_desk(engine, given, clock) as desk:
        found = proof.check(desk)
    if not found.links:
        url = engine.url.render_as_string(hide_password=True)
        raise Trouble("verify.empty", url=url)  # a mistyped path makes a new database
    language = given.language
    counts = {
        "links": found.links,
        "head": found.head or "-",
        "days": found.days,
        "lots": found.lots,
    }
    for number in found.broken[:SHOWN]:
        tell(sentence(language, "verify.broken", number=number))
    for on, nip, what in found.unfit[:SHOWN]:
        tell(sentence(language, f"verify.unfit_{what}", on=on, nip=nip))
    hidden = len(found.broken[SHOWN:]) + len(found.unfit[SHOWN:])
    if hidden:
        tell(sentence(language, "verify.more", count=hidden))
    said = "verify.holds" if found.holds else "verify.fails"
    show(sentence(language, said, **counts))
    return 0 if found.holds else 1
