"""How a workspace leaves, and comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from handlers.request import Words
from messages.blocks import Message, Text
from messages.forms import Form, TextInput
from storage.models import Account, Organization, Workspace
from tests.bot.slack.linking import installs, removal
from tests.bot.slack.setup import Place, Script
from tests.clock import FrozenClock

# Slack's library uses a class that aiohttp 3 still has, and warns about.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

DONE = Message("Done.", (Text("Done."),))
FORM = Form("log", "Log an action", "Log it", (TextInput("note", "What happened?", optional=True),))


async def test_a_removed_workspace_is_forgotten_and_nobody_gets_in(link: Place, script: Script) -> None:
    await installs(link)
    script.says(DONE)
    await link.user("U2").types("help")
    await link.way.event(removal(link))
    (workspace,) = await link.rows(Workspace)
    assert workspace.bot_token_sealed is None
    assert workspace.removed_at is not None
    assert "isn't set up here" in (await link.user("U2").types("help")).text
    assert len(script.asked) == 1
    assert len(await link.rows(Account)) == 2, "people's record stays"


async def test_the_home_of_a_removed_workspace_is_acknowledged_and_not_shown(link: Place, script: Script) -> None:
    await installs(link)
    await link.way.event(removal(link))
    user = link.user("U2")
    with capture_logs() as logs:
        assert await link.way.event(user.payloads.event(user.home_event())) == {}
        await link.settle()
    assert [one["error"] for one in logs if one["event"] == "home_not_shown"] == ["not_installed"]
    assert not link.slack.called("views.publish")


async def test_a_workspace_that_comes_back_has_its_people(link: Place, script: Script, clock: FrozenClock) -> None:
    await installs(link)
    script.says(DONE, DONE, FORM)
    await link.user("U2").types("help")
    old = removal(link)
    await link.way.event(old)
    clock.move(timedelta(seconds=10))  # within the life of what is remembered of a workspace
    await installs(link, name="code-2", token="xoxb-sealed-9")
    assert len(await link.rows(Organization)) == 1
    await link.way.event(old)  # Slack's late retry of the removal
    assert "Done." in (await link.user("U2").types("help")).text
    assert script.requests[0].asker.person_id == script.requests[1].asker.person_id
    await link.user("U2").uses_shortcut()
    assert [one.token for one in link.slack.calls if one.method == "views.open"] == ["xoxb-sealed-9"]
    assert script.asked[0] == Words(("help",))


@pytest.mark.parametrize(("tokens", "is_out"), [({"bot": ["U-BOT"]}, True), ({"oauth": ["U1"]}, False), ({}, False)])
async def test_a_revoked_bot_token_takes_the_workspace_out(
    link: Place, tokens: dict[str, list[str]], *, is_out: bool
) -> None:
    await installs(link)
    await link.way.event(removal(link, "tokens_revoked", tokens=tokens))
    (workspace,) = await link.rows(Workspace)
    assert (workspace.removed_at is not None) is is_out


async def test_a_removal_that_is_not_stored_is_not_acknowledged(link: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    await installs(link)

    async def away(*_args: object, **_named: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("bot.slack.removal.workspaces.remove", away)
    with pytest.raises(AssertionError, match="500"):
        await link.way.event(removal(link))


async def test_a_removal_of_a_workspace_we_never_had_is_acknowledged(link: Place) -> None:
    assert await link.way.event(removal(link, at=datetime(2026, 3, 1, tzinfo=UTC))) == {}
