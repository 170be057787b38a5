"""The design's words as types. Their values are what the database, exports and the API carry; never rename one."""

from __future__ import annotations

from enum import StrEnum


class Platform(StrEnum):
    SLACK = "slack"
    TEAMS = "teams"
    CONSOLE = "console"


class Role(StrEnum):
    """What a person may be besides an employee. `manager` follows from having reports; the others are granted."""

    MANAGER = "manager"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Gender(StrEnum):
    """As declared by the person or the roster, never inferred."""

    WOMAN = "woman"
    MAN = "man"
    NON_BINARY = "non_binary"
    UNDISCLOSED = "undisclosed"


class Kind(StrEnum):
    """The kinds of action."""

    AMPLIFY = "amplify"
    SPONSOR = "sponsor"
    MENTOR = "mentor"
    INTERVENE = "intervene"
    ADVOCATE = "advocate"
    INCLUDE = "include"
    RECOGNIZE = "recognize"
    LEARN = "learn"


class Setting(StrEnum):
    """Where an action happened."""

    MEETING = "meeting"
    REVIEW = "review"
    HIRING = "hiring"
    CHAT = "chat"
    REMOTE = "remote"
    OTHER = "other"


class Visibility(StrEnum):
    """Who may see an action beyond the counts; its author chooses."""

    PRIVATE = "private"
    PROGRAM = "program"
    NAMED = "named"


class Sector(StrEnum):
    """What kind of work content speaks of, and what kind of work a person does."""

    GENERAL = "general"
    ENGINEERING = "engineering"
    HEALTHCARE = "healthcare"
    FINANCE = "finance"


class Seniority(StrEnum):
    """Whom content speaks to. For a person, `anyone` means that it is not known."""

    ANYONE = "anyone"
    JUNIOR = "junior"
    SENIOR = "senior"
    LEADER = "leader"


class Withdrawal(StrEnum):
    """Why an action does not count."""

    UNDONE = "undone"
    EDITED = "edited"
    DUPLICATE = "duplicate"


class Tier(StrEnum):
    """How well an action is evidenced; reported separately, never merged."""

    SELF_REPORTED = "self_reported"
    CONFIRMED = "confirmed"
    WITNESSED = "witnessed"


class Incident(StrEnum):
    """What happened, in an intervention."""

    INTERRUPTED = "interrupted"
    IDEA_TAKEN = "idea_taken"
    STEREOTYPE = "stereotype"
    JOKE = "joke"
    EXCLUSION = "exclusion"
    OFFICE_HOUSEWORK = "office_housework"
    BIASED_EVALUATION = "biased_evaluation"
    OTHER = "other"


class Response(StrEnum):
    """How the ally acted, in an intervention."""

    SPOKE_UP = "spoke_up"
    REDIRECTED = "redirected"
    CHECKED_IN = "checked_in"
    ASKED_FOR_HELP = "asked_for_help"
    WROTE_IT_DOWN = "wrote_it_down"


class Outcome(StrEnum):
    """How an intervention ended."""

    STOPPED = "stopped"
    ACKNOWLEDGED = "acknowledged"
    ESCALATED = "escalated"
    IGNORED = "ignored"
    UNKNOWN = "unknown"


class Opportunity(StrEnum):
    """What a colleague was put forward for."""

    ROLE = "role"
    PROJECT = "project"
    PROMOTION = "promotion"
    AWARD = "award"
    TALK = "talk"
    VISIBILITY = "visibility"
    OTHER = "other"


class SponsorshipState(StrEnum):
    NOMINATED = "nominated"
    OPPORTUNITY = "opportunity"
    OUTCOME = "outcome"


class SponsorshipOutcome(StrEnum):
    """What came of a nomination, as its sponsor or its beneficiary says."""

    GOT_IT = "got_it"
    OTHER = "other"
    """Not this one, but another step up."""
    NOT_NOW = "not_now"
    STOPPED = "stopped"
    """The sponsor does not go on with it."""


class ConfirmationPart(StrEnum):
    """In which part a colleague answers for an action."""

    BENEFICIARY = "beneficiary"
    WITNESS = "witness"


class ConfirmationAnswer(StrEnum):
    YES = "yes"
    SOMEWHAT = "somewhat"
    NO = "no"
    NOT_LIKE_THAT = "not_like_that"
    DECLINED = "declined"


class Pace(StrEnum):
    """How often a person wants nudges, at most."""

    TWICE_A_WEEK = "twice_a_week"
    WEEKLY = "weekly"
    EVERY_TWO_WEEKS = "every_two_weeks"


class Nudge(StrEnum):
    """What we send unasked."""

    REFLECTION = "reflection"
    LESSON = "lesson"
    FOLLOW_UP = "follow_up"
    CHECK_IN = "check_in"
    DIGEST = "digest"
    PULSE = "pulse"


class DeliveryState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """It may have arrived or not; it is never sent again."""
    SKIPPED = "skipped"


class FailReason(StrEnum):
    """Why a delivery failed for good."""

    ACCOUNT_GONE = "account_gone"
    NOT_INSTALLED = "not_installed"
    BLOCKED = "blocked"
    REFUSED = "refused"
    GAVE_UP = "gave_up"


class UnknownReason(StrEnum):
    """Why we do not know whether a delivery arrived."""

    NO_ANSWER = "no_answer"
    LEASE_LOST = "lease_lost"


class Unreachable(StrEnum):
    """Why an account is not written to any more, until the person writes to us or the workspace is back."""

    ACCOUNT_GONE = "account_gone"
    NOT_INSTALLED = "not_installed"
    BLOCKED = "blocked"


class PlanState(StrEnum):
    """What became of an if-then plan."""

    OPEN = "open"
    DONE = "done"
    NOT_YET = "not_yet"
    DROPPED = "dropped"


class SkipReason(StrEnum):
    """Why the calendar lets no nudge out at a moment, or on a day."""

    STOPPED = "stopped"
    PAUSED = "paused"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    OUTSIDE_WINDOW = "outside_window"
    DAY_NOT_CHOSEN = "day_not_chosen"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    ALREADY_TODAY = "already_today"
    PACE = "pace"


class LeftOut(StrEnum):
    """Why a delivery is skipped, whatever the calendar says."""

    NOT_EMPLOYED = "not_employed"
    NOT_WANTED = "not_wanted"
    NO_ACCOUNT = "no_account"
    NOTHING_LEFT = "nothing_left"
    NOT_CLOSED = "not_closed"
    """The digest's week was over, and its numbers were not there in time."""
    OUT_OF_DATE = "out_of_date"
    ITEM_GONE = "item_gone"
    """It was put off, and meanwhile it was taken out of the content."""
    TURNED_DOWN = "turned_down"
    """It was put off, and meanwhile the person said that it is not for them."""
    BROKEN = "broken"
    """A mistake of ours, told in the log."""


class ExportWhat(StrEnum):
    """What an export holds."""

    ACTIVITY = "activity"
    SPONSORSHIPS = "sponsorships"
    TRAINING = "training"
    NUDGES = "nudges"
    INDICATORS = "indicators"


class ExportForm(StrEnum):
    """The kind of file that an export's rows are written to."""

    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"
    PARQUET = "parquet"


class TokenScope(StrEnum):
    """What a token of the API may read. All of it is what an admin may see, and none of it is about a person."""

    INDICATORS = "indicators"
    TEAMS = "teams"
    EXPORTS = "exports"
