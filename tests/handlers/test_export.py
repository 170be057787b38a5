"""`/ally export`: asking, waiting, agreeing, and who may do what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from handlers.pending import Pending
from handlers.request import Reply
from messages.blocks import Button, Buttons, Message
from messages.forms import Form, FormErrors, Link
from storage import export_files, export_making
from storage.export_making import LIFETIME, MOST_ATTEMPTS, File
from storage.export_orders import TO_APPROVE
from storage.export_words import ExportState
from storage.models import AuditEvent, ExportLink, ExportOrder
from storage.models.base import new_id
from storage.words import ExportForm, ExportWhat, Gender
from tests.golden import check_golden
from tests.walking import PUBLIC_URL, Walk, all_buttons, words_of

NAMES = {"with_names": True, "reason": "for the yearly ceremony"}


def with_ids(reply: Reply) -> Any:
    """The same ids and tokens in it on every run."""
    match reply:
        case Message():
            blocks = (
                Buttons(tuple(replace(o, subject="1") if isinstance(o, Button) and o.subject else o for o in one.items))
                if isinstance(one, Buttons)
                else one
                for one in reply.blocks
            )
            return Message(reply.fallback, tuple(blocks))
        case Link():
            return replace(reply, url=f"{PUBLIC_URL}/exports/orders/token")
        case _:
            return reply


async def orders(walk: Walk) -> list[Any]:
    return await walk.rows(ExportOrder)


async def make(walk: Walk, *, rows: int = 1234, withheld: int = 3) -> UUID:
    """Makes the order that waits, as a worker does."""
    async with walk.database.begin() as db:
        claimed = await export_making.claim(db, walk.cipher, walk.clock())
        assert claimed is not None
        job, _key = claimed
        await export_files.keep(db, job.organization_id, job.id, 0, b"sealed")
        await export_making.finish(db, job, File(rows, withheld, 6, "00"), walk.clock())
    return job.id


@pytest.fixture
async def second(walk: Walk) -> Walk:
    await walk.add_person("ira", "Ira Second", Gender.UNDISCLOSED, is_admin=True)
    return walk


class TestAsking:
    async def test_golden_form(self, walk: Walk) -> None:
        check_golden("export/form", await walk.say("export", as_="ada"))

    @pytest.mark.parametrize("who", ["ben", "dan"])
    async def test_only_admins(self, walk: Walk, who: str) -> None:
        for reply in (
            await walk.say("export", as_=who),
            await walk.submit("export", {"what": "activity"}, as_=who),
            await walk.press("export.new", as_=who),
            await walk.press("export.look", new_id(), as_=who),
            await walk.press("export.approve", new_id(), as_=who),
        ):
            assert "/ally export is for program admins." in words_of(reply)
        assert await orders(walk) == []

    async def test_without_names_it_is_made_and_fetched(self, walk: Walk) -> None:
        asked = await walk.submit(await walk.say("export", as_="ada"), as_="ada")
        check_golden("export/making", with_ids(asked))
        assert isinstance(asked, Pending)
        [order] = await orders(walk)
        assert (order.what, order.form, order.first_on, order.last_on) == (
            ExportWhat.ACTIVITY,
            ExportForm.CSV,
            date(2025, 10, 1),
            date(2025, 12, 31),
        )
        assert (order.state, order.with_names, order.reason_sealed) == (ExportState.ORDERED, False, None)
        await make(walk)
        ready = await walk.press_button(asked, "Look again", as_="ada")
        check_golden("export/ready", with_ids(ready))
        assert isinstance(ready, Link)
        [link] = await walk.rows(ExportLink)
        assert link.token_hash not in ready.url
        assert ready.url.startswith(f"{PUBLIC_URL}/exports/orders/")
        [asked_event, made] = await walk.rows(AuditEvent)
        assert (asked_event.event, made.event) == ("export.asked", "export.made")
        assert made.details | {"export": ""} == {
            "export": "",
            "what": "activity",
            "first": "2025-10-01",
            "last": "2025-12-31",
            "form": "csv",
            "names": False,
            "rows": 1234,
            "periods_withheld": 3,
            "bytes": 6,
            "sha256": "00",
        }

    async def test_golden_progress(self, walk: Walk) -> None:
        asked = await walk.say("export nudges parquet 2025", as_="ada")
        async with walk.database.begin() as db:
            claimed = await export_making.claim(db, walk.cipher, walk.clock())
            assert claimed is not None
            await export_making.hold(db, claimed[0], walk.clock(), rows=(43, 100))
        check_golden("export/progress", with_ids(await walk.press_button(asked, "Look again", as_="ada")))

    async def test_csv_for_excel_is_a_choice_of_its_own(self, walk: Walk) -> None:
        await walk.submit(await walk.say("export", as_="ada"), {"form": "csv_bom"}, as_="ada")
        [order] = await orders(walk)
        assert (order.form, order.with_bom) == (ExportForm.CSV, True)

    @pytest.mark.parametrize(
        ("values", "field", "told"),
        [
            ({"first": date(2026, 2, 1), "last": date(2026, 1, 1)}, "last", "before the first"),
            ({"last": date(2026, 3, 5)}, "last", "still to come"),
            ({"first": date(2020, 12, 31), "last": date(2025, 12, 31)}, "last", "more than 5 years"),
            ({"first": "31.2.2026"}, "first", "“31.2.2026” is no day"),
            ({"last": None}, "last", "Please pick a day."),
            ({"what": "passwords"}, "what", "choose one"),
            ({"form": "exe"}, "form", "choose one"),
            ({"with_names": True}, "reason", "Names need a reason."),
            ({"with_names": True, "reason": "because"}, "reason", "a little more"),
            ({"with_names": True, "reason": "x" * 501}, "reason", "500 letters"),
            (NAMES | {"what": "nudges"}, "with_names", "never go with names"),
        ],
    )
    async def test_what_is_wrong_is_told_and_nothing_is_lost(
        self, second: Walk, values: dict[str, Any], field: str, told: str
    ) -> None:
        reply = await second.submit(await second.say("export", as_="ada"), values, as_="ada")
        assert isinstance(reply, FormErrors)
        assert list(reply.errors) == [field]
        assert told in reply.errors[field]
        held = {one.name: getattr(one, "value", None) for one in reply.form.inputs}
        for name, value in values.items():
            if name == field and not isinstance(value, date | bool) and name != "reason":
                continue  # what is none of the choices can't be shown as one
            assert held[name] == value
        assert await orders(second) == []

    async def test_five_years_to_the_day_are_not_too_long(self, walk: Walk) -> None:
        days = {"first": date(2021, 1, 1), "last": date(2025, 12, 31)}
        assert isinstance(await walk.submit(await walk.say("export", as_="ada"), days, as_="ada"), Pending)

    async def test_golden_errors(self, walk: Walk) -> None:
        wrong = {"first": date(2026, 2, 1), "last": date(2026, 1, 1), "with_names": True, "reason": "because"}
        check_golden("export/errors", await walk.submit(await walk.say("export", as_="ada"), wrong, as_="ada"))


class TestTooMany:
    async def ten(self, walk: Walk) -> None:
        for year in range(2016, 2026):
            assert isinstance(await walk.say(f"export activity {year}", as_="ada"), Pending)

    async def test_ten_an_hour_and_then_a_few_minutes_each(self, second: Walk) -> None:
        await self.ten(second)
        refused = await second.say("export nudges 2025", as_="ada")
        assert "10 exports within an hour" in words_of(refused)
        assert len(await orders(second)) == 10
        assert isinstance(await second.say("export activity 2025", as_="ada"), Pending), "that is ordered already"
        assert isinstance(await second.say("export nudges 2025", as_="ira"), Pending), "others have their own"
        second.clock.move(timedelta(minutes=6))
        assert isinstance(await second.say("export nudges 2025", as_="ada"), Pending)
        assert "10 exports" in words_of(await second.say("export training 2025", as_="ada"))

    async def test_the_form_keeps_what_was_filled_in(self, walk: Walk) -> None:
        form = await walk.press("export.new", as_="ada")
        await self.ten(walk)
        refused = await walk.submit(form, {"what": "nudges", "form": "xlsx"}, as_="ada")
        assert isinstance(refused, FormErrors)
        assert "10 exports within an hour" in refused.errors["what"]
        held = {one.name: getattr(one, "value", None) for one in refused.form.inputs}
        assert (held["what"], held["form"]) == ("nudges", "xlsx")
        assert len(await orders(walk)) == 10


class TestWords:
    @pytest.mark.parametrize(
        ("typed", "what", "form", "first", "last"),
        [
            ("activity csv last quarter", ExportWhat.ACTIVITY, "csv", date(2025, 10, 1), date(2025, 12, 31)),
            ("the indicators for 2025 as excel", ExportWhat.INDICATORS, "xlsx", date(2025, 1, 1), date(2025, 12, 31)),
            ("nudges 2026-Q1 parquet", ExportWhat.NUDGES, "parquet", date(2026, 1, 1), date(2026, 3, 4)),
            ("training json 2026-02", ExportWhat.TRAINING, "jsonl", date(2026, 2, 1), date(2026, 2, 28)),
            ("sponsorships 2025-W10", ExportWhat.SPONSORSHIPS, "csv", date(2025, 3, 3), date(2025, 3, 9)),
            ("actvity 2025-01-15 to 2025-02-01", ExportWhat.ACTIVITY, "csv", date(2025, 1, 15), date(2025, 2, 1)),
            ("activity this month", ExportWhat.ACTIVITY, "csv", date(2026, 3, 1), date(2026, 3, 4)),
        ],
    )
    async def test_words_that_say_it_all(
        self, walk: Walk, typed: str, what: ExportWhat, form: str, first: date, last: date
    ) -> None:
        assert isinstance(await walk.say(f"export {typed}", as_="ada"), Pending)
        [order] = await orders(walk)
        assert (order.what, order.form.value, order.first_on, order.last_on) == (what, form, first, last)

    async def test_what_is_not_understood_is_told_in_the_form(self, walk: Walk) -> None:
        reply = await walk.say("export activity xlsx bananas 2025", as_="ada")
        assert isinstance(reply, Form)
        assert "I did not understand “bananas”." in words_of(reply)
        held = {one.name: getattr(one, "value", None) for one in reply.inputs}
        assert (held["form"], held["first"]) == ("xlsx", date(2025, 1, 1))
        assert await orders(walk) == []

    @pytest.mark.parametrize("typed", ["activity with names", "csv", "activity 2031"])
    async def test_what_can_not_be_done_at_once_opens_the_form(self, walk: Walk, typed: str) -> None:
        assert isinstance(await walk.say(f"export {typed}", as_="ada"), Form)
        assert await orders(walk) == []


class TestNames:
    async def test_an_only_admin_is_told_to_find_a_second(self, walk: Walk) -> None:
        reply = await walk.submit(await walk.say("export", as_="ada"), NAMES, as_="ada")
        assert isinstance(reply, FormErrors)
        assert "you are the only one" in reply.errors["with_names"]
        assert await orders(walk) == []

    async def test_it_waits_until_a_second_admin_agrees(self, second: Walk) -> None:
        asked = await second.submit(await second.say("export", as_="ada"), NAMES, as_="ada")
        check_golden("export/waiting", with_ids(asked))
        waiting = await second.say("export", as_="ira")
        check_golden("export/to_decide", with_ids(waiting))
        agreed = await second.press_button(waiting, "Agree", as_="ira")
        check_golden("export/agreed", with_ids(agreed))
        await make(second)
        assert isinstance(await second.press_button(asked, "Look again", as_="ada"), Link)
        assert [one.event for one in await second.rows(AuditEvent)] == [
            "export.asked",
            "export.approved",
            "export.made",
        ]

    async def test_declined_is_told_to_both(self, second: Walk) -> None:
        asked = await second.submit(await second.say("export", as_="ada"), NAMES, as_="ada")
        check_golden(
            "export/declined", await second.press_button(await second.say("export", as_="ira"), "Decline", as_="ira")
        )
        assert "Ira Second did not agree to names." in words_of(
            await second.press_button(asked, "Look again", as_="ada")
        )

    async def test_nobody_agrees_to_their_own_not_by_another_account_either(self, second: Walk) -> None:
        await second.submit(await second.say("export", as_="ada"), NAMES, as_="ada")
        [order] = await orders(second)
        mine = await second.say("export", as_="ada")
        assert "Agree" not in [one.label for one in all_buttons(mine)]
        await second.execute("UPDATE accounts SET external_id = 'U-OTHER' WHERE external_id = 'U-ADA'")
        for who in ("U-OTHER",):
            assert "nothing to decide" in words_of(await second.press("export.approve", order.id, as_=who))
        assert (await orders(second))[0].state is ExportState.WAITING

    async def test_after_a_week_nobody_can_agree(self, second: Walk) -> None:
        await second.submit(await second.say("export", as_="ada"), NAMES, as_="ada")
        waiting = await second.say("export", as_="ira")
        second.clock.move(TO_APPROVE)
        assert "nothing to decide" in words_of(await second.press_button(waiting, "Agree", as_="ira"))
        assert "Nobody agreed in time" in words_of(await second.say("export", as_="ada"))

    async def test_who_lost_the_role_agrees_to_nothing(self, second: Walk) -> None:
        await second.submit(await second.say("export", as_="ada"), NAMES, as_="ada")
        waiting = await second.say("export", as_="ira")
        await second.set_person("ira", is_admin=False)
        assert "is for program admins" in words_of(await second.press_button(waiting, "Agree", as_="ira"))
        assert (await orders(second))[0].state is ExportState.WAITING


class TestLooking:
    async def test_golden_overview(self, second: Walk) -> None:
        await second.say("export activity 2025", as_="ada")
        await make(second)
        second.clock.move(timedelta(minutes=1))
        await second.say("export nudges 2025", as_="ada")
        second.clock.move(timedelta(minutes=1))
        await second.submit(await second.press("export.new", as_="ira"), NAMES, as_="ira")
        check_golden("export/overview", with_ids(await second.say("export", as_="ada")))

    async def test_nobody_sees_or_fetches_what_another_asked_for(self, second: Walk) -> None:
        await second.say("export activity 2025", as_="ada")
        order_id = await make(second)
        assert "can't find that export" in words_of(await second.press("export.look", order_id, as_="ira"))
        assert isinstance(await second.say("export", as_="ira"), Form)
        other = await second.another_organization()
        await other.set_person("zoe", is_admin=True)
        assert "can't find that export" in words_of(await other.press("export.look", order_id, as_="zoe"))
        assert await second.rows(ExportLink) == []

    @pytest.mark.parametrize("subject", ["", "nonsense", "1" * 32])
    async def test_a_forged_button_finds_nothing(self, walk: Walk, subject: str) -> None:
        assert "can't find that export" in words_of(await walk.press("export.look", subject, as_="ada"))
        assert "nothing to decide" in words_of(await walk.press("export.approve", subject, as_="ada"))

    async def test_its_time_ends(self, walk: Walk) -> None:
        asked = await walk.say("export activity 2025", as_="ada")
        await make(walk)
        walk.clock.move(LIFETIME)
        assert "Its time was over" in words_of(await walk.press_button(asked, "Look again", as_="ada"))

    async def test_what_failed_says_so(self, walk: Walk) -> None:
        asked = await walk.say("export activity 2025", as_="ada")
        for _ in range(MOST_ATTEMPTS):
            async with walk.database.begin() as db:
                claimed = await export_making.claim(db, walk.cipher, walk.clock())
                assert claimed is not None
                await export_making.give_back(db, claimed[0], walk.clock())
            walk.clock.move(timedelta(minutes=1))
        assert "could not be made" in words_of(await walk.press_button(asked, "Look again", as_="ada"))
        assert isinstance(await walk.press_button(await walk.say("export", as_="ada"), "New export", as_="ada"), Form)
