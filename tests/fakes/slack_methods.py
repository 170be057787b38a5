"""The Web API methods of the stand-in, as strict as Slack: tokens, scopes, triggers, hashes, and every limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakes import slack_limits
from tests.fakes.slack_world import Json, Shown, SlackSays, Workspace, World

Method = Callable[[World, Workspace, Json], Json]

NEEDED_SCOPE = {"users.info": "users:read", "chat.postMessage": "chat:write", "conversations.open": "im:write"}
TAKES_JSON = frozenset(
    {"views.open", "views.update", "views.push", "views.publish", "chat.postMessage", "conversations.open"}
)


def run(world: World, method: str, token: str | None, arguments: Json, *, is_json: bool) -> tuple[Json, Json]:
    """The answer and its extra headers."""
    if method == "oauth.v2.access":
        return _exchange_code(world, arguments), {}
    handle = METHODS.get(method)
    if handle is None:
        raise SlackSays("unknown_method")
    workspace = holder(world, token)
    scope = NEEDED_SCOPE.get(method)
    if scope is not None and scope not in workspace.scopes.split(","):
        raise SlackSays("missing_scope", needed=scope, provided=workspace.scopes)
    if is_json and method not in TAKES_JSON:
        raise SlackSays("invalid_arguments")  # these read the query and form fields only
    return handle(world, workspace, arguments), {"x-oauth-scopes": workspace.scopes}


def holder(world: World, token: str | None) -> Workspace:
    """The workspace whose bot token this is."""
    if not token:
        raise SlackSays("not_authed")
    for workspace in world.workspaces.values():
        if workspace.token == token:
            return workspace
    raise SlackSays("invalid_auth")


def check_message(workspace: Workspace, payload: Json) -> None:
    problems = slack_limits.message_problems(payload)
    if problems or (workspace.refuses_charts and _has_chart(payload)):
        raise SlackSays("invalid_blocks", response_metadata={"messages": list(problems)})


def check_view(workspace: Workspace, view: Json) -> None:
    problems = slack_limits.view_problems(view)
    if problems or (workspace.refuses_charts and _has_chart(view)):
        raise SlackSays("invalid_arguments", response_metadata={"messages": list(problems)})


def put_view(world: World, workspace: str, user: str, view: Json, how: str, **more: Any) -> Json:
    """Keeps a new view, and shows it."""
    number = world.number()
    view_id = f"V{number}"
    kept = {"root_view_id": view_id, "previous_view_id": None, **view, "id": view_id, "hash": f"{number}.hash"}
    kept |= {"team_id": workspace, "user": user, "state": {"values": first_state(view)}, **more}
    world.views[view_id] = kept
    kind = "home" if view["type"] == "home" else "modal"
    world.show(Shown(kind, workspace, user, kept, view_id, how))  # type: ignore[arg-type]
    return kept


def change_view(world: World, old: Json, view: Json, how: str) -> Json:
    """Replaces a view; what the person has put into inputs that stay, stays."""
    values = first_state(view)
    for block, elements in values.items():
        for action in elements:
            typed = old["state"]["values"].get(block, {}).get(action)
            if typed is not None and typed["type"] == elements[action]["type"]:
                elements[action] = typed
    kept = {**{name: old[name] for name in ("id", "team_id", "user", "root_view_id", "previous_view_id")}, **view}
    kept |= {"hash": f"{world.number()}.hash", "state": {"values": values}}
    world.views[old["id"]] = kept
    world.show(Shown("modal", old["team_id"], old["user"], kept, old["id"], how))
    return kept


def first_state(view: Json) -> Json:
    """What inputs hold when they are shown first."""
    values: Json = {}
    for block in view.get("blocks", ()):
        element = block.get("element")
        if block["type"] == "input" and element is not None:
            values[block["block_id"]] = {element["action_id"]: _held(element)}
    return values


def _held(element: Json) -> Json:
    kind = element["type"]
    if kind in {"static_select", "radio_buttons"}:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in {"checkboxes", "multi_static_select"}:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind == "users_select":
        return {"type": kind, "selected_user": element.get("initial_user")}
    if kind == "datepicker":
        return {"type": kind, "selected_date": element.get("initial_date")}
    assert kind == "plain_text_input", kind
    return {"type": kind, "value": element.get("initial_value")}


def _auth_test(world: World, workspace: Workspace, arguments: Json) -> Json:
    return {
        "url": "https://example.slack.com/",
        "team": workspace.name,
        "team_id": workspace.id,
        "user": "upstander",
        "user_id": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "enterprise_id": workspace.enterprise_id,
        "is_enterprise_install": workspace.is_enterprise_install,
    }


def _users_info(world: World, workspace: Workspace, arguments: Json) -> Json:
    user = workspace.users.get(arguments.get("user", ""))
    if user is None:
        raise SlackSays("user_not_found")
    shown = {**user, "profile": dict(user["profile"])}
    if "users:read.email" not in workspace.scopes.split(","):
        shown["profile"].pop("email", None)
    if arguments.get("include_locale") not in {"1", "true", "True"}:
        shown.pop("locale", None)
    return {"user": shown}


def _views_open(world: World, workspace: Workspace, arguments: Json) -> Json:
    view = arguments["view"]
    check_view(workspace, view)
    if view["type"] != "modal":
        raise SlackSays("invalid_arguments")
    check_external_id(world, view, None)
    trigger = world.use_trigger(arguments["trigger_id"], workspace)
    return {"view": put_view(world, workspace.id, trigger.user, view, "views.open")}


def _views_update(world: World, workspace: Workspace, arguments: Json) -> Json:
    view = arguments["view"]
    check_view(workspace, view)
    old = world.views.get(arguments["view_id"]) if "view_id" in arguments else _marked(world, arguments["external_id"])
    if old is None or old["team_id"] != workspace.id:
        raise SlackSays("not_found")
    if arguments.get("hash") and arguments["hash"] != old["hash"]:
        raise SlackSays("hash_conflict")
    check_external_id(world, view, old["id"])
    return {"view": change_view(world, old, view, "views.update")}


def _views_publish(world: World, workspace: Workspace, arguments: Json) -> Json:
    view = arguments["view"]
    check_view(workspace, view)
    if view["type"] != "home":
        raise SlackSays("invalid_arguments")
    if arguments["user_id"] not in workspace.users:
        raise SlackSays("user_not_found")
    return {"view": put_view(world, workspace.id, arguments["user_id"], view, "views.publish")}


def _conversations_open(world: World, workspace: Workspace, arguments: Json) -> Json:
    user = workspace.users.get(arguments.get("users", ""))
    if user is None:
        raise SlackSays("user_not_found")
    if user["deleted"]:
        raise SlackSays("user_disabled")
    if user["is_bot"]:
        raise SlackSays("cannot_dm_bot")
    return {"channel": {"id": world.direct_channel(workspace.id, user["id"])}}


def _chat_post_message(world: World, workspace: Workspace, arguments: Json) -> Json:
    """As Slack does, it takes a message for a closed account whose direct message is known."""
    check_message(workspace, arguments)
    if workspace.forbids is not None:
        raise SlackSays(workspace.forbids)
    named = arguments["channel"]
    channel, user = ("D1", named) if named in workspace.users else (named, world.whose(workspace.id, named))
    if user is None:
        raise SlackSays("channel_not_found")
    ts = f"{world.number()}.000100"
    world.show(Shown("message", workspace.id, user, arguments, ts, "chat.postMessage", channel=channel))
    return {"channel": channel, "ts": ts}


def _marked(world: World, marker: str) -> Json | None:
    found = [one for one in world.views.values() if one.get("external_id") == marker]
    return found[0] if found else None


def check_external_id(world: World, view: Json, own: str | None) -> None:
    marker = view.get("external_id")
    if marker and any(one.get("external_id") == marker for one in world.views.values() if one["id"] != own):
        raise SlackSays("duplicate_external_id")


def _exchange_code(world: World, arguments: Json) -> Json:
    if not arguments.get("client_id") or not arguments.get("client_secret"):
        raise SlackSays("bad_client_secret")
    install = world.codes.pop(arguments.get("code", ""), None)
    if install is None:
        raise SlackSays("invalid_code")
    if (arguments["client_id"], arguments["client_secret"]) != (install["client_id"], install["client_secret"]):
        raise SlackSays("bad_client_secret")
    if arguments.get("redirect_uri") != install["redirect_uri"]:
        raise SlackSays("bad_redirect_uri")
    workspace = world.workspaces[install["workspace"]]
    workspace.token = install["token"]
    enterprise = {"id": workspace.enterprise_id, "name": "Grid"} if workspace.enterprise_id else None
    team = {"id": workspace.id, "name": workspace.name}
    return {
        "app_id": "A1",
        "authed_user": {"id": install["user"]},
        "scope": workspace.scopes,
        "token_type": "bot",
        "access_token": workspace.token,
        "bot_user_id": workspace.bot_user,
        "team": None if workspace.is_enterprise_install else team,
        "enterprise": enterprise,
        "is_enterprise_install": workspace.is_enterprise_install,
    }


def _has_chart(payload: Json) -> bool:
    return any(block.get("type") == "data_visualization" for block in payload.get("blocks", ()))


METHODS: dict[str, Method] = {
    "auth.test": _auth_test,
    "users.info": _users_info,
    "views.open": _views_open,
    "views.update": _views_update,
    "views.publish": _views_publish,
    "chat.postMessage": _chat_post_message,
    "conversations.open": _conversations_open,
}
