"""The local chat page in a real browser: what a newcomer does in two minutes, by mouse, by keyboard and by ear."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Route, ViewportSize, expect

from tests.e2e.chat import Chat, axe, nameless, pick, tab_to
from tests.serving import running

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("browser")]

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP = ViewportSize(width=1280, height=860)
PHONE = ViewportSize(width=360, height=740)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`upstander demo`, as a newcomer starts it."""
    with running("demo", "--port", "0", folder=tmp_path_factory.mktemp("demo")) as program:
        yield program.ready()


@pytest.fixture
def chat(browser: Browser, address: str) -> Iterator[Chat]:
    context = browser.new_context(viewport=DESKTOP, color_scheme="light", locale="en-GB", reduced_motion="reduce")
    chat = Chat(context, address)
    yield chat
    context.close()
    assert chat.complaints == []


def test_a_newcomer_logs_sees_an_error_undoes_and_reads_the_teams_counts(chat: Chat) -> None:
    """What the product promises for the first two minutes."""
    chat.be("Ana Lima")
    amplified = chat.say(
        "/ally amplify @ben.okafor in the roadmap meeting: his caching idea was passed over, I brought it back to him"
    )
    expect(amplified).to_contain_text("Amplify for Ben Okafor")

    form = chat.say("log").locator("form")
    form.get_by_label("What did you do?").select_option("recognize")
    note = form.get_by_label("Your note")
    note.fill("Said in the all-hands what made the release calm.")
    form.get_by_label("What did you do?").select_option("mentor")
    expect(note).to_have_value("Said in the all-hands what made the release calm.")
    form.get_by_label("What did you do?").select_option("recognize")
    form.get_by_label("When?").fill("2019-01-01")
    form.get_by_role("button", name="Log it").click()
    when = form.get_by_label("When?")
    expect(when).to_have_attribute("aria-invalid", "true")
    expect(when).to_be_focused()
    expect(note).to_have_value("Said in the all-hands what made the release calm.")
    when.fill(datetime.now(UTC).date().isoformat())
    pick(form, "Who was it for?", "chi", "Chiara Bianchi")
    form.get_by_role("button", name="Log it").click()
    expect(chat.answers.last).to_contain_text("Recognize for Chiara Bianchi")
    expect(chat.page.locator("#log form")).to_have_count(0)

    chat.be("Ben Okafor")
    expect(chat.answers).to_have_count(0)
    expect(chat.say("mentor @grace.mbeki for an hour on the rollback plan")).to_contain_text("Mentor for Grace Mbeki")
    included = chat.say("include @sam.ellison in the design review")
    expect(included).to_contain_text("Include for Sam Ellison")
    undone = chat.press("Undo", included)
    expect(undone).to_contain_text("Undone")
    expect(undone).to_contain_text("Include for Sam Ellison")
    expect(chat.press("Put it back", undone)).to_contain_text("It counts")

    chat.be("Ana Lima")
    expect(chat.answers).to_have_count(2)
    chat.be("Priya Raghunathan")
    team = chat.say("team")
    expect(team.get_by_role("heading", name="Platform")).to_be_visible()
    expect(team).to_contain_text("of 15 people")
    chat.be("Thandiwe Moyo")
    expect(chat.say("team")).to_contain_text("fewer than five")
    chat.be("Ana Lima")
    expect(chat.say("team")).to_contain_text("is for managers")


def test_a_manager_reads_the_digest_steps_back_and_sees_why_a_team_is_not_shown(chat: Chat) -> None:
    chat.be("Priya Raghunathan")
    digest = chat.say("digest")
    expect(digest).to_contain_text("of 15 people")
    expect(digest.locator("svg").first).to_be_visible()
    expect(digest).to_contain_text("One idea, if you like:")
    lesson = chat.press("Read the lesson", digest)
    expect(lesson).to_contain_text("It goes with the idea in your weekly digest.")
    card = chat.press("Earlier weeks", chat.press("Week by week", chat.say("digest")))
    expect(card.get_by_role("row").filter(has_text="of 15")).not_to_have_count(0)
    expect(chat.press("Earlier weeks", card)).to_contain_text("Week by week")
    off = chat.press("No digest any more", chat.say("digest"))
    expect(off).to_contain_text("Stopped.")
    expect(chat.press("Send it weekly", off)).to_contain_text("Mondays at 09:00")

    chat.be("Thandiwe Moyo")
    hidden = chat.say("digest")
    expect(hidden).to_contain_text("Of Research no number is shown for this week")
    expect(hidden).to_contain_text("What follows is about Product, the smallest team above that may be shown.")


def test_the_keyboard_alone_is_enough(chat: Chat) -> None:
    page, key = chat.page, chat.page.keyboard
    key.press("Tab")
    expect(page.get_by_role("link", name="Skip to the message box")).to_be_focused()
    key.press("Enter")
    expect(chat.box).to_be_focused()

    key.type("amplify @cal")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Callum Reid")
    key.press("Escape")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_hidden()
    key.type("l")
    key.press("ArrowDown")
    key.press("ArrowUp")
    key.press("Enter")
    expect(chat.box).to_have_value("amplify @callum.reid ")
    key.type("in standup")
    answer = chat.answer_to(lambda: key.press("Enter"))
    expect(answer).to_contain_text("Amplify for Callum Reid")
    expect(chat.box).to_be_focused()

    key.press("ArrowUp")
    expect(chat.box).to_have_value("amplify @callum.reid in standup")
    key.press("Control+A")
    key.type("log")
    form = chat.answer_to(lambda: key.press("Enter")).locator("form")
    expect(form.get_by_label("What did you do?")).to_be_focused()
    key.type("Learn")
    expect(page.get_by_role("status")).to_contain_text("The form changed")
    expect(form.get_by_label("What did you do?")).to_be_focused()
    expect(form.get_by_label("What did you do?")).to_have_value("learn")
    tab_to(page, form.get_by_role("button", name="Log it"))
    key.press("Enter")
    expect(chat.answers.last).to_contain_text("Learn")
    expect(chat.answers.last.locator(".bubble")).to_be_focused()

    tab_to(page, page.get_by_role("tab", name="Chat"), backwards=True)
    key.press("ArrowRight")
    home = page.get_by_role("tabpanel", name="Home")
    expect(home).to_contain_text("Hello")
    tab_to(page, home.get_by_role("button", name="My record"))
    record = chat.answer_to(lambda: key.press("Enter"))
    expect(record).to_contain_text("Your record")
    expect(record.locator(".bubble")).to_be_focused()
    tab_to(page, page.locator("#switch"), backwards=True)
    key.press("Enter")
    expect(page.get_by_role("searchbox")).to_be_focused()
    key.type("director")
    key.press("Tab")
    key.press("Enter")
    expect(page.locator("#switch strong")).to_have_text("Ingrid Solheim")
    expect(page.locator("#switch")).to_be_focused()


def test_what_is_filled_in_while_the_form_changes_is_kept(chat: Chat) -> None:
    chat.be("Keira Walsh")
    form = chat.say("log").locator("form")
    held: list[Route] = []
    chat.page.route("**/console/change", lambda route: held.append(route))  # noqa: PLW0108 - Playwright wants a function
    kind = form.get_by_label("What did you do?")
    kind.select_option("learn")
    kind.select_option("mentor")
    form.get_by_label("When?").fill("2026-01-02")
    form.get_by_label("Where?").select_option("review")
    form.get_by_label("Named").check()
    assert len(held) == 2
    older, newer = held
    older.fulfill(response=older.fetch())
    newer.fulfill(response=newer.fetch())
    expect(form.get_by_label("Who was it for?")).to_be_visible()
    expect(kind).to_have_value("mentor")
    expect(form.get_by_label("When?")).to_have_value("2026-01-02")
    expect(form.get_by_label("Where?")).to_have_value("review")
    expect(form.get_by_label("Named")).to_be_checked()


def test_what_cannot_be_taken_back_is_asked_twice(chat: Chat) -> None:
    chat.be("Xavier Dupont")
    asked = chat.say("privacy erase")
    danger = asked.get_by_role("button", name="Erase everything")
    dialog = chat.page.get_by_role("dialog", name="Erase everything?")
    danger.click()
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(chat.answers).to_have_count(1)
    danger.click()
    gone = chat.answer_to(dialog.get_by_role("button", name="Erase everything").click)
    expect(gone).to_be_visible()

    chat.box.fill("me")
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_role("dialog", name="Whom do you want to be?")).to_be_visible()
    expect(chat.page.locator("#people-list")).not_to_contain_text("Xavier Dupont")
    expect(chat.answers.last).to_contain_text("There is nobody of that name here")
    assert [one for one in chat.complaints if "403" not in one] == []
    chat.complaints.clear()


def test_the_json_beside_is_what_slack_and_teams_would_get(chat: Chat) -> None:
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answer = chat.say("help")
    chat.page.get_by_label("Slack JSON").check()
    beside = answer.get_by_role("group", name="Slack")
    assert json.loads(beside.inner_text())["blocks"]
    answer.get_by_role("button", name="Copy").click()
    expect(answer.get_by_role("button", name="Copied")).to_be_visible()
    assert chat.page.evaluate("navigator.clipboard.readText()") == beside.inner_text()
    chat.page.get_by_label("Teams JSON").check()
    assert json.loads(answer.get_by_role("group", name="Teams").inner_text())["type"] == "AdaptiveCard"
    chat.page.get_by_label("Nothing").check()
    expect(answer.get_by_role("group", name="Teams")).to_have_count(0)


def test_shortcuts_open_the_form_and_downloads_work(chat: Chat) -> None:
    chat.be("Ben Okafor")
    chat.answer_to(chat.page.get_by_role("button", name="Log an ally action").click)
    expect(chat.page.locator("#log form h2")).to_be_visible()
    chat.page.get_by_role("button", name="Cancel").click()
    expect(chat.page.locator("#log form")).to_have_count(0)
    expect(chat.box).to_be_focused()

    chat.page.get_by_role("tab", name="# roadmap").click()
    of_ana = chat.page.get_by_role("button", name="Log allyship from this message by Ana Lima")
    form = chat.answer_to(of_ana.click).locator("form")
    form.get_by_label("What did you do?").select_option("include")
    expect(form.get_by_label("Who was it for?")).to_have_value("Ana Lima")
    chat.page.get_by_role("button", name="Cancel").click()

    link = chat.say("privacy export").get_by_role("link")
    kept = chat.context.request.get(str(link.get_attribute("href"))).json()
    assert "Ben Okafor" in json.dumps(kept, ensure_ascii=False)


def test_the_readmes_pictures_are_of_this_page(chat: Chat) -> None:
    chat.page.set_viewport_size({"width": 1280, "height": 780})
    chat.be("Ana Lima")
    chat.page.get_by_label("Slack JSON").check()
    text = "amplify @grace.mbeki in the roadmap meeting: her caching idea was passed over, I brought it back to her"
    card = chat.say(text)
    expect(card).to_contain_text("Amplify for Grace Mbeki")
    chat.picture("console.png")
    chat.page.get_by_label("Nothing").check()
    chat.page.set_viewport_size({"width": 1280, "height": 900})
    chat.be("Priya Raghunathan")
    expect(chat.say("team").locator("svg").first).to_be_visible()
    chat.picture("console-team.png")
    expect(chat.say("digest").get_by_text("One idea, if you like:")).to_be_visible()
    chat.picture("console-digest.png")


def test_a_double_click_acts_once(chat: Chat) -> None:
    chat.be("Emre Yıldız")
    form = chat.say("log").locator("form")
    form.get_by_label("What did you do?").select_option("learn")
    expect(chat.page.get_by_role("status")).to_contain_text("The form changed")
    form.get_by_role("button", name="Log it").dblclick()
    expect(chat.answers.last).to_contain_text("Logged")
    card = chat.answers.last
    chat.answer_to(card.get_by_role("button", name="Undo").dblclick)
    expect(chat.answers.last).to_contain_text("Undone")
    chat.page.wait_for_load_state("networkidle")
    expect(chat.answers).to_have_count(2)


def test_everything_one_can_use_has_a_name(chat: Chat) -> None:
    chat.be("Ana Lima")
    for text in ("amplify @ben.okafor in standup", "me", "settings", "log", "intervene"):
        chat.say(text)
    chat.box.type("recognize @")
    unnamed = nameless(chat)
    chat.page.keyboard.press("Escape")
    chat.page.get_by_role("tab", name="Home").click()
    expect(chat.page.get_by_role("tabpanel", name="Home")).to_contain_text("Hello")
    unnamed += nameless(chat)
    chat.page.get_by_role("tab", name="# roadmap").click()
    unnamed += nameless(chat)
    chat.page.locator("#switch").click()
    unnamed += nameless(chat)
    assert unnamed == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Browser, address: str, scheme: Literal["light", "dark"], size: ViewportSize
) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme, locale="en-GB", reduced_motion="reduce")
    context.add_init_script(path=AXE)
    chat = Chat(context, address)
    problems = axe(chat, "welcome")
    chat.be("Priya Raghunathan")
    for text in ("amplify @ben.okafor in standup: brought it back", "me", "team", "help", "settings", "log"):
        chat.say(text)
    form = chat.answers.last.locator("form")
    form.get_by_role("button", name="Log it").click()
    expect(form.locator("[aria-invalid]").first).to_be_visible()
    problems += axe(chat, "conversation")
    chat.page.get_by_text("Teams JSON").click()
    problems += axe(chat, "json")
    chat.page.get_by_role("tab", name="Home").click()
    expect(chat.page.get_by_role("tabpanel", name="Home")).to_contain_text("Hello")
    problems += axe(chat, "home")
    chat.page.get_by_role("tab", name="# roadmap").click()
    problems += axe(chat, "channel")
    chat.page.locator("#switch").click()
    problems += axe(chat, "people")
    assert problems == []
    assert chat.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert chat.complaints == []
    context.close()


def test_a_server_that_went_away_loses_nothing_that_was_typed(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with running("demo", "--port", "0", folder=tmp_path_factory.mktemp("short")) as program:
        context = browser.new_context(viewport=DESKTOP)
        chat = Chat(context, program.ready())
        chat.say("help")
        program.stop()
        chat.box.fill("amplify @ben.okafor in standup")
        chat.page.keyboard.press("Enter")
        expect(chat.answers.last).to_contain_text("I can't reach Upstander")
        expect(chat.box).to_have_value("amplify @ben.okafor in standup")
        context.close()


def test_the_same_words_after_a_lost_answer_act_once(chat: Chat) -> None:
    chat.be("Jonas Weber")
    lost = [True]

    def lose_the_first(route: Route) -> None:
        answer = route.fetch()
        if lost.pop():
            lost.append(False)
            route.abort("connectionreset")
        else:
            lost.append(False)
            route.fulfill(response=answer)

    chat.page.route("**/console/say", lose_the_first)
    chat.say("amplify @ana.lima in standup")
    expect(chat.answers.last).to_contain_text("I can't reach Upstander")
    expect(chat.box).to_have_value("amplify @ana.lima in standup")
    chat.page.keyboard.press("Escape")
    chat.page.get_by_role("button", name="Send", exact=True).click()
    expect(chat.page.locator("#log")).to_contain_text("nothing was done twice")
    assert "Already" not in chat.page.locator("#log").inner_text()
    chat.complaints.clear()
