"""The definition of every indicator, in order. What needs a pulse (`perception_gap`, scales) is not here yet."""

from __future__ import annotations

from indicators.effort import EFFORTS, Effort
from indicators.registry import Criterion, Indicator, Part, Registry, Split
from indicators.values import Unit
from storage.words import Kind, Nudge, Tier

PEOPLE = "people of the scope employed on at least one day of the period"
WOMEN = f"{PEOPLE} who declare that they are women"
ACTS = "counted actions of its people"
TABLE_1 = "Raj 2024, Table 1"

_TIERS = {
    Tier.SELF_REPORTED: "nobody has confirmed",
    Tier.CONFIRMED: "their beneficiary confirmed, and no witness did",
    Tier.WITNESSED: "a witness confirmed",
}


def _of_effort(effort: Effort) -> str:
    kinds = [kind.value for kind in Kind if EFFORTS[kind] is effort]
    return f"counted actions of kind {', '.join(kinds[:-1])} or {kinds[-1]} / counted actions"


REGISTRY = Registry(
    Indicator(
        id="participation",
        name="Participation",
        criteria=(Criterion.SPONSORSHIP, Criterion.INTERVENTION),
        formula="People with at least one counted action / population",
        unit=Unit.PERCENT,
        population=PEOPLE,
        parts=(
            Part("all", Unit.PERCENT, "everybody with at least one counted action / population"),
            Part("men", Unit.PERCENT, "the same, of those who declare that they are men"),
            Part("women", Unit.PERCENT, "the same, of those who declare that they are women"),
        ),
        splits=(Split.GENDER,),
        source=TABLE_1,
        note="An action counts for its actor, in the team that they belong to in the period.",
    ),
    Indicator(
        id="actions_per_100",
        name="Actions per 100 people",
        criteria=(Criterion.SPONSORSHIP, Criterion.INTERVENTION, Criterion.TRAINING),
        formula="100 × counted actions / population, by kind",
        unit=Unit.PER_100_PEOPLE,
        population=f"{PEOPLE}; {ACTS}",
        parts=(
            Part("all", Unit.PER_100_PEOPLE, "100 × counted actions of any kind / population"),
            *(
                Part(kind.value, Unit.PER_100_PEOPLE, f"100 × counted actions of kind {kind.value} / population")
                for kind in Kind
            ),
            *(
                Part(tier.value, Unit.PER_100_PEOPLE, f"100 × counted actions that {words} / population")
                for tier, words in _TIERS.items()
            ),
        ),
        splits=(Split.KIND, Split.TIER),
        source=f"{TABLE_1}; 5.2",
        note="By evidence tier each action is counted once, under the best evidence there is for it.",
    ),
    Indicator(
        id="interventions",
        name="Interventions",
        criteria=(Criterion.INTERVENTION,),
        formula="100 × counted interventions / population; and the share that made a difference which was seen",
        unit=Unit.PER_100_PEOPLE,
        population=f"{PEOPLE}; {ACTS}",
        parts=(
            Part("per_100", Unit.PER_100_PEOPLE, "100 × counted interventions / population"),
            Part(
                "made_a_difference",
                Unit.PERCENT,
                "counted interventions with outcome stopped, acknowledged or escalated / counted interventions",
            ),
        ),
        source=TABLE_1,
        note="An intervention without an outcome, or with an unknown one, is in the denominator alone.",
    ),
    Indicator(
        id="sponsors",
        name="Sponsors",
        criteria=(Criterion.SPONSORSHIP,),
        formula="Men who sponsor a woman; and all sponsors",
        unit=Unit.PEOPLE,
        population=PEOPLE,
        parts=(
            Part(
                "men_sponsoring_women",
                Unit.PEOPLE,
                "distinct men with a sponsorship of a woman that was open on a day of the period or concluded in it",
            ),
            Part("all", Unit.PEOPLE, "distinct people with a sponsorship of anybody that was so"),
        ),
        splits=(Split.GENDER,),
        source=f"{TABLE_1}; 3.1",
        note="A sponsor is a man by what he declared when he nominated. Without a known beneficiary, a sponsorship is "
        "in the second number alone.",
    ),
    Indicator(
        id="women_sponsored",
        name="Women sponsored",
        criteria=(Criterion.SPONSORSHIP,),
        formula="Distinct women sponsored / women in the population",
        unit=Unit.PERCENT,
        population=WOMEN,
        parts=(
            Part(
                "all",
                Unit.PERCENT,
                "women with a sponsorship, by anybody, that was open on a day of the period or concluded in it / women",
            ),
        ),
        splits=(Split.GENDER,),
        source=f"{TABLE_1}; 4.2",
    ),
    Indicator(
        id="sponsorship_outcome",
        name="What came of sponsorships",
        criteria=(Criterion.SPONSORSHIP,),
        formula="Sponsorships with an advancement within 12 months / sponsorships at least 12 months old, beside the "
        "rate of women not sponsored",
        unit=Unit.PERCENT,
        population=f"{PEOPLE}, as beneficiaries",
        parts=(
            Part(
                "all",
                Unit.PERCENT,
                "sponsorships whose beneficiary advanced in the 12 months from the nomination / sponsorships that were "
                "12 months old when the period ended",
            ),
            Part("women", Unit.PERCENT, "the same, of sponsorships of women"),
            Part("women_sponsored_by_men", Unit.PERCENT, "the same, of sponsorships of women by men"),
            Part(
                "women_not_sponsored",
                Unit.PERCENT,
                "women with an advancement on record in the 12 months up to the end of the period / women employed all "
                "through these 12 months whom nobody had ever sponsored by then",
            ),
        ),
        splits=(Split.GENDER,),
        source=f"{TABLE_1}; 3.1",
        caution="Told as association, never as cause: whoever is likely to advance is likely to find a sponsor.",
        note="The last number needs advancements as HR records them; where nobody records them there is nothing to "
        "show.",
    ),
    Indicator(
        id="mentors",
        name="Mentors",
        criteria=(Criterion.SPONSORSHIP,),
        formula="Men mentoring women; all mentors; sessions per mentor",
        unit=Unit.PEOPLE,
        population=f"{PEOPLE}; {ACTS}",
        parts=(
            Part("men_mentoring_women", Unit.PEOPLE, "distinct men with a counted mentor action for a woman"),
            Part("all", Unit.PEOPLE, "distinct people with a counted mentor action"),
            Part("sessions_per_mentor", Unit.PER_PERSON, "counted mentor actions / the distinct people who did them"),
        ),
        splits=(Split.GENDER,),
        source=f"{TABLE_1}; 3.1, 4.2",
        note="A mentor is a man by what he declared on the day. Each mentor action is one session.",
    ),
    Indicator(
        id="training_reach",
        name="Training reach",
        criteria=(Criterion.TRAINING,),
        formula="People with at least one lesson completed in the period / population",
        unit=Unit.PERCENT,
        population=PEOPLE,
        parts=(Part("all", Unit.PERCENT, "people with at least one lesson completed in the period / population"),),
        source=f"{TABLE_1}; 5.2",
        note="A lesson that somebody asked for counts like one that was sent.",
    ),
    Indicator(
        id="training_completion",
        name="Training completion",
        criteria=(Criterion.TRAINING,),
        formula="Lessons completed / lessons delivered",
        unit=Unit.PERCENT,
        population=f"lessons sent in the period to {PEOPLE}",
        parts=(
            Part(
                "all",
                Unit.PERCENT,
                "of the lessons sent in the period, those completed by its last day / lessons sent in the period",
            ),
        ),
        source=f"{TABLE_1}; 5.2",
        note="A lesson completed after the period ended stays uncompleted in it, so that the value never changes.",
    ),
    Indicator(
        id="quiz_gain",
        name="Quiz gain",
        criteria=(Criterion.TRAINING,),
        formula="Share right on the second asking minus share right on the first, same items, at least 7 days apart",
        unit=Unit.POINTS,
        population=f"second askings in the period of {PEOPLE}",
        parts=(
            Part("gain", Unit.POINTS, "share right on the second asking − share right on the first"),
            Part("first", Unit.PERCENT, "pairs right on the first asking / pairs"),
            Part("second", Unit.PERCENT, "pairs right on the second asking / pairs"),
        ),
        source=f"{TABLE_1}; 5.2",
        note="A pair is a person's first answer ever to a lesson's question and their first one at least 7 days later; "
        "it belongs to the period of the second. Behind the gain is everybody who was asked twice.",
    ),
    Indicator(
        id="nudge_response",
        name="Nudges answered",
        criteria=(),
        formula="Deliveries answered / deliveries sent",
        unit=Unit.PERCENT,
        population=f"nudges sent in the period to {PEOPLE}",
        parts=(
            Part(
                "all",
                Unit.PERCENT,
                "of the nudges sent in the period, those answered by its last day / nudges sent in the period",
            ),
            *(Part(nudge.value, Unit.PERCENT, f"the same, of nudges of kind {nudge.value}") for nudge in Nudge),
        ),
        splits=(Split.NUDGE,),
        source="Our own: whether what we send is welcome",
        note="Nudges that failed, were skipped, or may or may not have arrived are not sent ones. Any press on a nudge "
        "answers it.",
    ),
    Indicator(
        id="sustained",
        name="Sustained",
        criteria=(),
        formula="People active in at least 3 of the last 4 weeks / people active in any of them",
        unit=Unit.PERCENT,
        population=f"{PEOPLE} who were active in any of the last 4 whole weeks that end by its last day",
        parts=(
            Part(
                "all",
                Unit.PERCENT,
                "people with a counted action in at least 3 of these weeks / people with one in any of them",
            ),
        ),
        source="Substance against performance: Raj 2024, 3.3 and 6.1",
    ),
    Indicator(
        id="substance_mix",
        name="Substance",
        criteria=(),
        formula="Share of counted actions by effort: high, middle, low",
        unit=Unit.PERCENT,
        population=f"{ACTS}: {PEOPLE}",
        parts=tuple(Part(effort.value, Unit.PERCENT, _of_effort(effort)) for effort in Effort),
        splits=(Split.EFFORT,),
        source="Substance against performance: Raj 2024, 3.3 and 6.1",
        note="The acts are graded, never the people who do them. Small and repeated acts count (4.2).",
    ),
    Indicator(
        id="confirmed_share",
        name="Confirmed",
        criteria=(),
        formula="Confirmed / answered confirmations, of beneficiaries and of witnesses separately",
        unit=Unit.PERCENT,
        population=f"answers given in the period about actions, not withdrawn, of {PEOPLE}",
        parts=(
            Part("confirmed", Unit.PERCENT, "answers of beneficiaries that are yes or somewhat / their answers"),
            Part("witnessed", Unit.PERCENT, "answers of witnesses that are yes or somewhat / their answers"),
        ),
        splits=(Split.TIER,),
        source="Structured feedback: Raj 2024, 5.2",
        note="Who would rather not answer is in neither number. The two are never added up.",
    ),
)
