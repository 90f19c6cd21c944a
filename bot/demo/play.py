"""Playing a day: a memory that is thrown away, the real program, and a page or none."""

import asyncio
import hashlib
import logging
import random
import socket
import tempfile
from datetime import time, timedelta
from pathlib import Path

import typer
from sqlalchemy import Engine

from bot.channels import Misconfigured
from bot.core import Bot
from bot.demo.act import Plan, home_of
from bot.demo.board import Board
from bot.demo.cast import Cast
from bot.demo.day import BEGIN, CLOSE, DUSK, Day
from bot.demo.daylog import kept
from bot.demo.duties import Duties, unasked
from bot.demo.faults import Faults
from bot.demo.line import CHANNELS, TELEGRAM, WHATSAPP, phones_like
from bot.demo.marks import Mark, Marks
from bot.demo.narrator import Narrator
from bot.demo.office import CODE, MEMBERS, Member, open_office
from bot.demo.pages import pages
from bot.demo.places import Receiver
from bot.demo.script import Script
from bot.demo.stage import Stage, StageClock
from bot.demo.thumb import Thumb
from bot.demo.words import words
from bot.office import Unlawful, adopt
from bot.signals import run_until_signalled
from bot.web import application, open_port
from bot.web.server import address_of, serve_at
from handlers.desk import Desk
from handlers.rules.circular import WEEKDAYS, Circular, CircularError
from handlers.rules.circular import load as load_circular
from handlers.traits import Traits
from storage import database

HOST = "127.0.0.1"
BROKEN = 2
RULE = "-" * 72


def play(  # noqa: PLR0913 - options, each by name
    *,
    speed: float = 60,
    headless: bool = False,
    seed: int = 1,
    port: int = 8080,
    circular: str = "contoh",
    channel: str = TELEGRAM,
    language: str = "id",
    log: Path | None = None,
    faults: bool = False,
) -> int:
    """Play the circular's WFH day of that week in the made-up office; return the exit code.

    Raises Trouble for a circular that cannot be used.
    """
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    if channel not in CHANNELS:
        said = words(language)["terminal"]["channel"]
        typer.echo(said.format(given=channel, known=", ".join(CHANNELS)), err=True)
        return BROKEN
    day = Day(
        speed=speed,
        headless=headless,
        seed=seed,
        law=_law(circular),
        language=language,
        channel=channel,
        log=log,
        faults=faults,
    )
    try:
        door = None if headless else open_port(HOST, port)
    except Misconfigured as fault:
        typer.echo(day.words["taken_port"].format(why=fault), err=True)
        return BROKEN
    with tempfile.TemporaryDirectory(prefix="sigap-demo-") as folder:
        engine = database.connect(f"sqlite:///{Path(folder) / 'demo.db'}")
        try:
            asyncio.run(play_day(day, engine, door))
        finally:
            engine.dispose()
    return 0


def _law(name: str) -> Circular:
    try:
        return load_circular(name)
    except CircularError as error:
        raise Unlawful(error) from None


async def play_day(day: Day, engine: Engine, door: socket.socket | None = None) -> None:
    """Play a day in an empty memory, with a page at the door if there is one."""
    stage, cast = set_stage(day, engine, StageClock(day.begin))
    stage.keep_photos(Path(engine.url.database or "").parent)
    narrator = Narrator(engine, cast.phones, day.law.zone, day.language, day.say)
    day.say(f"{day.title}\n")
    address = ""
    if door:
        board = Board(stage, cast, narrator, Marks(engine), day.law)
        app = application(stage, pages=[pages(stage, cast, board, day.language)])
        stage.beside(serve_at(app, door, stopped=stage.stopped))
        door.listen()  # whoever opens the page before it is served waits, and is not refused
        address = address_of(door)
        day.say(day.words["page"].format(address=address) + "\n")
    faults = Faults(day, stage.clock)
    faults.befall(cast.phones)
    stage.scene = _Scene(stage, cast, narrator, Marks(engine), faults, address)
    with kept(day.log, stage.clock):
        await run_until_signalled(stage)


def set_stage(day: Day, engine: Engine, clock: StageClock) -> tuple[Stage, Cast]:
    """Open the office in an empty memory, and give everybody his part."""
    key = hashlib.sha256(f"demo {day.seed}".encode()).digest()
    phones = phones_like(day.channel, clock)
    database.migrate(engine, clock.now())
    traits = {phones.name: phones.traits}
    with database.transaction(engine) as db:
        adopt(db, day.law, clock.now())
        now = clock.now()
        desk = Desk(db=db, at=now, now=now, key=key, language=day.language, channels=traits)
        open_office(desk, phones, day.on)
    speed = None if day.headless else day.speed
    stage = Stage(Bot(engine, key, day.language), clock, day.end, speed)
    stage.dusk, stage.dawn = day.eve(DUSK), day.at(BEGIN)
    stage.add(phones)
    cast = Cast(phones, _scripts(day, phones.traits), _receivers(day))
    for plan_key, plan in _first_plans(day):
        cast.intend(plan_key, plan)
    stage.cue, stage.is_awaited = cast.next_moment, cast.is_visitor_called
    return stage, cast


def _scripts(day: Day, traits: Traits) -> dict[str, Script]:
    thumb = Thumb(day.language, traits)
    hours = day.law.hours.get(WEEKDAYS[day.on.weekday()])
    close = hours.work[-1].end if hours and hours.work else CLOSE
    return {
        member.key: Script(
            character=member.character,
            die=random.Random(f"{day.seed} {member.key}"),  # noqa: S311 - actors, no lots
            words=words(day.language)["actors"],
            thumb=thumb,
            end_of_work=day.at(close) + timedelta(minutes=2),
            duties=_duties(day, member, thumb),
            home=home_of(day.law.id, number),
        )
        for number, member in enumerate(MEMBERS)
    }


def _receivers(day: Day) -> dict[str, Receiver]:
    """Give every phone a receiver, at the place where its owner works."""
    return {
        member.key: Receiver(
            home_of(day.law.id, number),
            random.Random(f"{day.seed} {member.key} places"),  # noqa: S311 - an actor again
        )
        for number, member in enumerate(MEMBERS)
    }


def _duties(day: Day, member: Member, thumb: Thumb) -> Duties:
    return Duties(
        die=random.Random(f"{day.seed} {member.key} duties"),  # noqa: S311 - an actor again
        words=words(day.language)["actors"],
        thumb=thumb,
        dawn=day.at(BEGIN),
        home=home_of(day.law.id, MEMBERS.index(member)),
        careless=member.character.moods == ("silent",),
    )


def _first_plans(day: Day) -> list[tuple[str, Plan]]:
    """Set down what people do unasked: the newcomer enrols, somebody cannot be reached.

    On Telegram he blocks the bot; WhatsApp tells of no block, so there his phone is dead.
    """
    enrols = Plan(day.at(time(7, 4)), ("text", {"text": f"/mulai {CODE}"}), "enrol")
    gone = [Plan(day.at(time(7, 52)), ("blocked", {}), "gone")]
    if day.channel == WHATSAPP:
        dies, lives = day.at(time(7, 52)), day.at(time(16, 40))
        gone = [Plan(dies, ("off", {}), "gone"), Plan(lives, ("on", {}), "back")]
    newcomers = [(m.key, enrols) for m in MEMBERS if m.character.enrols]
    blockers = [(m.key, plan) for m in MEMBERS if m.character.blocks for plan in gone]
    duties = unasked(day.law, day.at, words(day.language)["orders"])
    return newcomers + blockers + duties


class _Scene:
    """What happens between two moments: the narrator tells, the actors act."""

    def __init__(
        self,
        stage: Stage,
        cast: Cast,
        narrator: Narrator,
        marks: Marks,
        faults: Faults,
        address: str,
    ) -> None:
        self._day, self._stage, self._cast, self._faults = faults.day, stage, cast, faults
        self._narrator, self._marks, self._address = narrator, marks, address
        self._is_closed = False

    async def __call__(self) -> bool:
        self._narrator.tell(await self._stage.core(self._narrator.read))
        for fault in self._faults.due(self._stage.clock.now()):
            self._stage.report(fault)
        acted = await self._cast.play(self._stage.clock.now())
        if self._stage.is_over and not acted and not self._is_closed:
            self._is_closed = True
            self._close(await self._stage.core(self._marks.read))
        return acted

    def _close(self, marks: list[Mark]) -> None:
        """Let the day's last digests stand there at the end, and the marks that were lit."""
        for digest in {one.key: one for one in self._narrator.digests}.values():
            self._day.say(f"\n{RULE}\n{digest.text}")
        self._day.say(RULE)
        for mark in marks:
            self._day.say(self._narrator.shape(mark.at, mark.person, self._said(mark)))
        if self._address:
            self._day.say("\n" + self._day.words["over"].format(address=self._address))

    def _said(self, mark: Mark) -> str:
        said: str = words(self._day.language)["page"]["mark"][mark.name]
        return said
