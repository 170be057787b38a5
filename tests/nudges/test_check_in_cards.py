"""The cards of check-ins, as they are seen on each platform, and what they must not tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from handlers.table import BY_PRESS
from messages.blocks import Button, Message
from nudges import check_in_cards
from storage.questions import AboutAction, AboutSponsorship
from storage.words import ConfirmationPart, Kind, Opportunity, Setting
from tests.golden import check_golden
from tests.shown import all_buttons, words_of

ID = UUID(int=7)
AT = datetime(2026, 3, 3, 10, tzinfo=UTC)
DAY = date(2026, 3, 3)
HELPED = AboutAction(ID, None, ConfirmationPart.BENEFICIARY, "Ben Okafor", Kind.AMPLIFY, Setting.MEETING, DAY, AT)
SEEN = replace(HELPED, part=ConfirmationPart.WITNESS, setting=Setting.REMOTE)
OF_SPONSOR = AboutSponsorship(ID, True, "Ana Lima", Opportunity.ROLE, DAY, AT, None)
OF_BENEFICIARY = replace(OF_SPONSOR, of_sponsor=False, colleague="Dan Weber")
CARDS = {
    "helped": check_in_cards.of_action(HELPED, str(ID)),
    "seen": check_in_cards.of_action(SEEN, str(ID)),
    "of_sponsor": check_in_cards.of_sponsorship(OF_SPONSOR),
    "of_beneficiary": check_in_cards.of_sponsorship(OF_BENEFICIARY),
    "of_somebody_without_a_name": check_in_cards.of_action(replace(HELPED, author="", setting=None), str(ID)),
}


@pytest.mark.parametrize("name", CARDS)
def test_golden_check_in(name: str) -> None:
    check_golden(f"check_ins/{name}", CARDS[name])


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("part", ConfirmationPart)
def test_every_kind_is_told_without_guessing_a_pronoun(kind: Kind, part: ConfirmationPart) -> None:
    words = words_of(check_in_cards.of_action(replace(HELPED, kind=kind, part=part), str(ID))).lower().split()
    assert not {"he", "she", "his", "her", "hers", "him"} & {one.strip(".,;:’'?") for one in words}


@pytest.mark.parametrize("opportunity", Opportunity)
def test_whoever_was_put_forward_is_not_told_for_what(opportunity: Opportunity) -> None:
    """That is the sponsor's to tell."""
    told = {words_of(check_in_cards.of_sponsorship(replace(OF_BENEFICIARY, opportunity=one))) for one in Opportunity}
    assert len(told) == 1
    of_sponsor = check_in_cards.of_sponsorship(replace(OF_SPONSOR, opportunity=opportunity))
    assert "you put Ana Lima forward for" in words_of(of_sponsor)


def test_names_are_text() -> None:
    shown = check_in_cards.of_action(replace(HELPED, author="<!channel> *Ben*"), str(ID))
    assert "<!channel> *Ben*" in words_of(shown), "as it is; renderers escape it"


@pytest.mark.parametrize("name", CARDS)
def test_somebody_answers_every_button(name: str) -> None:
    assert {one.action for one in _buttons(CARDS[name])} <= set(BY_PRESS)


def _buttons(message: Message) -> list[Button]:
    return [one for one in all_buttons(message) if isinstance(one, Button)]
