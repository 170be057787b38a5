"""`edit` stores a corrected action in place of the old one, and only for its author."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from handlers.request import Mention
from messages.forms import Form, FormErrors
from storage.models import Action, Sponsorship
from storage.words import (
    Incident,
    Kind,
    Opportunity,
    Outcome,
    Setting,
    SponsorshipState,
    Visibility,
    Withdrawal,
)
from tests.walking import Walk, field_of, find_button, values_of, words_of

FILLED: dict[str, Any] = {"incident": "joke", "responses": ("spoke_up",), "outcome": "unknown"}


def names(form: object) -> list[str]:
    assert isinstance(form, Form), form
    return [one.name for one in form.inputs]


def subject_of(card: object) -> str:
    return getattr(find_button(card, "Undo"), "subject", "")  # type: ignore[arg-type]


async def test_it_opens_the_last_action_filled_in(walk: Walk) -> None:
    await walk.say("amplify @ana in standup yesterday: her idea")
    form = await walk.say("edit")
    assert isinstance(form, Form)
    assert values_of(form) == {
        "kind": "amplify",
        "colleague": Mention("U-ANA"),
        "occurred_on": date(2026, 3, 3),
        "setting": "meeting",
        "note": "in standup yesterday: her idea",
        "visibility": "program",
    }


async def test_nothing_logged_is_nothing_to_edit(walk: Walk) -> None:
    assert "nothing to edit" in words_of(await walk.say("edit"))


async def test_saving_replaces_the_old_one(walk: Walk) -> None:
    card = await walk.say("amplify @ana in standup: her idea")
    reply = await walk.submit(
        await walk.press_button(card, "Edit"),
        {"kind": "recognize", "colleague": walk.mention("cleo"), "setting": "chat", "note": "n", "visibility": "named"},
    )
    old, new = await walk.rows(Action)
    assert old.withdrawal is Withdrawal.EDITED
    assert new.withdrawn_at is None
    assert new.replaces_id == old.id
    assert (new.kind, new.beneficiary_id) == (Kind.RECOGNIZE, walk.people["cleo"])
    assert (new.setting, new.visibility) == (Setting.CHAT, Visibility.NAMED)
    assert walk.cipher.open(new.note_sealed) == "n"
    assert "Changed: Recognize for Cleo Martin, today." in words_of(reply)
    assert subject_of(reply) == str(new.id)


async def test_a_sponsorship_goes_along_and_keeps_its_state(walk: Walk) -> None:
    await walk.say("sponsor @ana for staff engineer")
    async with walk.database.begin() as db:
        await db.execute(update(Sponsorship).values(state=SponsorshipState.OUTCOME, concluded_on=date(2026, 3, 2)))
    await walk.submit(await walk.say("edit"), {"detail": "principal engineer", "opportunity": "promotion"})
    old, new = await walk.rows(Sponsorship)
    assert old.opportunity is Opportunity.ROLE
    assert new.opportunity is Opportunity.PROMOTION
    assert walk.cipher.open(new.detail_sealed) == "principal engineer"
    assert (new.state, new.concluded_on) == (SponsorshipState.OUTCOME, date(2026, 3, 2))


async def test_a_fresh_sponsorship_stays_nominated(walk: Walk) -> None:
    await walk.say("sponsor @ana for staff engineer")
    await walk.submit(await walk.say("edit"), {"note": "x"})
    _old, new = await walk.rows(Sponsorship)
    assert new.state is SponsorshipState.NOMINATED


async def test_changing_the_kind_changes_the_fields(walk: Walk) -> None:
    await walk.say("amplify @ana: her idea")
    form = await walk.change(await walk.say("edit"), {"kind": "sponsor"})
    assert "opportunity" in names(form)
    reply = await walk.submit(form, {"opportunity": "talk"})
    assert field_of(reply, "Put forward for") == "A talk"
    assert len(await walk.rows(Sponsorship)) == 1


async def test_a_form_sent_before_it_changed_asks_for_the_rest(walk: Walk) -> None:
    await walk.say("amplify @ana: her idea")
    form = await walk.submit(await walk.say("edit"), {"kind": "sponsor"})
    assert "opportunity" in names(form)
    assert [one.withdrawal for one in await walk.rows(Action)] == [None]


async def test_nothing_becomes_an_intervention_here(walk: Walk) -> None:
    await walk.say("amplify @ana: her idea")
    form = await walk.say("edit")
    reply = await walk.submit(form, FILLED | {"kind": "intervene", "way": "log"})
    assert isinstance(reply, FormErrors)
    assert list(reply.errors) == ["kind"]
    assert "incident" not in names(await walk.change(form, {"kind": "intervene", "way": "log"}))


async def test_an_intervention_stays_one(walk: Walk) -> None:
    await walk.submit(await walk.press("intervene.log"), FILLED)
    form = await walk.say("edit")
    assert names(form) == ["incident", "responses", "outcome", "occurred_on", "setting", "visibility"]
    assert "A log is not a report" in words_of(form)
    forged = {"kind": "amplify", "outcome": "stopped", "colleague": Mention("U-DAN"), "note": "it was Dan"}
    await walk.submit(form, forged)
    _old, new = await walk.rows(Action)
    assert (new.kind, new.incident, new.outcome) == (Kind.INTERVENE, Incident.JOKE, Outcome.STOPPED)
    assert (new.beneficiary_id, new.note_sealed) == (None, None)


async def test_a_note_of_an_intervention_outlives_that_notes_were_switched_off(walk: Walk) -> None:
    await walk.set_organization(intervention_notes=True)
    await walk.submit(await walk.press("intervene.log"), FILLED | {"note": "she went on"})
    edited = await walk.submit(await walk.say("edit"), {"note": "@Dan Weber stopped"})
    assert field_of(edited, "Your note") == "someone stopped"
    await walk.set_organization(intervention_notes=False)
    await walk.submit(await walk.say("edit"), {"outcome": "stopped"})
    assert walk.cipher.open((await walk.rows(Action))[-1].note_sealed) == "someone stopped"


async def test_everything_is_checked_again(walk: Walk) -> None:
    await walk.say("amplify @ana: her idea")
    reply = await walk.submit(await walk.say("edit"), {"occurred_on": date(2026, 3, 9), "note": "typed"})
    assert isinstance(reply, FormErrors)
    assert "still to come" in reply.errors["occurred_on"]
    assert values_of(reply.form)["note"] == "typed"
    assert reply.form.subject == str((await walk.rows(Action))[0].id)
    assert [one.withdrawal for one in await walk.rows(Action)] == [None]


async def test_without_a_choice_it_stays_as_visible_as_it_was(walk: Walk) -> None:
    await walk.set_preferences("ben", visibility="private")
    await walk.say("amplify @ana: her idea")
    await walk.set_preferences("ben", visibility="named")
    await walk.submit(await walk.say("edit"), {"visibility": "everybody", "note": "x"})
    assert (await walk.rows(Action))[-1].visibility is Visibility.PRIVATE


async def test_an_old_day_may_stay_but_not_become_older(walk: Walk) -> None:
    await walk.say("amplify @ana 50 days ago: her idea")
    walk.clock.move(timedelta(days=30))
    form = await walk.say("edit")
    older = await walk.submit(form, {"occurred_on": date(2026, 1, 12)})
    assert isinstance(older, FormErrors)
    await walk.submit(form, {"note": "mended"})
    assert (await walk.rows(Action))[-1].occurred_on == date(2026, 1, 13)


async def test_a_colleague_without_account_here_can_stay(walk: Walk) -> None:
    await walk.add_person("ida", "Ida Berg", account=False)
    await walk.say("amplify @~Ida Berg: her idea")
    form = await walk.say("edit")
    assert "Still for Ida Berg" in words_of(form)
    assert field_of(await walk.submit(form, {"note": "x"}), "For") == "Ida Berg"
    form = await walk.say("edit")
    assert field_of(await walk.submit(form, {"colleague": walk.mention("cleo")}), "For") == "Cleo Martin"
    await walk.say("amplify @~Ida Berg: another")
    assert field_of(await walk.submit(await walk.say("edit"), {"keeps_colleague": False}), "For") == "Nobody named"


@pytest.mark.parametrize("has_account", [True, False])
async def test_who_no_longer_wants_to_be_named_is_not_named_again(walk: Walk, has_account: bool) -> None:
    await walk.add_person("ida", "Ida Berg", account=has_account)
    await walk.say("amplify @~Ida Berg: the idea of Ida Berg")
    await walk.set_preferences("ida", log_me=False)
    reply = await walk.submit(await walk.say("edit"))
    assert "prefers not to be named" in words_of(reply)
    new = (await walk.rows(Action))[-1]
    assert new.beneficiary_id is None
    assert walk.cipher.open(new.note_sealed) == "the idea of a colleague"


async def test_editing_what_does_not_count(walk: Walk) -> None:
    card = await walk.say("amplify @ana: her idea")
    form = await walk.press_button(card, "Edit")
    await walk.press_button(card, "Undo")
    assert "undone before" in words_of(await walk.press_button(card, "Edit"))
    assert "undone before" in words_of(await walk.submit(form, {"note": "x"}))
    assert len(await walk.rows(Action)) == 1
    await walk.press("undo.restore", subject_of(card))
    await walk.submit(form, {"note": "x"})
    assert "changed that one since" in words_of(await walk.submit(form, {"note": "y"}))
    assert "changed that one since" in words_of(await walk.press_button(card, "Edit"))
    assert len(await walk.rows(Action)) == 2


async def test_a_duplicate_is_asked_about_instead(walk: Walk) -> None:
    await walk.say("amplify @ana: one")
    second = find_button(await walk.say("amplify @ana: one"), "It happened twice: count both")
    assert "Already logged" in words_of(await walk.press("edit", getattr(second, "subject", "")))


@pytest.mark.parametrize("who", ["ana", "dan", "ada"])
async def test_somebody_elses_action_cannot_be_opened_or_saved(walk: Walk, who: str) -> None:
    card = await walk.say("amplify @ana: her idea", as_="ben")
    form = await walk.press_button(card, "Edit", as_="ben")
    gone = words_of(await walk.press("edit", "01900000-0000-7000-8000-000000000000", as_=who))
    assert words_of(await walk.press_button(card, "Edit", as_=who)) == gone
    assert words_of(await walk.submit(form, {"note": "mine now"}, as_=who)) == gone
    assert words_of(await walk.change(form, {"kind": "learn"}, as_=who)) == gone
    assert words_of(await walk.submit("edit", {"note": "x"}, as_=who, subject="no id")) == gone
    (action,) = await walk.rows(Action)
    assert walk.cipher.open(action.note_sealed) == "her idea"
    assert action.withdrawn_at is None


async def test_a_colleague_of_another_organization_cannot_be_put_in(walk: Walk) -> None:
    await walk.another_organization()
    await walk.say("amplify @ana: her idea")
    reply = await walk.submit(await walk.say("edit"), {"colleague": Mention("U-ZOE")})
    assert "isn't among your colleagues" in words_of(reply)
    assert (await walk.rows(Action))[-1].beneficiary_id is None


@pytest.mark.parametrize(("days", "stays"), [(4, False), (5, True)])
async def test_of_a_week_that_is_over_it_says_what_exports_keep(walk: Walk, days: int, stays: bool) -> None:
    """The clock shows a Wednesday."""
    await walk.say("amplify @ana: one")
    walk.clock.move(timedelta(days=days))
    form = await walk.say("edit")
    assert isinstance(form, Form)
    reply = await walk.submit(form, {**values_of(form), "visibility": "private"})
    assert ("exports may go on having it as it was, without your name" in words_of(reply)) is stays
