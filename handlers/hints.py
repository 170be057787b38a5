"""Reads from words where something happened, and what somebody was put forward for. The card shows what was read."""

from __future__ import annotations

import re

from storage.words import Opportunity, Setting


def setting_in(text: str) -> Setting | None:
    """Where it happened, if the words tell; the more telling word wins ("a hiring meeting" is hiring)."""
    return next((setting for setting, pattern in _SETTINGS if pattern.search(text)), None)


def opportunity_in(text: str) -> Opportunity:
    """What kind of opportunity the words name; `other` where they name none."""
    return next((one for one, pattern in _OPPORTUNITIES if pattern.search(text)), Opportunity.OTHER)


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words.split(', '))})(?!\w)", re.IGNORECASE)


_SETTINGS = (
    (Setting.MEETING, _any_of("sprint review")),
    (
        Setting.HIRING,
        _any_of(
            "interviews?, interviewing, hiring, recruiting, recruitment, candidates?, shortlist, selection panel, "
            "candidate debrief"
        ),
    ),
    (Setting.REVIEW, _any_of("reviews?, (?:pull|merge) requests?, calibrations?, appraisals?, promotion committee")),
    (
        Setting.REMOTE,
        _any_of(
            "calls?, video ?calls?, video, videoconference, zoom, google meet, webex, huddle, remote, remotely, "
            "online, virtual, phone, teams (?:call|meeting), webinar"
        ),
    ),
    (
        Setting.CHAT,
        _any_of(
            "chat, threads?, channels?, slack, dms?, messages?, e-?mails?, comments?, "
            "(?:on|in|over|via) (?:ms |microsoft )?teams"
        ),
    ),
    (
        Setting.MEETING,
        _any_of(
            "meetings?, stand-?ups?, stand up, dail(?:y|ies), retros?, retrospectives?, 1[:-]1s?, 1 on 1, 1on1, "
            "one[- ]on[- ]ones?, one[- ]to[- ]ones?, workshops?, all[- ]?hands, plannings?, sync, kick-?off, "
            "off-?site, town ?hall, brainstorm(?:ing)?, demo, presentation, session"
        ),
    ),
)

_OPPORTUNITIES = (
    (Opportunity.AWARD, _any_of("awards?, prizes?, bonus, employee of the (?:month|quarter|year), medal")),
    (
        Opportunity.TALK,
        _any_of("talks?, keynotes?, speakers?, speaking, conference, panel, panell?ist, meetup, summit, podcast"),
    ),
    (Opportunity.PROMOTION, _any_of("promotions?, promoted?, promoting, next level, pay rise, raise")),
    (Opportunity.ROLE, _any_of("(?:project|program(?:me)?|product|team) (?:lead|leader|manager|owner)")),
    (
        Opportunity.PROJECT,
        _any_of(
            "projects?, initiatives?, task ?force, working group, committee, program(?:me)?, migration, launch, "
            "rollout, pilot, assignment, workstream, secondment"
        ),
    ),
    (
        Opportunity.VISIBILITY,
        _any_of(
            "visibility, visible, exposure, spotlight, showcase, introduction, demo, newsletter, "
            "(?:leadership|executive|exec|board|management) (?:meeting|review|presentation|session|team)"
        ),
    ),
    (
        Opportunity.ROLE,
        _any_of(
            "roles?, positions?, jobs?, opening, vacancy, seat, lead, leader, leadership, engineer, developer, "
            "designer, analyst, scientist, researcher, architect, consultant, manager, director, head, vp, "
            "vice president, chief, c[etfpo]o, ciso, officer, principal, staff, senior, partner, chair, board"
        ),
    ),
)
