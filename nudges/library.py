"""All content of a language, read and checked: what comes with Upstander, and an organization's own over it.

A folder has one folder a language, with `prompts/*.yaml` and `lessons/*.md` in it; docs/content.md tells the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from nudges import reading
from nudges.items import Item, Lesson, Prompt
from nudges.problems import ContentErrors, Notes, Problem, quote
from nudges.reading import Entry

BUILT_IN = Path(__file__).parent / "content"
_SUFFIXES: Mapping[str, frozenset[str]] = {"prompts": frozenset({".yaml", ".yml"}), "lessons": frozenset({".md"})}


@dataclass(frozen=True, slots=True)
class Library:
    """The items of one language, in the order of their ids."""

    language: str
    items: Mapping[str, Item]

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        return tuple(one for one in self.items.values() if isinstance(one, Prompt))

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        return tuple(one for one in self.items.values() if isinstance(one, Lesson))


def load(folder: Path, language: str, own: Path | None = None) -> Library:
    """Everything in a folder for a language, with an organization's own folder merged over it.

    The same id replaces, a new one adds, `retired: true` removes. Raises ContentErrors with all that is wrong in both.
    """
    problems: list[Problem] = []
    items = {one.id: one for _, entry in _entries(folder, language, problems) if (one := entry.item)}
    if own is not None:
        for file, entry in _entries(own, language, problems, may_lack_language=True):
            _merge(items, entry, file, problems)
    if not problems:
        for shape, name in ((Prompt, "prompt"), (Lesson, "lesson")):
            if not any(isinstance(one, shape) for one in items.values()):
                problems.append(Problem(str(own or folder), 0, f"no {name} is left", "keep at least one"))
    if problems:
        raise ContentErrors(problems)
    return Library(language, dict(sorted(items.items())))


def _merge(items: dict[str, Item], entry: Entry, file: str, problems: list[Problem]) -> None:
    there = items.get(entry.id)
    if entry.item is not None:
        if there is not None and type(there) is not type(entry.item):
            was = "a prompt" if isinstance(there, Prompt) else "a lesson"
            problems.append(Problem(file, entry.line, f"{quote(entry.id)} is {was} already", "choose another id"))
        items[entry.id] = entry.item
    elif there is not None:
        del items[entry.id]
    else:
        near = get_close_matches(entry.id, items, n=1)
        right = f"did you mean “{near[0]}”?" if near else "take it out"
        problems.append(Problem(file, entry.line, f"it retires {quote(entry.id)}, which does not exist", right))


def _entries(
    root: Path, language: str, problems: list[Problem], *, may_lack_language: bool = False
) -> Sequence[tuple[str, Entry]]:
    """What the files of a folder say, each with its file; an id that comes twice in it is a problem."""
    at = root / language
    if not root.is_dir() or not (at.is_dir() or may_lack_language):
        there = at if root.is_dir() else root
        problems.append(Problem(str(there), 0, "there is no such folder", "make it, with prompts and lessons in it"))
        return ()
    problems.extend(
        Problem(str(root / name), 0, "this is not in a language's folder", f"move it into {language}/")
        for name in sorted(_SUFFIXES.keys() & {one.name for one in root.iterdir()})
    )
    first: dict[str, str] = {}
    found: list[tuple[str, Entry]] = []
    for path, is_lesson in _files(at, problems):
        notes = Notes(str(path))
        if is_lesson:
            lesson = reading.lesson(path, notes, language)
            entries: Sequence[Entry] = (lesson,) if lesson else ()
        else:
            entries = reading.prompts(path, notes)
        for entry in entries:
            if entry.id in first:
                wrong = f"the id {quote(entry.id)} is there already: {first[entry.id]}"
                notes.problems.append(Problem(notes.file, entry.line, wrong, "choose another id"))
            first.setdefault(entry.id, f"{path.name}, line {entry.line}")
            found.append((notes.file, entry))
        problems.extend(notes.problems)
    return found


def _files(at: Path, problems: list[Problem]) -> Iterator[tuple[Path, bool]]:
    """The files to read, and whether each is a lesson. Hidden ones are left alone: editors and mounts make them."""
    for folder in _visible(at):
        suffixes = _SUFFIXES.get(folder.name)
        if suffixes is None or not folder.is_dir():
            problems.append(Problem(str(folder), 0, "this is neither prompts/ nor lessons/", "rename or remove it"))
            continue
        for path in _visible(folder):
            if path.suffix in suffixes and path.is_file():
                yield path, folder.name == "lessons"
            else:
                right = f"its name has to end in {' or '.join(sorted(suffixes))}"
                problems.append(Problem(str(path), 0, f"this is no file of {folder.name}/", right))


def _visible(folder: Path) -> list[Path]:
    return sorted(one for one in folder.iterdir() if not one.name.startswith(".")) if folder.is_dir() else []
