"""What the design's words are called to people, in one place; `nudges/names.py` has those that nudges use, too."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from messages.forms import Option
from nudges import names
from storage.words import (
    Gender,
    Incident,
    Kind,
    Opportunity,
    Outcome,
    Pace,
    Response,
    Role,
    Sector,
    Setting,
    SponsorshipState,
    Visibility,
)

KINDS = names.KINDS
TIERS = names.TIERS
KIND_MEANINGS: Mapping[Kind, str] = {
    Kind.AMPLIFY: "repeat a colleague's idea and credit them",
    Kind.SPONSOR: "put a colleague forward for an opportunity",
    Kind.MENTOR: "give a colleague time, advice or practice",
    Kind.INTERVENE: "step in when something biased happens",
    Kind.ADVOCATE: "speak up for a fairer rule, process or decision",
    Kind.INCLUDE: "bring someone in who was left out",
    Kind.RECOGNIZE: "name a colleague's work where it counts",
    Kind.LEARN: "read, listen or practise to be a better ally",
}
SETTINGS: Mapping[Setting, str] = {
    Setting.MEETING: "In a meeting",
    Setting.REVIEW: "In a review",
    Setting.HIRING: "In hiring",
    Setting.CHAT: "In chat",
    Setting.REMOTE: "On a call",
    Setting.OTHER: "Somewhere else",
}
VISIBILITIES: Mapping[Visibility, str] = {
    Visibility.PRIVATE: "Private: only counted",
    Visibility.PROGRAM: "Program: in exports, without my name",
    Visibility.NAMED: "Named: with my name where an export has names",
}
VISIBILITY_MEANINGS: Mapping[Visibility, str] = {
    Visibility.PRIVATE: "It is counted. Whoever it was for can see its kind and week, and nobody else sees more.",
    Visibility.PROGRAM: "It is counted, and exports of your program carry it without your name.",
    Visibility.NAMED: "It is counted, and where an export has names, yours stands beside it.",
}
INCIDENTS: Mapping[Incident, str] = {
    Incident.INTERRUPTED: "Someone was interrupted or talked over",
    Incident.IDEA_TAKEN: "An idea was taken over by someone else",
    Incident.STEREOTYPE: "A stereotype was voiced",
    Incident.JOKE: "A joke at someone's expense",
    Incident.EXCLUSION: "Someone was left out",
    Incident.OFFICE_HOUSEWORK: "Office housework fell to the same person",
    Incident.BIASED_EVALUATION: "An evaluation was biased",
    Incident.OTHER: "Something else",
}
RESPONSES: Mapping[Response, str] = {
    Response.SPOKE_UP: "I spoke up",
    Response.REDIRECTED: "I redirected the conversation",
    Response.CHECKED_IN: "I checked in afterwards",
    Response.ASKED_FOR_HELP: "I asked someone for help",
    Response.WROTE_IT_DOWN: "I wrote it down",
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.STOPPED: "It stopped",
    Outcome.ACKNOWLEDGED: "It was acknowledged",
    Outcome.ESCALATED: "It was taken further",
    Outcome.IGNORED: "It was ignored",
    Outcome.UNKNOWN: "I don't know",
}
OPPORTUNITIES: Mapping[Opportunity, str] = {
    Opportunity.ROLE: "A role",
    Opportunity.PROJECT: "A project",
    Opportunity.PROMOTION: "A promotion",
    Opportunity.AWARD: "An award",
    Opportunity.TALK: "A talk",
    Opportunity.VISIBILITY: "Visibility",
    Opportunity.OTHER: "Something else",
}
SPONSORSHIP_STATES: Mapping[SponsorshipState, str] = {
    SponsorshipState.NOMINATED: "Nominated",
    SponsorshipState.OPPORTUNITY: "Got the opportunity",
    SponsorshipState.OUTCOME: "Concluded",
}
ROLES: Mapping[Role, str] = {
    Role.MANAGER: "managers",
    Role.ADMIN: "program admins",
    Role.AUDITOR: "auditors",
}
GENDERS: Mapping[Gender, str] = {
    Gender.WOMAN: "Woman",
    Gender.MAN: "Man",
    Gender.NON_BINARY: "Non-binary",
    Gender.UNDISCLOSED: "I'd rather not say",
}
PACES: Mapping[Pace, str] = {
    Pace.TWICE_A_WEEK: "Up to twice a week",
    Pace.WEEKLY: "Once a week",
    Pace.EVERY_TWO_WEEKS: "Once every two weeks",
}
SECTORS: Mapping[Sector, str] = {
    Sector.GENERAL: "Any kind",
    Sector.ENGINEERING: "Engineering",
    Sector.HEALTHCARE: "Healthcare",
    Sector.FINANCE: "Finance",
}

Word = TypeVar("Word", bound=StrEnum)


def options(labels: Mapping[Word, str]) -> tuple[Option, ...]:
    """The words as choices of a form, in the order of the mapping."""
    return tuple(Option(word.value, label) for word, label in labels.items())
