"""`/ally dashboard` in Slack: a link that only who asked sees, for whoever may, that opens the dashboard once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.models import AuditEvent, LoginLink
from tests.admins import make_admin, visiting
from tests.bot.slack.setup import Place
from tests.clients.slack import SlackUser
from tests.clock import FrozenClock
from tests.fakes.slack_world import Shown


@pytest.fixture
async def ana(place_on_each: Place) -> SlackUser:
    """A program admin."""
    ana = place_on_each.user("U1")
    await ana.types("help")
    await make_admin(place_on_each.app, "Ana")
    return ana


def link_on(shown: Shown) -> str:
    return str(shown.button("Open the dashboard")["url"])


async def test_the_link_opens_the_dashboard_once(place_on_each: Place, ana: SlackUser) -> None:
    shown = await ana.types("dashboard")
    assert shown.is_ephemeral
    assert "for you alone" in shown.text
    async with visiting(place_on_each.app) as visitor:
        assert "Ana" in await visitor.opens(link_on(shown))
        assert "Overview" in await visitor.enters(link_on(shown))
    async with visiting(place_on_each.app) as somebody:
        assert "does not work" in await somebody.opens(link_on(shown))
    events = sorted(await place_on_each.rows(AuditEvent), key=lambda one: one.sequence)
    assert [one.event for one in events] == ["dashboard.link_made", "dashboard.signed_in"]


async def test_slack_tells_of_the_press_and_nothing_comes_of_it(place_on_each: Place, ana: SlackUser) -> None:
    """Buttons that open a page are told of, too; an answer to that would take the link away."""
    shown = await ana.types("dashboard")
    assert await place_on_each.way.interactive(ana.press(shown, "Open the dashboard")) == {}
    await place_on_each.settle()
    assert ana.seen[-1] is shown
    assert len(await place_on_each.rows(LoginLink)) == 1


async def test_each_time_there_is_another_and_none_is_old(
    place_on_each: Place, ana: SlackUser, clock: FrozenClock
) -> None:
    first, second = link_on(await ana.types("dashboard")), link_on(await ana.types("dashboard"))
    assert first != second
    clock.move(timedelta(minutes=5, seconds=1))
    async with visiting(place_on_each.app) as visitor:
        assert "does not work" in await visitor.opens(second)
        assert "Overview" in await visitor.enters(link_on(await ana.types("dashboard")))


async def test_who_may_not_gets_none(place_on_each: Place) -> None:
    shown = await place_on_each.user("U2").types("dashboard")
    assert "/ally dashboard is for program admins and auditors." in shown.text
    assert not [one for one in shown.buttons if "url" in one]
    assert await place_on_each.rows(LoginLink) == []
