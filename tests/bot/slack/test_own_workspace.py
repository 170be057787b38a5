"""One workspace by token: joined at the start, refused tokens told, Slack's absence waited out."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.road import DirectoryUnavailable
from bot.settings import SettingsError
from bot.slack import connect
from messages.blocks import Message, Text
from storage.models import Organization, Person, Workspace
from storage.workspaces import OWN
from tests.bot.slack.setup import Place, Script, running, settings
from tests.clock import FrozenClock
from tests.fakes.line import line_to
from tests.fakes.slack import FakeSlack

DONE = Message("Done.", (Text("Done."),))


async def test_the_start_makes_the_workspace_known(place_on_each: Place) -> None:
    (organization,) = await place_on_each.rows(Organization)
    assert (organization.origin, organization.name) == (OWN, "Workspace T1")
    (workspace,) = await place_on_each.rows(Workspace)
    assert (workspace.external_id, workspace.bot_account, workspace.removed_at) == ("T1", "U-BOT", None)
    assert workspace.bot_token_sealed is None, "the operator's token stays where the operator put it"
    assert place_on_each.edge.problem() is None


async def test_nothing_is_asked_of_slack_for_each_request(place: Place, script: Script) -> None:
    script.says(DONE, DONE)
    for _ in range(2):
        await place.user("U1").types("help")
    assert [one.method for one in place.slack.calls] == ["auth.test", "users.info"]


async def test_a_refused_token_stops_the_start_and_says_what_to_do(
    slack: FakeSlack, sqlite_url: str, clock: FrozenClock
) -> None:
    with pytest.raises(SettingsError, match=r"UPSTANDER_SLACK_BOT_TOKEN \(invalid_auth\): copy the Bot User"):
        async with running(slack, settings(slack, sqlite_url, slack_bot_token="xoxb-wrong"), clock):
            pass


async def test_while_slack_is_away_the_edge_says_so_and_joins_later(
    slack: FakeSlack, database_url: str, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect, "PAUSES", (0.01,))
    for _ in range(3):
        slack.fails("auth.test", 503)  # twice for the first try, once for the second
    async with running(slack, settings(slack, database_url), clock) as place:
        assert "Slack does not answer" in (place.edge.problem() or "")
        await slack.until(lambda: slack.called("auth.test"))
        while place.edge.problem() is not None:
            await place.rows(Workspace)
        assert len(await place.rows(Workspace)) == 1


async def test_a_token_that_is_refused_later_is_told_and_not_tried_for_ever(
    slack: FakeSlack, sqlite_url: str, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect, "PAUSES", (0.01,))
    slack.fails("auth.test", 503)
    slack.fails("auth.test", 503)
    async with running(slack, settings(slack, sqlite_url, slack_bot_token="xoxb-wrong"), clock) as place:
        await slack.until(lambda: len(slack.calls) == 3)
        while "refused" not in (place.edge.problem() or ""):
            await place.rows(Workspace)
        assert len(slack.calls) == 3


async def test_scopes_that_are_missing_are_named_in_the_log(
    slack: FakeSlack, sqlite_url: str, clock: FrozenClock
) -> None:
    slack.world.workspaces["T1"].scopes = "commands,users:read"
    with capture_logs() as logs:
        async with running(slack, settings(slack, sqlite_url), clock):
            pass
    told = [one for one in logs if one["event"] == "slack_scopes_missing"]
    assert [one["missing"] for one in told] == [["chat:write", "im:write", "users:read.email"]]


async def test_an_app_of_the_whole_organization_goes_by_the_organization(
    slack: FakeSlack, sqlite_url: str, clock: FrozenClock, script: Script
) -> None:
    home = slack.world.workspaces["T1"]
    home.enterprise_id, home.is_enterprise_install = "E1", True
    for account, grid in (("U1", "E1"), ("U2", "E1"), ("U3", "E9")):
        home.users[account] |= {"team_id": "T-OTHER", "enterprise_user": {"enterprise_id": grid}}
    script.says(DONE, DONE)
    async with running(slack, settings(slack, sqlite_url), clock) as place:
        (workspace,) = await place.rows(Workspace)
        assert workspace.external_id == "E1"
        assert "Done." in (await place.user("U1").types("help")).text
        assert "for people of this organization" in (await place.user("U3").types("help")).text
        assert (await place.user("U2").uses_shortcut()).kind == "modal"


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({}, ("Ana", "ana.lima@example.com", "Europe/Berlin", "en")),
        ({"display_name": ""}, ("Ana Lima", "ana.lima@example.com", "Europe/Berlin", "en")),
        ({"locale": "de-DE", "tz": "Asia/Tokyo"}, ("Ana", "ana.lima@example.com", "Asia/Tokyo", "de")),
        ({"locale": None, "tz": None, "email": None}, ("Ana", None, "UTC", "en")),
    ],
)
async def test_a_profile_is_read(place: Place, details: dict[str, object], expected: tuple[object, ...]) -> None:
    place.slack.world.add_user("T1", "U1", "Ana Lima", **{"display_name": "Ana", **details})
    profile = await place.directory.profile("T1", "U1")
    assert profile is not None
    assert (profile.name, profile.email, profile.zone, profile.language) == expected
    assert not profile.is_bot
    assert not profile.is_outside


@pytest.mark.parametrize(
    "details",
    [
        {"deleted": True},
        {"is_ultra_restricted": True},
        {"team_id": "T7"},
        {"team_id": "T7", "enterprise_user": {"enterprise_id": "E9"}},
    ],
)
async def test_who_is_no_colleague_is_outside(place: Place, details: dict[str, object]) -> None:
    place.slack.world.add_user("T1", "U8", "Sam", **details)
    profile = await place.directory.profile("T1", "U8")
    assert profile is not None
    assert profile.is_outside


@pytest.mark.parametrize("account", ["USLACKBOT", "B012"])
async def test_slacks_own_bot_is_a_bot_without_asking(place: Place, account: str) -> None:
    profile = await place.directory.profile("T1", account)
    assert profile is not None
    assert profile.is_bot
    assert "users.info" not in [one.method for one in place.slack.calls]


async def test_nobody_by_that_id_is_nobody(place: Place) -> None:
    assert await place.directory.profile("T1", "U404") is None


async def test_without_the_scope_there_is_no_address(place: Place) -> None:
    place.slack.world.workspaces["T1"].scopes = "commands,chat:write,im:write,users:read"
    profile = await place.directory.profile("T1", "U1")
    assert profile is not None
    assert profile.email is None


async def test_where_slack_does_not_tell_the_person_is_told_and_nothing_is_stored(place: Place, script: Script) -> None:
    for _ in range(2):
        place.slack.fails("users.info", 500)
    assert "could not read your profile" in (await place.user("U1").types("learn")).text
    assert await place.rows(Person) == []
    place.slack.rate_limits("users.info", retry_after="600")
    with pytest.raises(DirectoryUnavailable):
        await place.directory.profile("T1", "U1")


async def test_while_the_database_is_away_the_edge_says_so_and_joins_later(
    slack: FakeSlack, postgresql_url: str, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect, "PAUSES", (0.01,))
    async with line_to(postgresql_url) as line:
        line.down = True
        async with running(slack, settings(slack, line.url), clock) as place:
            assert "the database does not answer" in (place.edge.problem() or "")
            line.down = False
            await slack.until(lambda: len(slack.called("auth.test")) > 1)
            while place.edge.problem() is not None:
                await place.rows(Workspace)
            assert len(await place.rows(Workspace)) == 1
