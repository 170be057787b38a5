"""What comes with Upstander: enough of it for everybody, with sources that say so, in words that are an offer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from nudges.items import Item, Lesson, Prompt
from nudges.library import BUILT_IN, load
from nudges.texts import LONGEST_LESSON
from storage.words import Kind, Sector, Seniority, Setting

LIBRARY = load(BUILT_IN, "en")
ITEMS = list(LIBRARY.items.values())

SECTIONS = {
    # The paper's sections, and the works that it cites in each which an item may rely on "as cited there".
    "2.1": {"Heilman & Caleo 2018", "Ali 2021", "Smith & Johnson 2020"},
    "2.4": {"Abdulina et al. 2021"},
    "3": {"Moser & Branscombe 2022"},
    "3.1": {"Smith & Johnson 2020", "Kaufman 2019"},
    "3.2": {"Kaufman 2019"},
    "3.3": {"Pietri et al. 2024"},
    "4.1": {"Stamarski & Son Hing 2015", "Wood 2021"},
    "4.2": {"Nash et al. 2021", "De Alwis 2021", "Campbell 2023"},
    "4.3": {"Stephenson 2024"},
    "4.4": set[str](),
    "4.5": {"De Alwis 2021"},
    "5.2": {"Watson & Detjen 2020", "Stowers et al. 2019"},
    "5.3": set[str](),
    "5.4": set[str](),
    "6.1": {"Smith & Johnson 2020"},
    "6.4": {"Shapiro et al. 2022"},
    "6.5": {"Bilal et al. 2021"},
}
WORKS = {
    # Works beyond the paper, as the evidence names them.
    "Sheeran, Listrom & Gollwitzer 2024, 10.1080/10463283.2024.2334563",
    "Harkin et al. 2016, 10.1037/bul0000025",
    "Arslan et al., Science 387, 2025 (abstract)",
    "Chang et al. 2019, 10.1073/pnas.1816076116",
    "Legault, Gutsell & Inzlicht 2011, 10.1177/0956797611427918",
    "Warren & Bordoloi 2023, 10.1037/dhe0000369",
    "Kutlaca & Radke, 10.1111/spc3.12724",
    "Estevan-Reina et al. 2021, 10.1007/s11199-020-01184-4",
    "Harvard Business Review, October 2022 (figures by a press report)",
    "Bystander 5 Ds, a common practice and not a study",
}
ORDERS = re.compile(
    r"\byou (?:must|should|ought to|have to|need to|had better)\b"
    r"|(?:^|[.!?:] )(?:make sure|never|always|don't forget)\b",
    re.IGNORECASE,
)
JARGON = re.compile(
    r"\b(?:leverage|synerg\w+|stakeholders?|touchpoint|privileged?|microaggression|intersectional\w*)\b", re.IGNORECASE
)
LONGEST_SENTENCE = 30
MEAN_SENTENCE = 14


def ours(item: Item) -> Iterator[str]:
    """What we say ourselves; an answer of a quiz may be somebody's unlucky words."""
    if isinstance(item, Prompt):
        yield item.question
    else:
        yield from (item.title, item.situation, item.helps, item.plan, item.quiz.question)
        yield from (one.why for one in item.quiz.answers)


def sentences(text: str) -> list[list[str]]:
    parted = re.split(r"(?<=[.?!])[”\"]?\s+|\n+", text)
    return [words for one in parted if (words := re.findall(r"[\w'’%.-]*\w", one))]


def test_there_is_enough_of_everything() -> None:
    assert len(LIBRARY.prompts) >= 48
    assert len(LIBRARY.lessons) >= 24
    for kind in Kind:
        assert sum(one.tags.kind is kind for one in LIBRARY.prompts) >= 6, kind
        assert sum(one.tags.kind is kind for one in LIBRARY.lessons) >= 3, kind
    for setting in Setting:
        assert sum(one.tags.setting is setting for one in LIBRARY.prompts) >= 5, setting
        assert sum(one.tags.setting is setting for one in LIBRARY.lessons) >= 3, setting
    for sector in Sector:
        assert sum(one.tags.sector is sector for one in LIBRARY.prompts) >= 8, sector
        assert sum(one.tags.sector is sector for one in LIBRARY.lessons) >= 3, sector
    for seniority in Seniority:
        assert sum(one.tags.seniority is seniority for one in ITEMS) >= 3, seniority
    assert {(one.tags.kind, one.tags.sector) for one in LIBRARY.prompts} == {(k, s) for k in Kind for s in Sector}


@pytest.mark.parametrize("item", ITEMS, ids=lambda one: one.id)
def test_each_source_can_be_named(item: Item) -> None:
    named = re.fullmatch(r"Raj 2024, (\d(?:\.\d)?(?: and \d(?:\.\d)?)*)", item.source.name)
    assert named, item.source.name
    sections = named[1].split(" and ")
    assert set(sections) <= SECTIONS.keys()
    if item.source.work.endswith(", as cited there"):
        assert any(item.source.work.removesuffix(", as cited there") in SECTIONS[one] for one in sections)
    elif item.source.work:
        assert item.source.work in WORKS


@pytest.mark.parametrize("lesson", LIBRARY.lessons, ids=lambda one: one.id)
def test_a_work_a_lesson_relies_on_is_told_in_its_words(lesson: Lesson) -> None:
    """Whoever reads it sees on whose word it stands."""
    name = re.match(r"[A-ZÀ-Ž][\w-]+(?: Alwis)?", lesson.source.work)
    if lesson.source.work.startswith("Harvard"):
        assert "press report" in lesson.helps
    elif lesson.source.work.startswith("Bystander"):
        assert "5 Ds" in lesson.helps or "five common ways" in lesson.helps
    elif name and name[0] != "Abdulina":  # the paper's own words carry those
        assert name[0].removeprefix("De ") in lesson.helps or "n = 10,433" in lesson.helps
    assert "Why: " in lesson.helps
    assert not lesson.source.work.endswith("(abstract)") or "abstract" in lesson.helps


@pytest.mark.parametrize("item", ITEMS, ids=lambda one: one.id)
def test_the_tone_is_an_offer_in_plain_words(item: Item) -> None:
    for text in ours(item):
        assert not ORDERS.search(text), ORDERS.search(text)
        assert not JARGON.search(text), JARGON.search(text)
        for words in sentences(text):
            assert len(words) <= LONGEST_SENTENCE, " ".join(words)


def test_sentences_are_short() -> None:
    lengths = [len(words) for item in ITEMS for text in ours(item) for words in sentences(text)]
    assert sum(lengths) / len(lengths) <= MEAN_SENTENCE


@pytest.mark.parametrize("lesson", LIBRARY.lessons, ids=lambda one: one.id)
def test_a_lesson_is_a_chat_message_with_a_quiz_that_explains(lesson: Lesson) -> None:
    assert len(lesson.title + lesson.situation + lesson.helps + lesson.plan) < LONGEST_LESSON
    assert len({one.why for one in lesson.quiz.answers}) == len(lesson.quiz.answers)
    assert all(len(one.why) >= 40 for one in lesson.quiz.answers)


def test_the_best_answer_has_no_place_of_its_own() -> None:
    places = Counter([one.is_best for one in lesson.quiz.answers].index(True) for lesson in LIBRARY.lessons)
    assert all(places[place] >= len(LIBRARY.lessons) / 5 for place in range(3))
    longest = sum(max(one.quiz.answers, key=lambda answer: len(answer.text)).is_best for one in LIBRARY.lessons)
    assert longest <= len(LIBRARY.lessons) / 2, "the length of an answer gives it away"


def test_stepping_in_is_safe_and_names_nobody_to_blame() -> None:
    lesson = LIBRARY.items["five-ways-to-step-in"]
    assert isinstance(lesson, Lesson)
    for word in ("Direct", "Distract", "Delegate", "Delay", "Document", "safety comes first", "reporting channel"):
        assert word in lesson.helps + lesson.situation
    for item in ITEMS:
        if item.tags.kind is Kind.INTERVENE:
            said = " ".join(ours(item)).lower()
            assert not re.search(r"\b(?:harasser|offender|perpetrator|culprit|guilty|bully)\b", said), item.id


def test_nothing_is_said_twice() -> None:
    texts = [text for item in ITEMS for text in ours(item)]
    assert [text for text, count in Counter(texts).items() if count > 1] == []
