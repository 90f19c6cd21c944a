"""The demo's page in a real browser: take a phone over, answer, decide; wide and narrow."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AT_WORK = re.compile(r"07\.(3[1-9]|[45]\d)|08\.")
LONG = 120_000  # milliseconds; a morning of the demo

# without a Chromium these fail: a page nobody saw proves nothing
pytestmark = [pytest.mark.slow, pytest.mark.alone]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as tools:
        found = tools.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def address(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Run the demo as a newcomer does; it must end cleanly and leave nothing behind."""
    more = getattr(request, "param", [])
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", "--speed", "300", *more]
    environment = {**os.environ, "TMPDIR": str(tmp_path), "SIGAP_LANGUAGE": "id"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as demo:
        assert demo.stdout
        lines = iter(demo.stdout.readline, "")
        yield next(found[0] for line in lines if (found := re.search(r"http://\S+/", line)))
        demo.send_signal(signal.SIGINT)
        try:
            assert demo.wait(15) == 0
        finally:
            demo.kill()
    assert not list(tmp_path.iterdir())


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    complaints: list[str] = []
    found = browser.new_page(viewport={"width": 1280, "height": 800})
    found.on("console", lambda message: complaints.append(message.text))
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.goto(address)
    yield found
    found.close()
    assert complaints == []


def phone(page: Page, place: int, key: str) -> None:
    page.locator(".phone").nth(place).locator(".person").select_option(key)


def test_a_visitor_answers_a_call_and_decides_a_case(page: Page) -> None:
    phone(page, 0, "kartika")
    phone(page, 1, "bambang")
    phone(page, 2, "yulia")
    kartika, bambang, yulia = (page.locator(".phone").nth(place) for place in range(3))
    bambang.get_by_role("button", name="Ambil alih").click()
    expect(bambang.get_by_text("Di tangan Anda")).to_be_visible()
    expect(kartika.get_by_text("Selamat pagi")).to_be_visible(timeout=LONG)
    kartika.get_by_role("button", name="Ambil alih").click()
    expect(page.locator("#time")).to_have_text(AT_WORK, timeout=LONG)
    yulia.get_by_label("Tulis pesan").fill("/panggil Kartika memastikan berkas")
    yulia.get_by_label("Kirim", exact=True).click()
    kartika.get_by_role("button", name="HADIR").click(timeout=LONG)
    mark = page.get_by_role("button", name=re.compile("Kartika Anggraini: tepat waktu"))
    expect(mark).to_be_visible(timeout=LONG)
    bambang.get_by_role("button", name="Terima alasan").first.click(timeout=LONG)
    excused = page.get_by_role("button", name=re.compile("alasan diterima; dijawab")).first
    expect(excused).to_be_visible(timeout=LONG)
    excused.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#detail")).to_contain_text("alasan diterima")


def test_a_mark_leads_to_its_message_and_a_point_walks_by_the_arrow_keys(page: Page) -> None:
    mark = page.get_by_role("button", name=re.compile("Lokasi terkini"))
    expect(mark).to_be_enabled(timeout=LONG)
    mark.click()
    expect(page.locator(".bubble.here")).to_contain_text("lokasi terkini diterima", timeout=LONG)
    phone = page.locator(".phone").first
    expect(phone.locator(".place")).to_contain_text("di dalam")
    point = phone.get_by_role("button", name=re.compile("Geser titik"))
    before = point.get_attribute("cx")
    point.press("ArrowRight")
    expect(point).not_to_have_attribute("cx", before or "")
    expect(phone.get_by_text("Di tangan Anda")).to_be_visible()


def test_a_narrow_page_shows_one_phone_and_never_scrolls_sideways(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".phone").locator("visible=true")).to_have_count(1)
    page.get_by_role("button", name="Ana Lestari").click()
    expect(page.locator(".person").first).to_have_value("ana")
    for width in (320, 390, 768, 1024, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


def test_the_page_speaks_english_too(page: Page) -> None:
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Timeline of calls")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("address", [["--speed", "600"]], indirect=True)
def test_a_fifth_speed_fits_a_narrow_page_in_english(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="English").click()
    expect(page.locator("#speeds label")).to_have_count(5)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


LIKE_WHATSAPP = pytest.mark.parametrize("address", [["--channel", "whatsapp"]], indirect=True)


@LIKE_WHATSAPP
def test_on_whatsapp_a_visitor_answers_by_a_number_and_sees_ticks(page: Page) -> None:
    phone(page, 0, "kartika")
    phone(page, 1, "yulia")
    kartika, yulia = (page.locator(".phone").nth(place) for place in range(2))
    expect(kartika.get_by_text("Selamat pagi")).to_be_visible(timeout=LONG)
    kartika.get_by_role("button", name="Ambil alih").click()
    expect(kartika.get_by_text("Sesi terbuka sampai")).to_be_visible()
    expect(kartika.locator(".keyboard button, .inline button")).to_have_count(0)
    expect(kartika.get_by_label("Perintah")).to_be_hidden()
    expect(page.locator("#time")).to_have_text(AT_WORK, timeout=LONG)
    yulia.get_by_label("Tulis angka atau kata").fill("panggil Kartika memastikan berkas")
    yulia.get_by_label("Kirim", exact=True).click()
    kartika.get_by_role("button", name="1. HADIR").click(timeout=LONG)
    mark = page.get_by_role("button", name=re.compile("Kartika Anggraini: tepat waktu"))
    expect(mark).to_be_visible(timeout=LONG)
    expect(kartika.locator(".person-says").last).to_contain_text("1")
    expect(kartika.locator(".tick[data-state=read]").last).to_contain_text("dibaca")


@LIKE_WHATSAPP
def test_a_call_to_a_phone_that_is_off_is_never_judged(page: Page) -> None:
    phone(page, 0, "kartika")
    phone(page, 1, "yulia")
    kartika, yulia = (page.locator(".phone").nth(place) for place in range(2))
    expect(kartika.get_by_text("Selamat pagi")).to_be_visible(timeout=LONG)
    kartika.get_by_role("button", name="Matikan telepon").click()
    expect(kartika.get_by_text("Telepon mati")).to_be_visible()
    expect(kartika.get_by_label("Tulis angka atau kata")).to_be_disabled()
    expect(page.locator("#time")).to_have_text(AT_WORK, timeout=LONG)
    yulia.get_by_label("Tulis angka atau kata").fill("panggil Kartika memastikan berkas")
    yulia.get_by_label("Kirim", exact=True).click()
    expect(kartika.locator(".tick[data-state=sent]")).not_to_have_count(0, timeout=LONG)
    void = re.compile("Kartika Anggraini: tidak dapat dinilai .pesan tidak dapat disampaikan")
    expect(page.get_by_role("button", name=void).first).to_be_visible(timeout=LONG)
    kartika.get_by_role("button", name="Nyalakan telepon").click()
    expect(kartika.locator(".tick[data-state=sent]")).to_have_count(0)
    for width in (320, 390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
