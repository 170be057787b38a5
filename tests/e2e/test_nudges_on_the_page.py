"""Nudges on the local chat page, in a real browser: they arrive, are taken to their end, follow up, and pause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.chat import Chat, axe, nameless
from tests.e2e.test_console import AXE, DESKTOP, PHONE
from tests.serving import running

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

PLAN = "If Grace is talked over in the roadmap meeting, then I will ask to hear the end of her point."

TO_ME = r"(?<!none) of them to you|went out, to you"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo of its own: its clock moves."""
    with running("demo", "--port", "0", folder=tmp_path_factory.mktemp("demo")) as program:
        yield program.ready()


@pytest.fixture
def chat(browser: Browser, address: str) -> Iterator[Chat]:
    context = browser.new_context(viewport=DESKTOP, color_scheme="light", locale="en-GB", reduced_motion="reduce")
    chat = Chat(context, address)
    yield chat
    context.close()
    assert chat.complaints == []


def test_a_nudge_arrives_within_a_minute_and_is_answered(chat: Chat) -> None:
    chat.be("Ana Lima")
    question = chat.send_me_one()
    expect(question).to_contain_text("A question to think about")
    expect(question).to_contain_text("a nudge, asked for by the demo")
    form = chat.press("Answer", question).locator("form")
    form.get_by_label("What comes to mind?").fill("Emre did the figures, and I said so too late.")
    form.get_by_role("button", name="Keep it").click()
    expect(chat.answers.last).to_contain_text("Kept, for you alone")

    chat.be("Ben Okafor")
    expect(chat.nudges).to_have_count(0)
    chat.page.reload()
    chat.be("Ana Lima")
    expect(chat.nudges).to_have_count(1)
    expect(chat.nudges).to_contain_text("answered")
    expect(chat.press("Why this one?", chat.nudges.last)).to_be_visible()


def test_the_readmes_picture_is_of_this_page(chat: Chat) -> None:
    chat.page.set_viewport_size({"width": 1280, "height": 930})
    chat.be("Uma Iyer")
    chat.send_me_one()
    explained = chat.press("Why this one?", chat.nudges.last)
    expect(explained).to_be_visible()
    expect(chat.send_me_one()).to_contain_text("What helps")
    chat.picture("console-nudge.png")


def test_a_lesson_is_taken_to_the_end_and_its_plan_is_followed_up(chat: Chat) -> None:
    chat.be("Ben Okafor")
    chat.send_me_one()
    lesson = chat.send_me_one()
    expect(lesson).to_contain_text("What helps")
    explained = chat.press("B", lesson)
    expect(explained).to_contain_text("helps best")
    _plan(chat, explained)

    for _ in range(2):
        chat.move_clock("+1 week")
    asked = chat.nudges.filter(has_text="Did the moment come?")
    for _ in range(4):
        if asked.count():
            break
        chat.move_clock("To my next nudge")
    expect(asked).to_have_count(1)
    expect(asked).to_contain_text(PLAN)
    expect(asked).not_to_contain_text("asked for by the demo")
    expect(chat.press("Yes, it came", asked)).to_contain_text("The moment came")
    for _ in range(2):
        chat.move_clock("+1 week")
    expect(asked).to_have_count(1)


def test_a_pause_holds(chat: Chat) -> None:
    chat.be("Chiara Bianchi")
    chat.move_clock("+1 hour")
    had = chat.nudges.count()
    expect(chat.say("pause 2 weeks")).to_contain_text("Paused")
    assert "none of them to you" in chat.move_clock("+1 week")
    chat.move_clock("+1 day")
    expect(chat.nudges).to_have_count(had)
    assert re.search(TO_ME, chat.move_clock("To my next nudge"))
    expect(chat.nudges).to_have_count(had + 1)
    chat.say("stop")
    assert "No nudge is planned for you" in chat.move_clock("To my next nudge")
    expect(chat.page.locator("#demo-next")).to_have_text("none is planned")
    assert "none of them to you" in chat.move_clock("+1 week")
    expect(chat.nudges).to_have_count(had + 1)


def test_what_arrives_elsewhere_is_counted_and_moves_no_focus(chat: Chat) -> None:
    chat.be("Emre Yıldız")
    _go_to_a_saturday(chat)
    chat.page.get_by_role("tab", name="Home").click()
    title = chat.page.title()
    chat.demo.get_by_role("button", name="Send me one now").click()
    expect(chat.page).to_have_title(f"(1) {title}", timeout=60_000)
    expect(chat.page.locator("#status")).to_have_text("A message arrived in your chat")
    expect(chat.demo.get_by_role("button", name="Send me one now")).to_be_focused()
    chat.page.get_by_role("tab", name="Chat").click()
    expect(chat.page).to_have_title(title)

    form = chat.say("log").locator("form")
    form.get_by_label("What did you do?").select_option("recognize")
    expect(chat.page.locator("#status")).to_contain_text("The form changed")
    note = form.get_by_label("Your note")
    count = chat.nudges.count()
    chat.demo.get_by_role("button", name="Send me one now").focus()
    chat.page.keyboard.press("Enter")
    note.fill("half a thou")
    expect(chat.nudges).to_have_count(count + 1, timeout=60_000)
    expect(note).to_be_focused()
    expect(note).to_be_in_viewport()
    below = chat.page.get_by_role("button", name="A nudge arrived below")
    below.click()
    expect(chat.nudges.last).to_be_in_viewport()
    expect(below).to_be_hidden()
    expect(note).to_have_value("half a thou")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_nudges(browser: Browser, address: str, scheme: str, size: dict[str, int]) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    context.add_init_script(path=AXE)
    chat = Chat(context, address)
    chat.be("Jonas Weber")
    chat.move_clock("To my next nudge")
    _go_to_a_saturday(chat)
    chat.send_me_one()
    problems = axe(chat, "nudges")
    assert (problems, nameless(chat), chat.complaints) == ([], [], [])
    assert chat.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


def test_nudges_come_as_scheduled_and_the_clock_goes_on_when_the_demo_is_opened_again(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("again")
    context = browser.new_context(viewport=DESKTOP, locale="en-GB")
    with running("demo", "--port", "0", folder=folder) as program:
        chat = Chat(context, program.ready())
        chat.be("Ben Okafor")
        expect(chat.page.locator("#demo-next")).to_have_text(re.compile(r"^(Tue|Wed|Thu) \d+ \w+, \d\d:\d\d$"))
        planned = datetime.fromisoformat(_told(chat)["next"])
        said = chat.move_clock("To my next nudge")
        assert re.search(TO_ME, said), said
        expect(chat.nudges).to_have_count(1)
        expect(chat.nudges).to_contain_text("a nudge, unasked")
        (nudge,) = _told(chat)["nudges"]
        assert timedelta() <= datetime.fromisoformat(nudge["at"]) - planned < timedelta(minutes=1)
        chat.move_clock("+1 week")
        assert 2 <= chat.nudges.count() <= 3
        before, count = datetime.fromisoformat(_told(chat)["now"]), chat.nudges.count()
        chat.page.close()
        assert program.stop() == 0
    with running("demo", "--port", "0", folder=folder) as program:
        chat = Chat(context, program.ready())
        chat.be("Ben Okafor")
        assert timedelta() < datetime.fromisoformat(_told(chat)["now"]) - before < timedelta(hours=1)
        expect(chat.nudges).to_have_count(count)
        assert program.stop() == 0
    context.close()


def _go_to_a_saturday(chat: Chat) -> None:
    """A day on which nothing comes unasked, so that all that is asked for does."""
    chat.move_clock("+1 day")
    while not chat.page.locator("#demo-now").inner_text().startswith("Sat"):
        chat.move_clock("+1 day")


def _told(chat: Chat) -> dict[str, Any]:
    told: dict[str, Any] = chat.context.request.get(f"{chat.page.url}/nudges?account=ben.okafor").json()
    return told


def _plan(chat: Chat, explained: Locator) -> None:
    form = chat.press("Make a plan", explained).locator("form")
    form.get_by_label("Your plan").fill(PLAN)
    form.get_by_role("button", name="Keep it").click()
    expect(chat.answers.last).to_contain_text("Kept, for you alone")
