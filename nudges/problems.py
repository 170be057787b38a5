"""What is wrong with content, in words that say where to look and what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend, at a line as an editor counts; line 0 is the file or folder as a whole."""

    file: str
    line: int
    wrong: str
    right: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.wrong}; {self.right}"


class ContentErrors(Exception):
    """The content can't be taken as it is. `problems` has all of them, in the order of the files."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(one) for one in self.problems))


@dataclass(slots=True)
class Notes:
    """Collects the problems of one file. `above` is how many lines of it come before what is being read."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    above: int = 0

    def add(self, line: int, wrong: str, right: str) -> None:
        self.problems.append(Problem(self.file, line, wrong, right))


def quote(text: str) -> str:
    """A piece of content as it can be shown anywhere: in quotes, short, and without what a terminal would obey."""
    short = text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"
    return f"“{''.join(one if one.isprintable() else '�' for one in short)}”"
