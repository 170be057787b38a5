"""`log`: the form shows what a kind needs, checks everything again, and loses nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from handlers.request import Mention
from messages.forms import Choice, DateInput, Form, FormErrors, PersonPicker
from storage.models import Action, Sponsorship
from storage.words import Kind, Opportunity, Setting, Visibility, Withdrawal
from tests.walking import Walk, field_of, values_of, words_of

SHARED = ["kind", "occurred_on", "setting", "visibility"]


def names(form: object) -> list[str]:
    assert isinstance(form, Form), form
    return [one.name for one in form.inputs]


def input_of(form: object, name: str) -> Any:
    assert isinstance(form, Form), form
    return next(one for one in form.inputs if one.name == name)


# the form


async def test_without_a_kind_it_asks_what_all_kinds_share(walk: Walk) -> None:
    form = await walk.say("log")
    assert names(form) == SHARED
    kind = input_of(form, "kind")
    assert isinstance(kind, Choice)
    assert kind.refreshes
    assert [one.value for one in kind.options] == [kind.value for kind in Kind]


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (Kind.AMPLIFY, ["kind", "colleague", "occurred_on", "setting", "note", "visibility"]),
        (Kind.LEARN, ["kind", "occurred_on", "setting", "note", "visibility"]),
        (
            Kind.SPONSOR,
            ["kind", "colleague", "opportunity", "detail", "occurred_on", "setting", "note", "visibility"],
        ),
        (Kind.INTERVENE, ["kind", "way"]),
    ],
)
async def test_a_kind_shows_its_fields_only(walk: Walk, kind: Kind, shown: list[str]) -> None:
    form = await walk.change(await walk.say("log"), {"kind": kind.value})
    assert names(form) == shown
    assert names(await walk.say(f"log {kind.value}")) == shown


async def test_the_day_is_today_and_bounded(walk: Walk) -> None:
    day = input_of(await walk.say("log"), "occurred_on")
    assert day == DateInput(
        "occurred_on", "When?", value=date(2026, 3, 4), earliest=date(2026, 1, 3), latest=date(2026, 3, 4)
    )


async def test_visibility_is_the_persons_own(walk: Walk) -> None:
    await walk.set_preferences("ben", visibility=Visibility.PRIVATE)
    assert input_of(await walk.say("log"), "visibility").value == Visibility.PRIVATE


async def test_changing_the_kind_keeps_what_was_filled_in(walk: Walk) -> None:
    form = await walk.say("log amplify")
    filled = {
        "kind": "mentor",
        "colleague": walk.mention("ana"),
        "occurred_on": date(2026, 3, 1),
        "setting": "review",
        "note": "an hour",
        "visibility": "named",
    }
    changed = await walk.change(form, filled)
    assert isinstance(changed, Form)
    assert values_of(changed) == filled | {"colleague": Mention("U-ANA")}
    assert input_of(changed, "colleague").value_label == "Ana Lima"


async def test_what_has_no_field_is_shown_to_copy(walk: Walk) -> None:
    form = await walk.say("log sponsor")
    changed = await walk.change(form, {"kind": "intervene", "note": "my words", "detail": "staff engineer"})
    assert "my words" in words_of(changed)
    assert "staff engineer" in words_of(changed)


async def test_words_after_log_fill_it_in(walk: Walk) -> None:
    form = await walk.say("log amplify @ana yesterday in standup: her idea")
    assert isinstance(form, Form)
    assert values_of(form) == {
        "kind": "amplify",
        "colleague": Mention("U-ANA"),
        "occurred_on": date(2026, 3, 3),
        "setting": "meeting",
        "note": "yesterday in standup: her idea",
        "visibility": "program",
    }
    sponsor = await walk.say("log sponsor @~Ana for the keynote")
    assert isinstance(sponsor, Form)
    assert values_of(sponsor)["opportunity"] == "talk"
    assert values_of(sponsor)["detail"] == "the keynote"
    assert values_of(sponsor)["colleague"] == Mention("U-ANA")


async def test_words_without_a_kind_fill_in_what_they_can(walk: Walk) -> None:
    form = await walk.say("log @ana yesterday: her idea")
    assert names(form) == ["kind", "colleague", "occurred_on", "setting", "note", "visibility"]
    assert input_of(form, "kind").value == ""
    assert input_of(form, "note").value == "yesterday: her idea"


async def test_words_that_name_nobody_who_can_be_named(walk: Walk) -> None:
    form = await walk.say("log amplify @ben: x")
    assert input_of(form, "colleague").value == ""
    assert "You named yourself" in words_of(form)


async def test_a_colleague_without_account_cannot_be_picked(walk: Walk) -> None:
    await walk.add_person("ida", "Ida Berg", account=False)
    form = await walk.say("log amplify @~Ida: x")
    assert input_of(form, "colleague").value == ""
    assert "Ida Berg has no account in this workspace" in words_of(form)


# the shortcut


async def test_the_shortcut_opens_it(walk: Walk) -> None:
    assert names(await walk.shortcut()) == SHARED
    assert names(await walk.press("log")) == SHARED


async def test_from_a_message_its_author_is_filled_in(walk: Walk) -> None:
    form = await walk.shortcut(walk.mention("ana"))
    picker = input_of(form, "colleague")
    assert isinstance(picker, PersonPicker)
    assert (picker.value, picker.value_label) == ("U-ANA", "Ana Lima")
    kind = await walk.change(form, {"kind": "amplify"})
    assert input_of(kind, "colleague").value == "U-ANA"


@pytest.mark.parametrize("about", ["U-BEN", "U-BOT", "U-GUEST", "U-CLEO", "U-NOBODY"])
async def test_not_from_ones_own_or_a_bots_or_an_outsiders_message(walk: Walk, about: str) -> None:
    walk.directory.knows("U-BOT", "Robo", is_bot=True)
    walk.directory.knows("U-GUEST", "Guest", is_outside=True)
    await walk.set_preferences("cleo", log_me=False)
    assert names(await walk.shortcut(Mention(about))) == SHARED


# sending it


async def test_it_is_logged_as_filled_in(walk: Walk) -> None:
    reply = await walk.submit(
        await walk.say("log amplify"),
        {
            "colleague": walk.mention("ana"),
            "occurred_on": date(2026, 2, 27),
            "setting": "chat",
            "note": " her idea ",
            "visibility": "named",
        },
    )
    (action,) = await walk.rows(Action)
    assert (action.kind, action.beneficiary_id) == (Kind.AMPLIFY, walk.people["ana"])
    assert (action.occurred_on, action.setting) == (date(2026, 2, 27), Setting.CHAT)
    assert action.visibility is Visibility.NAMED
    assert walk.cipher.open(action.note_sealed) == "her idea"
    assert field_of(reply, "When") == "Friday, 27 February 2026"


async def test_almost_nothing_is_enough(walk: Walk) -> None:
    await walk.submit(await walk.say("log learn"))
    (action,) = await walk.rows(Action)
    assert (action.kind, action.beneficiary_id, action.setting, action.note_sealed) == (Kind.LEARN, None, None, None)


async def test_sponsoring_keeps_what_for(walk: Walk) -> None:
    await walk.submit(await walk.say("log sponsor @ana"), {"opportunity": "award", "detail": "Engineer of the year"})
    (sponsorship,) = await walk.rows(Sponsorship)
    assert sponsorship.opportunity is Opportunity.AWARD
    assert walk.cipher.open(sponsorship.detail_sealed) == "Engineer of the year"


async def test_a_field_of_another_kind_is_not_kept(walk: Walk) -> None:
    values = {
        "kind": "learn",
        "colleague": walk.mention("ana"),
        "opportunity": "award",
        "incident": "joke",
        "responses": ("spoke_up",),
        "outcome": "stopped",
        "occurred_on": date(2026, 3, 4),
    }
    await walk.submit("log", values)
    (action,) = await walk.rows(Action)
    assert (action.kind, action.beneficiary_id, action.incident) == (Kind.LEARN, None, None)
    assert await walk.rows(Sponsorship) == []


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"occurred_on": date(2026, 3, 5)}, "occurred_on", "still to come"),
        ({"occurred_on": date(2026, 1, 2)}, "occurred_on", "more than 60 days ago"),
        ({"occurred_on": "2026-02-31"}, "occurred_on", "in no calendar"),
        ({"occurred_on": None}, "occurred_on", "Pick the day"),
        ({"occurred_on": True}, "occurred_on", "Pick the day"),
        ({"kind": ""}, "kind", "Pick what you did"),
        ({"kind": "gossip"}, "kind", "Pick what you did"),
        ({"kind": None}, "kind", "Pick what you did"),
        ({"note": "x" * 2001}, "note", "1 characters too long"),
        ({"detail": "x" * 205}, "detail", "5 characters too long"),
        ({"opportunity": ""}, "opportunity", "Pick what you put them forward for"),
        ({"opportunity": "money"}, "opportunity", "Pick what you put them forward for"),
    ],
)
async def test_errors_are_told_and_what_was_typed_stays(
    walk: Walk, changes: dict[str, Any], field: str, told: str
) -> None:
    filled: dict[str, Any] = {"colleague": walk.mention("ana"), "note": "her idea", "opportunity": "talk"}
    reply = await walk.submit(await walk.say("log sponsor"), filled | changes)
    assert isinstance(reply, FormErrors)
    assert list(reply.errors) == [field]
    assert told in reply.errors[field]
    assert await walk.rows(Action) == []
    shown = values_of(reply.form)
    if "kind" not in changes:
        assert shown["note"] == changes.get("note", "her idea")
        assert shown["colleague"] == Mention("U-ANA")
    mended = {"kind": "sponsor", "occurred_on": date(2026, 3, 4), "note": "n", "detail": "d", "opportunity": "talk"}
    assert field_of(await walk.submit(reply, mended), "When") == "Today"


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("U-BEN", "You named yourself"),
        ("U-BOT", "Robo is a bot"),
        ("U-GUEST", "Guest isn't among"),
        ("U-ZOE", "isn't among"),
        ("U-CLEO", "prefers not to be named"),
    ],
)
async def test_who_cannot_be_named_is_told_and_the_act_is_kept(walk: Walk, who: str, told: str) -> None:
    walk.directory.knows("U-BOT", "Robo", is_bot=True)
    walk.directory.knows("U-GUEST", "Guest", is_outside=True)
    await walk.another_organization()
    await walk.set_preferences("cleo", log_me=False)
    form = await walk.say("log sponsor")
    values = {"colleague": Mention(who), "opportunity": "talk", "note": "Cleo Martin's idea", "detail": "d"}
    reply = await walk.submit(form, values)
    assert told in words_of(reply)
    (action,) = await walk.rows(Action)
    assert action.beneficiary_id is None
    assert ("Cleo" in (walk.cipher.open(action.note_sealed) or "")) == (who != "U-CLEO")


async def test_a_form_sent_before_it_changed_asks_for_the_rest(walk: Walk) -> None:
    form = await walk.say("log")
    asked = await walk.submit(form, {"kind": "sponsor"})
    assert "opportunity" in names(asked)
    assert "A few more choices" in words_of(asked)
    assert await walk.rows(Action) == []
    await walk.submit(asked, {"opportunity": "talk"})
    assert len(await walk.rows(Action)) == 1


async def test_the_same_twice_is_asked_about_here_too(walk: Walk) -> None:
    form = await walk.say("log amplify @ana: her idea")
    await walk.submit(form)
    reply = await walk.submit(form)
    assert "Already logged" in words_of(reply)
    assert [one.withdrawal for one in await walk.rows(Action)] == [None, Withdrawal.DUPLICATE]


@pytest.mark.parametrize("kind", list(Kind))
async def test_forged_values_are_no_accident(walk: Walk, kind: Kind) -> None:
    forged: dict[str, Any] = dict.fromkeys(
        ["way", "colleague", "opportunity", "detail", "incident", "responses", "outcome", "setting", "note"],
        True,
    )
    reply = await walk.submit("log", forged | {"kind": kind.value, "occurred_on": "yesterday"})
    assert isinstance(reply, Form | FormErrors)
    assert await walk.rows(Action) == []
