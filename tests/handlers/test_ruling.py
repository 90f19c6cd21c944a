"""What is decided against somebody: asked once more, taken back, told; by a press or in words."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from handlers.desk import Choice
from handlers.events import Text
from storage import places
from storage.rows import Home, Permit, Person
from tests import lines
from tests.duties import THURSDAY, city, law, second_thoughts
from tests.handlers.plans.scene import plan, send_plan
from tests.handlers.reports.scene import report, send_report
from tests.office import FRIDAY, Office

EVENING = FRIDAY.replace(hour=17)
LINE = "/izin 10.00 11.00 Bank; urusan keluarga"


@pytest.fixture(autouse=True, params=["telegram", "whatsapp"])
def channel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Tell each story on both channels."""
    monkeypatch.setattr(lines, "usual", request.param)
    return str(request.param)


class Scene:
    """Ana and her superior Budi, with something of hers before him."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.budi = office.hire("Budi", position="Kepala Bidang", roles=["supervisor"])
        self.ana = office.hire("Ana", self.budi)

    def press(self, verb: str) -> None:
        for row in reversed(self.office.words(self.budi)):
            for line in row.buttons:
                for _, data in line:
                    if f":{verb}" in data:
                        self.office.tap(self.budi, data)
                        return
        raise AssertionError(f"nobody offered {verb}")

    def hears(self, person: Person) -> list[str]:
        return self.office.said(person)


def permit_scene(engine: Engine) -> Scene:
    scene = Scene(city("bukittinggi", engine, FRIDAY))
    scene.office.begin_day("09.00")
    scene.office.reply(scene.ana, LINE)
    return scene


def plan_scene(engine: Engine) -> Scene:
    scene = Scene(Office(engine, law(), THURSDAY))
    send_plan(scene.office, scene.ana)
    return scene


def report_scene(engine: Engine) -> Scene:
    scene = Scene(Office(engine, law(), EVENING))
    send_report(scene.office, scene.ana)
    return scene


def home_scene(engine: Engine) -> Scene:
    scene = Scene(city("bukittinggi", engine, FRIDAY))
    scene.office.begin_day("09.00")
    with scene.office.desk() as desk:
        home = Home(person_id=scene.ana.id or 0, lat=-0.3, lon=100.4, asked_at=desk.now)
        number = places.add_home(desk.db, home).id
        desk.say(
            scene.budi,
            "location.home_card",
            choices=_home_choices(number),
            name="Ana",
            unit="Dinas",
            number=number,
        )
    scene.office.speak()
    return scene


def _home_choices(number: int | None) -> list[list[Choice]]:
    return [
        [Choice("location.home_yes", f"home:{number}:approve")],
        [Choice("location.home_no", f"home:{number}:refuse")],
    ]


def recall_scene(engine: Engine) -> Scene:
    scene = Scene(city("bukittinggi", engine, FRIDAY))
    scene.office.begin_day("09.00")
    scene.office.reply(scene.budi, "/panggil_kantor Ana 10.30 Aula; rapat")
    return scene


def standing(scene: Scene, about: str) -> str:
    """Tell how what lies before Budi stands now."""
    if about == "plan":
        return plan(scene.office, scene.ana).state
    if about == "report":
        return report(scene.office, scene.ana).state
    table = Permit if about == "permit" else Home
    with scene.office.desk() as desk:
        return str(desk.db.exec(select(table)).one().state)


def number(office: Office, person: Person) -> int:
    """Give the number of somebody's request."""
    with office.desk() as desk:
        return int(desk.db.exec(select(Permit.id).where(Permit.person_id == person.id)).one())


KINDS = [
    ("permit", permit_scene, "refuse", "permit.refused", ("asked", "refused")),
    ("home", home_scene, "refuse", "location.home_told_refuse", ("asked", "refused")),
    ("plan", plan_scene, "comment", "plan.told_comment", ("sent", "commented")),
    ("report", report_scene, "mend", "report.told_mend", ("sent", "assessed")),
]
ADVERSE = pytest.mark.parametrize(
    ("about", "make", "verb", "told", "states"), KINDS, ids=[kind[0] for kind in KINDS]
)
Make = Callable[[Engine], Scene]


def refuse(scene: Scene, about: str, verb: str) -> None:
    """Decide against Ana, and say yes."""
    scene.press(verb)
    scene.office.reply(scene.budi, "ya")
    if about in {"plan", "report"}:
        scene.office.reply(scene.budi, "Mohon dilengkapi")


@ADVERSE
def test_it_is_asked_once_more_and_a_no_decides_nothing(
    engine: Engine, about: str, make: Make, verb: str, told: str, states: tuple[str, str]
) -> None:
    scene = make(engine)
    scene.press(verb)
    assert "sure_" in scene.hears(scene.budi)[-1]
    scene.office.reply(scene.budi, "batal")
    assert scene.hears(scene.budi)[-1] == "common.dropped"
    second_thoughts(scene.office)
    assert told not in scene.hears(scene.ana)
    assert standing(scene, about) == states[0]


@ADVERSE
def test_it_is_told_when_it_can_no_more_be_taken_back(
    engine: Engine, about: str, make: Make, verb: str, told: str, states: tuple[str, str]
) -> None:
    scene = make(engine)
    refuse(scene, about, verb)
    scene.office.wait(minutes=4, seconds=58)
    assert told not in scene.hears(scene.ana)
    assert standing(scene, about) == states[0]
    scene.office.wait(seconds=3)
    assert told in scene.hears(scene.ana)
    assert standing(scene, about) == states[1]


@pytest.mark.wide
@ADVERSE
@pytest.mark.parametrize("how", ["press", "batal", "tarik"])
def test_taken_back_it_waits_as_before_and_nobody_heard(
    engine: Engine,
    about: str,
    make: Make,
    verb: str,
    told: str,
    states: tuple[str, str],
    how: str,
) -> None:
    scene = make(engine)
    refuse(scene, about, verb)
    if how == "press":
        scene.press("undo")
    elif about == "permit" and how == "tarik":
        scene.office.reply(scene.budi, f"izin {number(scene.office, scene.ana)} tarik")
    else:
        scene.office.reply(scene.budi, how)
    assert "ruling.undone" in scene.hears(scene.budi)
    second_thoughts(scene.office)
    assert told not in scene.hears(scene.ana)
    assert standing(scene, about) == states[0]


@ADVERSE
def test_a_decision_in_favour_needs_no_second_yes_and_replaces_it(
    engine: Engine, about: str, make: Make, verb: str, told: str, states: tuple[str, str]
) -> None:
    scene = make(engine)
    refuse(scene, about, verb)
    scene.press("fit" if about == "report" else "approve")
    second_thoughts(scene.office)
    heard = scene.hears(scene.ana)
    assert told not in heard
    assert any(key.endswith(("approve", "approved", "told_fit")) for key in heard)
    assert standing(scene, about) not in states[:1]


@ADVERSE
def test_an_unquoted_number_decides_nothing(
    engine: Engine, about: str, make: Make, verb: str, told: str, states: tuple[str, str]
) -> None:
    scene = make(engine)
    for digit in "12":
        scene.office.feed(
            Text(
                at=scene.office.now,
                address=scene.office.address(scene.budi),
                text=digit,
                ref="u",
            )
        )
    second_thoughts(scene.office)
    assert standing(scene, about) == states[0]
    assert told not in scene.hears(scene.ana)


@pytest.mark.parametrize(
    ("make", "words", "told"),
    [
        (permit_scene, "setuju", "permit.approved"),
        (home_scene, "Setuju.", "location.home_told_approve"),
        (plan_scene, "setuju", "plan.told_approve"),
        (report_scene, "sesuai", "report.told_fit"),
    ],
)
def test_a_word_decides_where_one_card_waits(
    engine: Engine, make: Make, words: str, told: str
) -> None:
    scene = make(engine)
    scene.office.reply(scene.budi, words)
    assert told in scene.hears(scene.ana)


def test_with_two_cards_a_word_is_asked_about_and_a_number_names_one(engine: Engine) -> None:
    scene = permit_scene(engine)
    eka = scene.office.hire("Eka", scene.budi)
    scene.office.reply(eka, LINE)
    scene.office.reply(scene.budi, "setuju")
    assert scene.hears(scene.budi)[-1] == "common.which"
    first, second = number(scene.office, scene.ana), number(scene.office, eka)
    assert f"izin {second}: Eka" in scene.office.last_text(scene.budi)
    scene.office.reply(scene.budi, f"{second} setuju")
    assert "permit.approved" in scene.hears(eka)
    assert "permit.approved" not in scene.hears(scene.ana)
    scene.office.reply(scene.budi, f"izin {first} tolak")
    assert scene.hears(scene.budi)[-1] == "permit.sure_refuse"


def test_an_order_to_the_office_is_asked_once_more_and_taken_back_unheard(engine: Engine) -> None:
    scene = recall_scene(engine)
    assert scene.hears(scene.budi)[-1] == "recall.sure_order"
    scene.office.reply(scene.budi, "ya")
    assert scene.hears(scene.budi)[-1] == "recall.placed"
    scene.office.reply(scene.budi, "batal")
    assert scene.hears(scene.budi)[-1] == "recall.cancelled"
    second_thoughts(scene.office)
    assert not [key for key in scene.hears(scene.ana) if key.startswith("recall")]


def test_an_order_that_was_not_confirmed_is_none(engine: Engine) -> None:
    scene = recall_scene(engine)
    scene.office.reply(scene.budi, "tidak")
    second_thoughts(scene.office)
    assert not [key for key in scene.hears(scene.ana) if key.startswith("recall")]


def test_an_old_yes_gives_no_newer_order(engine: Engine) -> None:
    scene = recall_scene(engine)
    old = scene.office.words(scene.budi)[-1].buttons[0][0][1]
    scene.office.wait(seconds=5)
    scene.office.reply(scene.budi, "/panggil_kantor Ana 11.30 Aula; apel")
    scene.office.tap(scene.budi, old)
    assert scene.hears(scene.budi)[-1] == "common.old_button"
