"""What words tell of the place and of the opportunity."""

from __future__ import annotations

import pytest

from handlers.hints import opportunity_in, setting_in
from storage.words import Opportunity, Setting


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("in the roadmap meeting", Setting.MEETING),
        ("in standup", Setting.MEETING),
        ("in Stand-up yesterday", Setting.MEETING),
        ("in our 1:1", Setting.MEETING),
        ("in a one-on-one", Setting.MEETING),
        ("at the all hands", Setting.MEETING),
        ("in the sprint review", Setting.MEETING),
        ("in her review", Setting.REVIEW),
        ("in the calibration meeting", Setting.REVIEW),
        ("in an interview", Setting.HIRING),
        ("in the hiring meeting", Setting.HIRING),
        ("on a call", Setting.REMOTE),
        ("in the Zoom meeting", Setting.REMOTE),
        ("on a teams call", Setting.REMOTE),
        ("by video", Setting.REMOTE),
        ("on Teams", Setting.CHAT),
        ("in the Slack thread", Setting.CHAT),
        ("in the payments channel", Setting.CHAT),
        ("by e-mail", Setting.CHAT),
        ("for both teams", None),
        ("recalled her idea", None),
        ("previewing it", None),
        ("", None),
    ],
)
def test_settings(text: str, setting: Setting | None) -> None:
    assert setting_in(text) is setting


@pytest.mark.parametrize(
    ("text", "opportunity"),
    [
        ("staff engineer", Opportunity.ROLE),
        ("the open role in payments", Opportunity.ROLE),
        ("head of design", Opportunity.ROLE),
        ("project lead", Opportunity.ROLE),
        ("CTO", Opportunity.ROLE),
        ("the payments migration", Opportunity.PROJECT),
        ("leading the pricing project", Opportunity.PROJECT),
        ("promotion to senior engineer", Opportunity.PROMOTION),
        ("the engineering award", Opportunity.AWARD),
        ("employee of the month", Opportunity.AWARD),
        ("the keynote", Opportunity.TALK),
        ("speaker at the summit", Opportunity.TALK),
        ("the board presentation", Opportunity.VISIBILITY),
        ("more visibility", Opportunity.VISIBILITY),
        ("something good", Opportunity.OTHER),
        ("", Opportunity.OTHER),
    ],
)
def test_opportunities(text: str, opportunity: Opportunity) -> None:
    assert opportunity_in(text) is opportunity
