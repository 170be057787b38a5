"""The roster: people, managers and teams as the organization's HR keeps them, read from a CSV file.

`read` checks a whole file without a database and tells everything that is wrong with it. `apply` brings the database
in line with what was read, all or nothing; the same file a second time changes nothing.
"""

from storage.roster.apply import apply
from storage.roster.file import COLUMNS, REQUIRED, Roster, Row, read
from storage.roster.plan import Summary
from storage.roster.problems import Problem, RosterErrors

__all__ = ["COLUMNS", "REQUIRED", "Problem", "Roster", "RosterErrors", "Row", "Summary", "apply", "read"]
