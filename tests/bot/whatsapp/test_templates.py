"""Templates hold to Meta's rules, and mean what our sentences mean."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot import console, voice
from bot.channels.whatsapp import templates, wording
from bot.channels.whatsapp.templates import Made, Templates
from bot.channels.whatsapp.wording import EXAMPLES, KEYS, Blank, Template, Use, every, faults
from bot.console import Trouble

ALL = every()
FIRST = wording.template("call.first", "id")


def made(body: str, *buttons: str) -> Template:
    """A template of this body alone."""
    count = len(re.findall(r"\{\{\d+\}\}", body))
    return Template(
        use=Use(key="call.first"),
        language="id",
        body=body,
        blanks=(Blank("name", ""),) * count,
        buttons=tuple((f"press.{n}", label) for n, label in enumerate(buttons)),
    )


@pytest.mark.parametrize("one", ALL, ids=lambda one: f"{one.use.key}-{one.language}")
def test_every_template_holds_to_metas_rules(one: Template) -> None:
    assert list(faults(one)) == []
    assert re.fullmatch(r"[a-z0-9_]{1,512}", one.name)
    assert len(one.examples) == len(one.blanks)
    assert all(one.examples), "a reviewer at Meta needs an example of each"
    assert "\n" not in "".join(one.examples)
    numbers = [int(number) for number in re.findall(r"\{\{(\d+)\}\}", one.body)]
    assert numbers == list(range(1, len(one.blanks) + 1))


@pytest.mark.parametrize(
    ("body", "buttons", "fault"),
    [
        ("{{1}}, mohon menjawab panggilan ini sekarang.", [], "edge"),
        ("Mohon menjawab panggilan ini {{1}}.", [], "edge"),
        ("Panggilan dinas untuk Bapak Ibu {{1}} {{2}} mohon dijawab.", [], "adjacent"),
        ("Panggilan" + " lagi" * 300, [], "long"),
        ("Panggilan dinas.\n\n\nMohon dijawab.", [], "newlines"),
        ("Bapak {{1}} dan {{2}} hadir", [], "too many variables for its length"),
        ("Panggilan dinas.", ["HADIR DAN SIAP BEKERJA"], "buttons"),
    ],
)
def test_a_broken_rule_is_noticed(body: str, buttons: list[str], fault: str) -> None:
    assert list(faults(made(body, *buttons))) == [fault]


@pytest.mark.parametrize("language", voice.LANGUAGES)
def test_a_sentence_that_ends_with_a_blank_gets_fixed_words_after_it(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    edgy = voice.texts(language) | {"enrol.replaced_old": "{name}: your new account is {name}."}
    monkeypatch.setattr(voice, "texts", lambda _: edgy)
    bare = wording.template.__wrapped__("enrol.replaced_old", language)
    assert "edge" not in list(faults(bare))
    assert [str(blank) for blank in bare.blanks] == ["name", "name"], "each place has a number"


def test_every_key_is_a_sentence_and_every_blank_has_a_meaning_in_both_languages() -> None:
    for language in console.LANGUAGES:
        said = voice.texts(language)
        assert [key for key in KEYS if key not in said] == []
        assert [b for use in KEYS.values() for b in use.buttons if b not in said] == []
        meanings = {
            key.removeprefix("blank.")
            for key in console.texts(language)
            if key.startswith("blank.")
        }
        assert {blank.name for one in ALL for blank in one.blanks} <= meanings
        assert meanings == set(EXAMPLES)


def test_buttons_answer_by_the_key_of_their_label() -> None:
    for one in ALL:
        for key, label in one.buttons:
            assert voice.choice(label) == key


def test_the_values_of_a_sentence_are_the_variables_of_its_template() -> None:
    blanks = dict.fromkeys([blank.name for blank in FIRST.blanks], "x") | {"name": "Ana"}
    speaker = voice.Voice("id", "Asia/Jakarta", EXAMPLES["at"])
    numbered = FIRST.variables(speaker.values("call.first", blanks))
    said = re.sub(r"\{\{(\d+)\}\}", lambda found: numbered[found[1]], FIRST.body)
    assert said == speaker.sentence("call.first", blanks)


def test_a_value_is_one_line_and_never_empty() -> None:
    assert FIRST.variables(["Ana\n\tLestari", "", "5     menit"]) == {
        "1": "Ana Lestari",
        "2": "-",
        "3": "5 menit",
    }


def test_long_values_are_shortened_until_the_whole_fits() -> None:
    long = wording.template("case.missed", "id")
    numbered = long.variables(["x" * 999] * len(long.blanks))
    said = re.sub(r"\{\{(\d+)\}\}", lambda found: numbered[found[1]], long.body)
    assert len(said) <= wording.LONGEST
    assert "…" in said


def test_a_sid_is_given_for_a_key_in_its_language_only(tmp_path: Path) -> None:
    file = tmp_path / "templates.toml"
    file.write_text('[id]\n"call.first" = "HXabc"\n"call.gone" = "HXold"\n')
    known = templates.load(file)
    assert known.sid("call.first", "id") == "HXabc"
    assert known.sid("call.first", "en") is None
    assert known.sid("call.gone", "id") is None
    assert known.sid("case.card", "id") is None
    assert templates.load(None).sid("call.first", "id") is None
    assert templates.load(tmp_path / "none.toml").made == {}


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    file, known = tmp_path / "new" / "templates.toml", Templates()
    for number, one in enumerate(ALL):
        known.put(one, f"HX{number}")
    known.made["id", "call.first"] = Made("HXbyhand")
    templates.save(file, known)
    assert templates.load(file) == known
    assert [path.name for path in file.parent.iterdir()] == ["templates.toml"], "no draft is left"
    assert {known.state(one) for one in ALL} == {"known"}


def test_other_words_are_out_of_date_and_other_variables_are_not_used() -> None:
    known = Templates()
    known.put(replace(FIRST, body=f"{FIRST.body} Salam."), "HX1")
    assert known.state(FIRST) == "old"
    assert known.sid("call.first", "id") == "HX1", "its variables still mean the same"
    known.put(replace(FIRST, body="Yth. {{1}}", blanks=FIRST.blanks[:1]), "HX2")
    assert known.state(FIRST) == "unfit"
    assert known.sid("call.first", "id") is None, "rather no call than a wrong one"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[id", "template.unreadable"),
        ("[jv]\n", "template.table"),
        ("id = 1\n", "template.table"),
        ('[id]\n"call.first" = "MG123"\n', "template.sid"),
        ('[id]\n"call.first" = 7\n', "template.sid"),
    ],
)
def test_a_file_at_fault_is_told_in_words(tmp_path: Path, text: str, key: str) -> None:
    file = tmp_path / "templates.toml"
    file.write_text(text)
    with pytest.raises(Trouble) as caught:
        templates.load(file)
    assert caught.value.key == key
    assert str(file) in str(caught.value)


def test_the_guide_lists_every_template_and_another_wording_has_another_name() -> None:
    guide = Path(__file__).parents[3] / "docs" / "whatsapp.md"
    rows = [line for line in guide.read_text(encoding="utf-8").splitlines() if "  | " in line]
    listed = {key for row in rows for key in re.findall(r"`([^`]+)`", row)}
    assert listed == set(KEYS)
    for one in every():
        changed = replace(one, body=f"{one.body} Terima kasih.")
        assert changed.name != one.name
        assert changed.name.rpartition("_")[0] == one.name.rpartition("_")[0]
