"""What people of the example organization wrote beside their actions. `{who}` is a colleague, `{what}` their work.

They are examples of a good note as well: what happened, what one did, no blame and no gossip.
"""

from __future__ import annotations

from collections.abc import Mapping

from storage.words import Kind, Opportunity

WORK: Mapping[str, tuple[str, ...]] = {
    "Product": ("the planning rhythm", "the partner review", "the budget story"),
    "Platform": (
        "the caching idea",
        "the rollback plan",
        "the queue redesign",
        "the on-call rota",
        "the cost report",
        "the login migration",
    ),
    "Apps": (
        "the offline mode",
        "the onboarding flow",
        "the accessibility audit",
        "the release checklist",
        "the new camera screen",
        "the crash triage",
    ),
    "Data": (
        "the churn model",
        "the metrics glossary",
        "the data contract",
        "the sampling fix",
        "the forecast",
        "the privacy review",
    ),
    "Customer Care": (
        "the refund script",
        "the night-shift plan",
        "the help-page rewrite",
        "the escalation map",
        "the call-back idea",
        "the outage macro",
    ),
    "Research": ("the diary study", "the interview guide", "the panel design"),
}

NOTES: Mapping[Kind, tuple[str, ...]] = {
    Kind.AMPLIFY: (
        "{who} had proposed {what} earlier and it was passed over. I brought it back and said whose idea it was.",
        "Somebody else was getting the credit for {what}. I said that {who} had worked it out, and {who} went on.",
        "{who} was talked over twice about {what}. I asked to hear the rest of it.",
        "I quoted {who} on {what} in the summary, by name, so that the decision is traced to where it came from.",
        "Asked {who} to present {what} instead of presenting it for them.",
        "{what} from {who} had got lost in a long thread. I linked to it and said why it matters.",
    ),
    Kind.SPONSOR: (
        "I see {who} leading this, after {what}.",
        "{who} is ready. I named {what} as the evidence.",
        "Spoke with the panel about {who}, and about {what} in particular.",
    ),
    Kind.MENTOR: (
        "An hour with {who} on how to get {what} past the review.",
        "Practised a hard conversation together with {who}, both parts.",
        "{who} and I went through the levels guide and wrote down two pieces of evidence each.",
        "Paired with {who} on {what}; I mostly asked questions.",
        "First of six monthly talks with {who}. We agreed on what each of us wants from it.",
    ),
    Kind.ADVOCATE: (
        "Asked that the notes rotate by the alphabet, since the same two people always took them.",
        "Proposed that we write the criteria down before we read the applications.",
        "Moved the planning meeting out of the school-run hour; nobody minded once it was said.",
        "Asked for the pay band to be in the posting. It is now.",
        "Suggested that every promotion case names its evidence, so that “not quite ready” has to be explained.",
        "Raised that our offsite had no quiet room, and that prayer times fell into the workshop.",
    ),
    Kind.INCLUDE: (
        "{who} works on {what} and was not invited. I asked, and {who} was in the room.",
        "{who} was on the phone while we were at the whiteboard. We moved the sketch to where everybody sees it.",
        "Waited after my question instead of filling the silence; {who} had the answer on {what}.",
        "Introduced {who} to the people deciding about {what}.",
        "{who} had just joined. I went through who is who, and came along to the first review.",
    ),
    Kind.RECOGNIZE: (
        "Wrote to {who}'s manager about {what}, with the numbers.",
        "Thanked {who} for {what} in the all-hands, and said what was hard about it.",
        "{what} went out without a hitch because {who} had prepared it for weeks. I said so in the retrospective.",
        "Put {who}'s quiet work on {what} into the quarter's highlights.",
    ),
    Kind.LEARN: (
        "Read the chapter on who gets interrupted in meetings, and counted in my own for a week.",
        "Watched the talk on feedback that names behaviour, and rewrote two of my reviews.",
        "Asked a friend what they would like me to do when it happens. Not what I had thought.",
        "Took the session on stereotypes in evaluations; the bit about “abrasive” hit home.",
        "Listened to colleagues' stories at the network's lunch, and said nothing for once.",
    ),
}

NOMINATIONS: Mapping[Opportunity, tuple[str, ...]] = {
    Opportunity.ROLE: ("staff engineer", "team lead", "principal analyst", "shift lead"),
    Opportunity.PROJECT: ("leading the migration", "the redesign of the first week", "the partner launch"),
    Opportunity.PROMOTION: ("senior, this cycle", "the next level, in spring"),
    Opportunity.AWARD: ("the craft award", "the customer award"),
    Opportunity.TALK: ("the keynote of our engineering day", "a talk at the users' meeting"),
    Opportunity.VISIBILITY: ("presenting to the board", "writing the launch post"),
}


def work_of(team: str) -> tuple[str, ...]:
    """What a team works on; the whole organization's work for a team that is not of the example."""
    return WORK.get(team, WORK["Product"])
