"""The words for what nudges can be: paces, kinds, sectors, situations. English."""

from __future__ import annotations

import re

from handlers import guess
from handlers.nudge_sets import NOT_OR_ALSO
from handlers.nudge_times import PART_WORDS
from storage.words import Pace, Sector, Setting

_TWO_WEEKS = r"(?:every (?:other|two|2|second) weeks?|bi-?weekly|fortnightly|(?:a|per|every) fortnight|every 14 days)"
_WEEK = r"(?:a|per|each|every) week"
PACES = (
    (Pace.EVERY_TWO_WEEKS, re.compile(rf"\b(?:(?:once|one|1x?) )?{_TWO_WEEKS}\b")),
    (Pace.TWICE_A_WEEK, re.compile(rf"\b(?:(?:up to )?(?:twice|two|2x?)(?: times)? (?:{_WEEK}|weekly))\b")),
    (Pace.WEEKLY, re.compile(rf"\b(?:(?:(?:once|one|1x?)(?: time)? )?(?:{_WEEK}|weekly))\b")),
)
OFTENER = re.compile(r"\b(?:more (?:often|frequently)|oftener|faster)\b|^ more $")
RARER = re.compile(r"\b(?:(?:less|not so|not as) (?:often|frequently)|rarer|slower|fewer|less)\b")
_KIND_TERM = (
    r"(?:(?:micro-?\s?)?(?:lessons?|trainings?)|quiz(?:zes)?|reflections?(?: prompts?)?|prompts?|questions?"
    r"|both(?: kinds)?|all kinds|everything)"
)
KIND = re.compile(
    rf"{NOT_OR_ALSO}"
    rf"\b(?P<these>{_KIND_TERM}(?:\s*(?:,|&|\+|\band\b|\bor\b)\s*{_KIND_TERM})*)\b"
)
_SECTOR_LEAD = r"\b(?:(?:my )?(?:sector|industry|work|job)\s+(?:is\s+|to\s+|in\s+)?)?(?:(?:for|about)\s+)?"
SECTORS = (
    (Sector.ENGINEERING, re.compile(rf"{_SECTOR_LEAD}\b(?:engineering|software|tech|technology|it sector)\b")),
    (Sector.HEALTHCARE, re.compile(rf"{_SECTOR_LEAD}\b(?:health ?care|health|medicine|hospital|nursing)\b")),
    (Sector.FINANCE, re.compile(rf"{_SECTOR_LEAD}\b(?:finance|financial|banking|insurance)\b")),
    (Sector.GENERAL, re.compile(rf"{_SECTOR_LEAD}\b(?:general|any sector|any kind of work|any work)\b")),
)
SITUATIONS = (
    (Setting.MEETING, r"meetings?"),
    (Setting.REVIEW, r"reviews?"),
    (Setting.HIRING, r"hiring|interviews?|recruiting"),
    (Setting.CHAT, r"chats?"),
    (Setting.REMOTE, r"remote|calls?"),
)
_SITUATION_TERM = rf"(?:{'|'.join(pattern for _setting, pattern in SITUATIONS)})"
SITUATION = re.compile(
    rf"{NOT_OR_ALSO}(?:\b(?:about|settings?|situations?)\s+)*(?:\bin\s+)?"
    rf"\b(?P<these>{_SITUATION_TERM}(?:\s*(?:,|&|\+|\band\b|\bor\b)?\s*(?:in )?\b{_SITUATION_TERM})*)\b"
)
ANY_SITUATION = re.compile(r"\b(?:any|all|every)(?: (?:situations?|settings?)|where)\b|\beverywhere\b")

OFFERED = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "weekdays", "weekly", "twice a week", "every two weeks",
    "lessons", "reflections", "mornings", "afternoons", "engineering", "healthcare", "finance", "general", "meetings",
    "reviews", "hiring", "remote", "country", "language", "pause", "resume", "stop",
)  # fmt: skip
"""What to offer for a word that means nothing here."""
FILLERS = frozenset(
    {"a", "about", "and", "are", "as", "at", "be", "by", "can", "come", "could", "day", "days", "for", "from", "get"}
    | {"give", "have", "hours", "i", "i'd", "i'm", "in", "is", "it", "it's", "just", "kind", "kinds", "like", "many"}
    | {"me", "my", "nudge", "nudges", "of", "on", "only", "or", "pace", "per", "please", "send", "sending", "sent"}
    | {"set", "should", "so", "that", "the", "them", "then", "they", "time", "times", "to", "up", "want", "we", "week"}
    | {"when", "window", "with", "work", "works", "would", "you", "&", "+", "-", "@", "="}
)
"""What changes nothing. No word that denies is among them."""
KNOWN = frozenset(
    {word for one in OFFERED for word in one.split()}
    | {"saturday", "sunday", "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "weekday", "weekends"}
    | {"lesson", "reflection", "training", "trainings", "prompts", "questions", "question", "fortnightly", "biweekly"}
    | {"every", "week", "weeks", "twice", "once", "only", "meeting", "review", "interviews", "chat", "calls", "call"}
    | {"anytime", "between", "until", "after", "before", "often", "less", "more", "fewer", "both", "also", "without"}
    | {"except", "sector", "situation", "software", "banking", "english", "noon", "midnight", "week", "tech", "health"}
    | {word for word in FILLERS | PART_WORDS if len(word) >= guess.SHORTEST_GUESS}
)
"""What a slip of a letter is mended to."""
