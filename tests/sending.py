"""A platform that does as a test says, and the worker's ticks on the people of `walk`.

post.says("ana", Later(5), Delivered({}))   # the first time, and from then on
await post.day(to=...)                       # plan and deliver at the clock's moment
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from bot import planning
from bot.delivery import Courier
from bot.settings import load
from bot.upstander import Upstander
from bot.wiring import build
from messages.blocks import Message
from nudges.pace import Pace
from nudges.sender import Address, Delivered, Outcome
from storage import schedules
from storage.database import Database
from storage.models import Account, Delivery, Schedule
from storage.models.base import new_id
from storage.words import DeliveryState, Nudge, Platform
from tests.conftest import SECRET
from tests.walking import Walk

OUT_OF_PACE = Pace({})
SENT = (DeliveryState.SENT, None)


@dataclass
class Post:
    """What was sent to whom, and what the platform answers: by account, each answer once and the last one for good."""

    sent: list[tuple[str, Message]] = field(default_factory=list)
    answers: dict[str, list[Outcome | Exception]] = field(default_factory=dict)
    meanwhile: Callable[[Address], Awaitable[None]] | None = None
    is_running: bool = False

    def says(self, account: str, *answers: Outcome | Exception) -> None:
        self.answers[account] = list(answers)

    async def start(self) -> None:
        self.is_running = True

    async def stop(self) -> None:
        self.is_running = False

    async def send(self, to: Address, message: Message) -> Outcome:
        if self.meanwhile is not None:
            await self.meanwhile(to)
        self.sent.append((to.account, message))
        theirs = self.answers.get(to.account, [])
        answer = theirs.pop(0) if len(theirs) > 1 else theirs[0] if theirs else Delivered({"ts": str(len(self.sent))})
        if isinstance(answer, Exception):
            raise answer
        return answer

    def received(self, who: str) -> list[Message]:
        return [message for account, message in self.sent if account == f"U-{who.upper()}"]


@dataclass
class Worked:
    """The ticks of one process over the people of `walk`."""

    walk: Walk
    app: Upstander
    post: Post
    courier: Courier

    @classmethod
    def of(cls, walk: Walk, address: str, *, database: Database | None = None, **courier: Any) -> Worked:
        app = build(load(database_url=address, secret_keys=(SECRET,)), walk.clock)
        if database is not None:
            app = replace(app, database=database)
        post = Post()
        app.senders[Platform.SLACK] = post
        return cls(walk, app, post, Courier(app, **{"limits": OUT_OF_PACE} | courier))

    async def close(self) -> None:
        await self.app.background.drain(5)
        await self.app.database.close()

    async def schedule(self, *who: str) -> None:
        """They are to be planned by the next tick, as everybody new is."""
        async with self.walk.database.begin() as db:
            for one in who:
                values = {"organization_id": self.walk.organization_id, "person_id": self.walk.people[one]}
                await db.execute(insert(Schedule).values(**values, next_due_at=self.walk.clock(), due_on=None))

    async def ask_to_plan(self, *who: str) -> None:
        async with self.walk.database.begin() as db:
            people = [self.walk.people[one] for one in who]
            await schedules.ask_to_plan(db, self.walk.organization_id, people, self.walk.clock())

    async def next(self, who: str) -> tuple[datetime | None, date | None]:
        rows = await self.walk.rows(Schedule, Schedule.person_id == self.walk.people[who])
        return rows[0].next_due_at, rows[0].due_on

    async def plan(self) -> int:
        return await planning.plan(self.app)

    async def deliver(self) -> int:
        return await self.courier.deliver()

    async def sweep(self) -> int:
        return await planning.sweep(self.app)

    async def due(self, who: str) -> datetime:
        """Plans, and moves the clock to the person's next moment; there it is put in line."""
        await self.plan()
        at, _day = await self.next(who)
        assert at is not None, "nothing is due"
        self.walk.clock.set(at)
        await self.plan()
        return at

    async def deliveries(self, who: str) -> list[Any]:
        return await self.walk.rows(Delivery, Delivery.person_id == self.walk.people[who])

    async def delivery(self, who: str) -> Any:
        [one] = await self.deliveries(who)
        return one

    async def states(self, who: str) -> list[tuple[DeliveryState, str | None]]:
        return [(one.state, one.reason) for one in await self.deliveries(who)]

    def counted(self, state: DeliveryState, reason: str = "") -> float:
        """What the metrics tell of it."""
        labels = {"state": state.value, "reason": reason}
        return self.app.metrics.registry.get_sample_value("upstander_deliveries_total", labels) or 0.0

    async def change(self, who: str, **columns: Any) -> None:
        """Changes the person's deliveries by hand."""
        async with self.walk.database.begin() as db:
            await db.execute(update(Delivery).where(Delivery.person_id == self.walk.people[who]).values(**columns))

    async def account(self, who: str) -> Any:
        rows = await self.walk.rows(Account, Account.person_id == self.walk.people[who])
        return rows[0]

    async def set_account(self, who: str, **columns: Any) -> None:
        async with self.walk.database.begin() as db:
            await db.execute(update(Account).where(Account.person_id == self.walk.people[who]).values(**columns))

    async def line_up(self, who: str, *, nudge: Nudge = Nudge.REFLECTION, **columns: Any) -> UUID:
        """A delivery in line, due right now."""
        now = self.walk.clock()
        delivery_id = new_id()
        values = {
            "organization_id": self.walk.organization_id,
            "id": delivery_id,
            "person_id": self.walk.people[who],
            "nudge": nudge,
            "day": now.date(),
            "state": DeliveryState.PENDING,
            "zone": "UTC",
            "due_at": now,
            "ready_at": now,
            "created_at": now,
        }
        async with self.walk.database.begin() as db:
            await db.execute(insert(Delivery).values(**values | columns))
        return delivery_id
