"""Many workspaces by link: the state, the tokens, the first admin."""

from __future__ import annotations

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.slack import installations
from messages.blocks import Message, Text
from messages.forms import Form, TextInput
from storage.encryption import Purpose
from storage.models import Organization, Person, Workspace
from tests.bot.slack.linking import begins, code, comes_back, installs
from tests.bot.slack.setup import Place, Script
from tests.clock import FrozenClock

# Slack's library uses a class that aiohttp 3 still has, and warns about.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

DONE = Message("Done.", (Text("Done."),))
FORM = Form("log", "Log an action", "Log it", (TextInput("note", "What happened?", optional=True),))


async def test_an_install_founds_an_organization_and_seals_its_token(link: Place) -> None:
    response = await comes_back(link, await begins(link), code(link.slack))
    assert response.status_code == 200
    assert "Upstander is installed" in response.text
    assert response.headers["content-type"].startswith("text/html")
    (organization,) = await link.rows(Organization)
    assert (organization.origin, organization.name) == ("slack:T1", "Workspace T1")
    (workspace,) = await link.rows(Workspace)
    assert (workspace.external_id, workspace.installed_by, workspace.bot_id) == ("T1", "U1", "B-BOT")
    assert "xoxb" not in workspace.bot_token_sealed
    assert link.app.cipher.open(workspace.bot_token_sealed, Purpose.TOKEN) == "xoxb-sealed-1"


async def test_the_installer_becomes_the_first_admin_and_later_ones_do_not(link: Place) -> None:
    await installs(link)
    await installs(link, user="U2", name="code-2")
    people = {one.name: one.is_admin for one in await link.rows(Person)}
    assert people == {"Ana": True, "Ben Okafor": False}


async def test_the_installer_becomes_admin_even_where_slack_tells_late(
    link: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installations, "PAUSES", (0.01,))
    for _ in range(2):
        link.slack.fails("users.info", 500)
    await installs(link)
    assert [one.is_admin for one in await link.rows(Person)] == [True]


async def test_where_slack_never_tells_who_installed_the_operator_reads_what_to_do(
    link: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installations, "PAUSES", (0.0,))
    for _ in range(4):
        link.slack.fails("users.info", 500)
    with capture_logs() as logs:
        await installs(link)
    assert "first_admin_not_made" in [one["event"] for one in logs]
    assert await link.rows(Person) == []


@pytest.mark.parametrize("details", [{"is_restricted": True}, {"is_bot": True}])
async def test_a_guest_who_installs_is_no_admin(link: Place, details: dict[str, object]) -> None:
    link.slack.world.add_user("T1", "U8", "Guest", **details)
    await installs(link, user="U8")
    assert len(await link.rows(Workspace)) == 1
    assert await link.rows(Person) == []


async def test_an_installer_whom_slack_does_not_know_is_no_admin(link: Place) -> None:
    await installs(link, user="U404")
    assert await link.rows(Person) == []


async def test_who_was_here_before_and_installs_again_becomes_admin(link: Place, script: Script) -> None:
    await installs(link, user="U404")
    script.says(DONE)
    await link.user("U2").types("help")
    await installs(link, name="code-2", user="U2")
    assert [(one.name, one.is_admin) for one in await link.rows(Person)] == [("Ben Okafor", True)]


async def test_people_of_the_workspace_get_in_and_modals_open_with_its_token(link: Place, script: Script) -> None:
    await installs(link)
    script.says(DONE, FORM)
    user = link.user("U2")
    assert "Done." in (await user.types("help")).text
    assert (await user.uses_shortcut()).kind == "modal"
    assert [one.token for one in link.slack.calls if one.method == "views.open"] == ["xoxb-sealed-1"]


async def test_workspaces_are_organizations_of_their_own(link: Place, script: Script) -> None:
    link.slack.world.add_workspace("T2", token=None)
    link.slack.world.add_user("T2", "U1", "Zoe Adams")
    await installs(link)
    await installs(link, name="code-2", workspace="T2", token="xoxb-sealed-2")
    assert {one.origin for one in await link.rows(Organization)} == {"slack:T1", "slack:T2"}
    script.says(DONE)
    await link.user("U1", "T2").types("help")
    assert script.requests[0].asker.name == "Zoe Adams"


async def test_an_install_for_a_whole_organization_goes_by_it(link: Place, script: Script) -> None:
    home = link.slack.world.workspaces["T1"]
    home.enterprise_id, home.is_enterprise_install = "E1", True
    home.users["U1"]["enterprise_user"] = {"enterprise_id": "E1"}
    await installs(link)
    assert [one.origin for one in await link.rows(Organization)] == ["slack:E1"]
    script.says(DONE)
    assert "Done." in (await link.user("U1").types("help")).text


@pytest.mark.parametrize("state", ["", "made-up", "AAAA.BBBB.CCCC"])
async def test_a_forged_state_is_refused(link: Place, state: str) -> None:
    await begins(link)
    link.http.cookies.set("slack-app-oauth-state", state)
    response = await comes_back(link, state, code(link.slack))
    assert response.status_code in {400, 401}
    assert not link.slack.calls
    assert await link.rows(Workspace) == []


async def test_a_state_of_another_browser_is_refused(link: Place) -> None:
    state = await begins(link)
    link.http.cookies.clear()
    response = await comes_back(link, state, code(link.slack))
    assert response.status_code == 400
    assert "Nothing was installed" in response.text
    assert await link.rows(Workspace) == []


async def test_a_state_is_good_for_ten_minutes(link: Place, clock: FrozenClock) -> None:
    state = await begins(link)
    clock.move(timedelta(minutes=11))
    response = await comes_back(link, state, code(link.slack))
    assert response.status_code == 401
    assert "took too long" in response.text
    assert await link.rows(Workspace) == []


async def test_a_state_is_good_once(link: Place) -> None:
    state = await begins(link)
    cookie = {"slack-app-oauth-state": state}
    assert (await comes_back(link, state, code(link.slack))).status_code == 200
    link.http.cookies.clear()
    link.http.cookies.update(cookie)
    assert (await comes_back(link, state, code(link.slack, "code-2"))).status_code == 401


async def test_who_says_no_at_slack_reads_that_nothing_was_installed(link: Place) -> None:
    state = await begins(link)
    response = await link.http.get("/slack/oauth_redirect", params={"state": state, "error": "access_denied"})
    assert response.status_code == 200
    assert "Nothing was installed" in response.text


async def test_what_the_query_says_is_not_shown(link: Place) -> None:
    response = await link.http.get("/slack/oauth_redirect", params={"error": "<script>alert(1)</script>Call 555"})
    assert "alert" not in response.text
    assert "555" not in response.text


async def test_a_code_that_slack_does_not_know_is_refused(link: Place) -> None:
    response = await comes_back(link, await begins(link), "no-such-code")
    assert response.status_code == 401
    assert await link.rows(Workspace) == []


async def test_slack_that_does_not_answer_is_told(link: Place) -> None:
    link.slack.drops("oauth.v2.access", accepts=False)
    response = await comes_back(link, await begins(link), code(link.slack))
    assert response.status_code == 502
    assert "Slack does not answer" in response.text


async def test_a_database_that_does_not_take_it_is_told(link: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    state = await begins(link)

    async def away(*_args: object, **_named: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("bot.slack.installations.workspaces.organization_of", away)
    response = await comes_back(link, state, code(link.slack))
    assert response.status_code == 503
    assert await link.rows(Workspace) == []


async def test_with_one_token_there_is_nothing_to_install(place: Place) -> None:
    assert (await place.http.get("/slack/install")).status_code == 404
    assert (await place.http.get("/slack/oauth_redirect")).status_code == 404
