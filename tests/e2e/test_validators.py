"""The platforms' own means judge what we send: Slack's published types, the parser and the schema of Adaptive Cards.

They judge every recorded message, and some hundred made of any text from a fixed seed.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from messages import slack, teams
from messages.blocks import Message
from messages.forms import Form
from tests.fakes.teams_limits import standard
from tests.golden import FOLDER
from tests.messages.strategies import any_form, any_message

Payload = dict[str, Any]
HERE = Path(__file__).parent
SEED = 20260304
pytestmark = [pytest.mark.e2e, pytest.mark.filterwarnings("ignore:Generating overly large repr")]


def test_every_recorded_message_is_valid() -> None:
    judged = judge(recorded())
    assert judged >= 2 * len(list(FOLDER.rglob("*.html"))) - len(list(FOLDER.rglob("*errors.html")))


def test_any_message_and_any_form_is_valid() -> None:
    payloads: list[Payload] = []
    made = settings(
        max_examples=80, phases=[Phase.generate], database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )

    @seed(SEED)
    @made
    @given(any_message)
    def messages(shown: Message) -> None:
        payloads.append({"name": "a message", "kind": "slack-message", "payload": slack.message(shown)})
        payloads.append({"name": "a home", "kind": "slack-view", "payload": slack.home(shown)})
        payloads.append(of_card("a card", teams.card(shown)))

    @seed(SEED)
    @made
    @given(any_form)
    def forms(shown: Form) -> None:
        errors = {one.name: one.label for one in shown.inputs}
        payloads.append({"name": "a modal", "kind": "slack-view", "payload": slack.modal(shown)})
        payloads.append(of_card("a form", teams.form_card(shown, errors)))

    messages()
    forms()
    assert judge(payloads) >= 400


@pytest.mark.parametrize(
    ("kind", "payload", "problem"),
    [
        (
            "slack-message",
            {"text": "x", "blocks": [{"type": "header", "txt": "x"}]},
            "must have required property 'text'",
        ),
        ("slack-message", {"text": "x", "blocks": [{"type": "marquee"}]}, "no block"),
        ("slack-view", {"type": "modal", "blocks": []}, "must have required property 'title'"),
        ("card", {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "Marquee"}]}, "parser:"),
        ("card", {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "Image"}]}, "card/body/0"),
        ("card", {"type": "AdaptiveCard", "version": "1.5", "body": [], "fallbackText": "**x**"}, "acts as Markdown"),
    ],
)
def test_the_judges_notice(kind: str, payload: Payload, problem: str) -> None:
    told = ask([{"name": "x", "kind": kind, "payload": payload, "standard": payload}])
    assert told.returncode == 1
    assert problem in told.stdout


def judge(payloads: list[Payload] | Iterator[Payload]) -> int:
    """How many were judged, all of them well."""
    told = ask(list(payloads))
    assert told.returncode == 0, told.stdout[:4000] + told.stderr[:2000]
    return int(told.stdout.splitlines()[-1].split()[0])


def ask(payloads: list[Payload]) -> subprocess.CompletedProcess[str]:
    schema = files("adaptive_cards").joinpath("schemas/schema-1.5.json")
    lines = "\n".join(json.dumps(one) for one in payloads)
    command = ["node", str(HERE / "validate.mjs"), str(schema)]
    return subprocess.run(command, input=lines, capture_output=True, text=True, check=False, cwd=HERE)


def recorded() -> Iterator[Payload]:
    for path in sorted(FOLDER.rglob("*.json")):
        payload = json.loads(path.read_text(encoding="utf-8"))
        if path.name.endswith(".teams.json"):
            yield of_card(path.name, payload)
        elif "response_action" not in payload:
            kind = "slack-view" if "type" in payload else "slack-message"
            yield {"name": path.name, "kind": kind, "payload": payload}


def of_card(name: str, card: Payload) -> Payload:
    return {"name": name, "kind": "card", "payload": card, "standard": standard(card)}
