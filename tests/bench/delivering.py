"""Delivering, with the pace off, against a bare loop of Slack's own library that posts the same messages.

Both post to the same stand-in, a process of its own that checks tokens, channels and blocks as Slack does, and both
have as many calls on their way at once. Ours claims each delivery, checks it again, chooses what it says, renders it,
and records what came of it. Rounds alternate; at the end the stand-in and the database must have counted the same.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from bot import logs, serve
from bot.delivery import CONCURRENCY, Courier
from bot.settings import load
from bot.slack.calls import NO_PREVIEWS
from bot.upstander import Upstander, sending
from bot.wiring import add_senders, build
from messages import slack
from nudges import cards, planner
from nudges.pace import Pace
from tests.bench import bare_slack
from tests.bench.masses import SECRET, Mass
from tests.bench.servers import postgresql
from tests.bench.table import Row
from tests.fakes.slack_crowd import CALM, Crowd, running_crowd

MESSAGES = 10_000
CUSTOMERS = 20
ROUNDS = 3
LEAST_SHARE = 0.8
_SENT = "SELECT count(*) FROM deliveries WHERE state = 'sent'"


def measure() -> Sequence[Row]:
    logs.configure("warning")
    return serve.run(_measure())


async def _measure() -> Sequence[Row]:
    with tempfile.TemporaryDirectory() as folder:
        async with postgresql(Path(folder)) as server:
            with running_crowd(CALM) as crowd:
                mass = Mass(server, "deliver", people=2 * MESSAGES, due=MESSAGES, customers=CUSTOMERS)
                await mass.make()
                app = _program(mass, crowd)
                add_senders(app)
                async with sending(app):
                    await _ours(app, mass, crowd)  # the first time everything is cold
                    serve.settle()
                    rounds = [(await _bare(app, crowd), await _ours(app, mass, crowd)) for _ in range(ROUNDS)]
                    one_session = await _bare(app, crowd, one_session=True)
                await app.background.drain(5)
                await app.database.close()
    bare, ours = (statistics.median(MESSAGES / one[side] for one in rounds) for side in (0, 1))
    share = statistics.median(theirs / own for theirs, own in rounds)
    return (
        Row(f"deliver: bare slack_sdk, {CONCURRENCY} at once", bare, "messages/s"),
        Row("deliver: bare slack_sdk, given one session", MESSAGES / one_session, "messages/s"),
        Row(f"deliver: ours, {CONCURRENCY} at once", ours, "messages/s"),
        Row("deliver: share of bare slack_sdk", share, at_least=LEAST_SHARE),
    )


async def _bare(app: Upstander, crowd: Crowd, *, one_session: bool = False) -> float:
    """Each channel gets one of the prompts, rendered before the clock starts."""
    payloads: list[dict[str, Any]] = [
        {**slack.message(cards.of_item(one, "0190a000-0000-7000-8000-000000000000")), **NO_PREVIEWS}
        for one in app.library.prompts
    ]
    before = crowd.told().posted.total()
    posts = list(islice(zip((f"DT1P{number}" for number in range(MESSAGES)), cycle(payloads), strict=False), MESSAGES))
    took = await bare_slack.seconds(crowd.api_url, "xoxb-T1", posts, CONCURRENCY, one_session=one_session)
    _same(crowd.told().posted.total() - before, MESSAGES)
    return took


async def _ours(app: Upstander, mass: Mass, crowd: Crowd) -> float:
    await mass.due_again()
    is_full = True
    while is_full:
        async with app.database.begin() as db:
            is_full = (await planner.tick(db, datetime.now(UTC))).is_full
    before = crowd.told().posted.total()
    courier = Courier(app, limits=Pace({}))
    started = time.perf_counter()
    await courier.deliver()
    took = time.perf_counter() - started
    _same(crowd.told().posted.total() - before, MESSAGES)
    _same(await mass.count(_SENT), MESSAGES)
    return took


def _same(found: int, expected: int) -> None:
    if found != expected:
        raise RuntimeError(f"{expected} messages were to go out, and {found} did")


def _program(mass: Mass, crowd: Crowd) -> Upstander:
    return build(
        load(
            database_url=mass.address,
            secret_keys=(SECRET,),
            slack_api_url=crowd.api_url,
            slack_client_id="1.2",
            slack_client_secret="bench",
            slack_signing_secret="bench",
            public_url="https://upstander.example.com",
        )
    )
