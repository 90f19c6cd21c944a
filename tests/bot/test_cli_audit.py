"""`sigap audit`: what the independent auditor finds, told to an operator."""

from sqlalchemy import text

from tests.terminal import Terminal


def test_an_honest_day_is_clean_and_a_spoiled_one_is_told(terminal: Terminal) -> None:
    story = terminal.office()
    ana = story.hire("Ana", story.hire("Budi", roles=["supervisor"]))
    story.begin_day("08.00")
    story.call(ana)
    story.wait(seconds=30)
    story.reply(ana)
    assert "Calls looked at: 1. The auditor found nothing" in terminal.run("audit").stdout
    with story.bot.engine.begin() as connection:
        connection.execute(text("UPDATE call SET outcome='missed'"))
    spoiled = terminal.run("audit", "--from", "2026-04-10", code=1)
    assert "in_time_but_not_on_time call 1" in spoiled.stdout
    assert "not a person's fault" in spoiled.stderr
    assert "Calls looked at: 0." in terminal.run("audit", "--from", "2026-04-12").stdout
    assert "2026-04-10" in terminal.refuses("audit", "--from", "yesterday")
    story.bot.engine.dispose()
