"""Targets, and factors of plans, as causes of what differs between two builds: one changed, that one is named."""

from __future__ import annotations

import pytest

from salessheet.calc.builds import differences
from salessheet.cli.difference_words import DifferenceWords
from salessheet.workbook.labels import LANGUAGES, Words
from tests.calc.shown import CENTRE, Tables, changed, facts

Told = dict[tuple[str, str], tuple[float, list[str]]]

_FACTORS = "plan_id,depends_on,lower,upper,factor\n"


def _with(factors: tuple[str, ...] = (), quota: int = 2_000, **terms: str) -> dict[str, str]:
    """The centre whose plan says more, and where both people have a quota in June."""
    heading, row = CENTRE["plans"].splitlines()
    named = dict(zip(heading.split(","), row.split(","), strict=True)) | terms
    targets = "".join(f"rep,{rep},2026,2026-06,sales,{quota}\n" for rep in ("R1", "R2"))
    return {
        **CENTRE, "plans": f"{','.join(named)}\n{','.join(named.values())}\n",
        "plan_factors": _FACTORS + "".join(f"P1,{factor}\n" for factor in factors),
        "targets": f"scope,id,year,period,metric,amount\n{targets}",
    }  # fmt: skip  # the tables


# Ada is paid 130 on 1,800, Ben 35 on 700 by the tiers.
GATED = _with(gate="0.8")
BY_STEPS = _with(("attainment,0.5,,1",))
ATTAINED = {
    **_with(quota=1_000, tiers_on="attainment"), "plan_tiers": "plan_id,lower,upper,rate\nP1,0,1,0.05\nP1,1,,0.1\n",
}  # fmt: skip  # the tables
IN_TIME = _with(("days_to_cash,0,30,1", "days_to_cash,31,,0.5"))  # Q1, Q2 and Q4 took 34, 39 and 35 days

CHANGES: dict[str, tuple[Tables, Tables, Told]] = {
    "a target below which the gate opens": (
        GATED,
        changed("targets", "R1,2026,2026-06,sales,2000", "R1,2026,2026-06,sales,3000", GATED),
        {("R1", "by_quota"): (-130, ["quota"])},
    ),
    "a gate": (GATED, changed("plans", "0.8", "0.95", GATED), {("R1", "by_quota"): (-130, ["term"])}),
    "a coefficient": (
        BY_STEPS,
        changed("plan_factors", "0.5,,1", "0.5,,1.1", BY_STEPS),
        {("R1", "by_quota"): (13, ["factor"])},
    ),
    "the end of a coefficient": (
        BY_STEPS,
        changed("plan_factors", "0.5,,1", "0.5,0.7,1", BY_STEPS),
        {("R1", "by_quota"): (-130, ["factor_end"])},
    ),
    "the target that tiers are of": (
        ATTAINED,
        changed("targets", "R1,2026,2026-06,sales,1000", "R1,2026,2026-06,sales,1600", ATTAINED),
        {("R1", "Q2"): (-20, ["quota"]), ("R1", "Q3"): (-10, ["quota"])},
    ),
    "a factor of late cash": (
        IN_TIME,
        changed("plan_factors", "0.5", "0.8", IN_TIME),
        {("R1", "Q1"): (12, ["factor"]), ("R1", "Q2"): (15, ["factor"]), ("R2", "Q4"): (10.5, ["factor"])},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_one_change_is_named_as_the_cause(name: str) -> None:
    before, after, expected = CHANGES[name]
    found = differences(facts(before), facts(after))

    assert {
        (person.rep_id, entry.document.name if entry.document else entry.step): (
            entry.difference,
            [cause.code.value for cause in entry.causes],
        )
        for person in found.people
        for entry in person.entries
    } == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_they_are_told_in_each_language(lang: str) -> None:
    words = Words.load(lang)
    told = []
    for before, after, _ in CHANGES.values():
        found = differences(facts(before, lang=lang), facts(after, lang=lang))
        says = DifferenceWords(words, found)
        told += [says.why(entry) for person in found.people for entry in person.entries]

    assert all(text and "{" not in text for text in told)
    assert words.text("difference.cause.quota").format(old="2,000.00", new="3,000.00") in told
