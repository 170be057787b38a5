"""Reads YAML field by field, knowing the line of each, and notes everything that is not as it has to be.

Nodes are read and never made into Python objects: `title: No` is the text "No", and no tag of YAML can do anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

import yaml

from nudges import texts
from nudges.problems import Notes, quote

Word = TypeVar("Word", bound=StrEnum)


def parse(text: str, notes: Notes) -> yaml.Node | None:
    """The root of the YAML, or None, with a note, where there is none or it is not YAML."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        notes.add(
            notes.above + (mark.line + 1 if mark else 1),
            f"this is not YAML ({problem.problem or problem.context})",
            "indent with spaces and, where a text has “: ” or “ #” in it, put it in quotes",
        )
        return None
    except RecursionError:
        notes.add(notes.above + 1, "this is nested too deeply", "keep to the form in docs/content.md")
        return None
    if root is None:
        notes.add(notes.above + 1, "there is nothing in it", "write something, or remove the file")
    return root


class Record:
    """A mapping of a YAML file. Each field is asked for once; `close` notes those that nobody asked for."""

    def __init__(self, node: yaml.Node, notes: Notes, what: str) -> None:
        self.what = what
        self.line = line_of(node, notes)
        self._notes = notes
        self._asked: set[str] = set()
        self._keys: dict[str, int] = {}
        self._fields: dict[str, yaml.Node] = {}
        self.is_readable = isinstance(node, yaml.MappingNode)
        if not isinstance(node, yaml.MappingNode):
            notes.add(self.line, f"{what} has no fields", "write each field as “name: value” on a line of its own")
            return
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name in self._fields:
                notes.add(line_of(key, notes), f"{quote(name)} is there twice", "keep one of them")
            self._keys[name] = line_of(key, notes)
            self._fields[name] = value

    def has(self, name: str) -> bool:
        return name in self._fields

    def at(self, name: str) -> int:
        """The line of a field, or of the record where it is missing."""
        return line_of(self._fields[name], self._notes) if name in self._fields else self.line

    def text(self, name: str, limit: int, *, needed: bool = True) -> str:
        """The field's text, line breaks made spaces; empty, with a note, where it is missing, too long or no text."""
        self._asked.add(name)
        node = self._fields.get(name)
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value.strip()):
            if needed:
                self._notes.add(self.at(name), f"{self.what} has no {name}", f"add “{name}: …” to it")
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self._notes.add(self.at(name), f"{quote(name)} is not a text", f"write it as “{name}: …” on one line")
            return ""
        text = " ".join(node.value.split())
        for wrong, right in texts.problems(text, limit):
            self._notes.add(self.at(name), f"{quote(name)} {wrong}", right)
        return text

    def word(self, name: str, words: type[Word], default: Word | None = None) -> Word | None:
        """The field as one of the words; None, with a note, where it is none of them."""
        text = self.text(name, texts.LONGEST_ID, needed=default is None)
        if not text:
            return default
        try:
            return words(text)
        except ValueError:
            allowed = [word.value for word in words]
            near = get_close_matches(text.lower(), allowed, n=1)
            meant = f"did you mean “{near[0]}”? It is" if near else "it is"
            self._notes.add(self.at(name), f"{quote(text)} is no {name}", f"{meant} one of {', '.join(allowed)}")
            return None

    def flag(self, name: str) -> bool:
        """The field as yes or no; no where it is missing."""
        self._asked.add(name)
        node = self._fields.get(name)
        if node is None:
            return False
        if isinstance(node, yaml.ScalarNode) and node.value in {"true", "false"}:
            return bool(node.value == "true")
        self._notes.add(
            self.at(name), f"{quote(name)} is neither true nor false", f"write “{name}: true”, or leave it out"
        )
        return False

    def record(self, name: str) -> Record | None:
        """A field that has fields itself."""
        self._asked.add(name)
        if name in self._fields:
            inner = Record(self._fields[name], self._notes, f"the {name}")
            return inner if inner.is_readable else None
        self._notes.add(self.line, f"{self.what} has no {name}", f"add “{name}:” to it")
        return None

    def records(self, name: str, what: str) -> Sequence[Record]:
        """A field that is a list of such."""
        self._asked.add(name)
        if name in self._fields:
            return records(self._fields[name], self._notes, what)
        self._notes.add(self.line, f"{self.what} has no {name}", f"add “{name}:” and a list to it")
        return ()

    def close(self) -> None:
        """Notes the fields that nobody asked for."""
        for name in self._fields.keys() - self._asked:
            near = get_close_matches(name, sorted(self._asked), n=1)
            right = f"did you mean “{near[0]}”?" if near else f"there is {', '.join(sorted(self._asked))}"
            self._notes.add(self._keys[name], f"{self.what} has an unknown field {quote(name)}", right)


def records(node: yaml.Node, notes: Notes, what: str) -> Sequence[Record]:
    """A list of mappings."""
    if not isinstance(node, yaml.SequenceNode):
        notes.add(line_of(node, notes), f"this is not a list of {what}s", "begin each of them with “- ”")
        return ()
    found = [Record(one, notes, f"this {what}") for one in node.value]
    return [one for one in found if one.is_readable]


def line_of(node: yaml.Node, notes: Notes) -> int:
    return int(node.start_mark.line) + 1 + notes.above
