"""The roster: people, managers and teams as the organization's HR keeps them.

`read` takes a CSV file apart without a database and keeps everything that is wrong with it. `propose` says what that
would change, `apply` does it, all or nothing; the same file a second time changes nothing. What comes from elsewhere
(SCIM, one day) goes the same way: it makes a Reading.
"""

from storage.roster.apply import apply, propose
from storage.roster.file import Reading, read
from storage.roster.problems import Problem, RosterErrors
from storage.roster.proposal import (
    ChangedMeanwhile,
    ChangeKind,
    EndsTooMany,
    FieldChange,
    PersonChange,
    Proposal,
    Summary,
    TeamChange,
)
from storage.roster.rows import COLUMNS, REQUIRED, Options, Roster, Row

__all__ = [
    "COLUMNS",
    "REQUIRED",
    "ChangeKind",
    "ChangedMeanwhile",
    "EndsTooMany",
    "FieldChange",
    "Options",
    "PersonChange",
    "Problem",
    "Proposal",
    "Reading",
    "Roster",
    "RosterErrors",
    "Row",
    "Summary",
    "TeamChange",
    "apply",
    "propose",
    "read",
]
