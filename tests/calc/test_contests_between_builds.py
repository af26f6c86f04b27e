"""Scores, prizes by rank and budgets between two builds: what a cause names, and what it makes of the lines of June."""

from __future__ import annotations

import pytest

from salessheet.calc.builds import Cause, differences
from tests.calc.shown import Tables, changed, facts

CENTRE: Tables = {
    "settings": "key,value\nfirst_month,1\n",
    "teams": "team_id,name\nT1,North\n",
    "reps": "rep_id,name,team_id,role\nR1,Ada,T1,rep\nR2,Ben,T1,rep\n",
    "deals": "deal_id,rep_id,amount,stage\nD1,R1,100,lead\n",
    "orders": "order_id,rep_id,order_date,amount\n"
    "O1,R1,2026-06-02,5000\nO2,R2,2026-06-03,4000\nO3,R1,2026-06-04,1000\n",
    "plan_tiers": "plan_id,lower,upper,rate\nP1,0,,0.1\n",
}
PLAN = "plan_id,component,role,valid_from,basis,on_target,over,tiers_on,budget\n"
SCORED: Tables = {
    **CENTRE,
    "plans": f"{PLAN}P1,commission,rep,2026-01-01,booked,,month,,\nP2,mbo,rep,2026-01-01,score,1000,month,,\n",
    "objectives": "objective_id,period,payee,component,objective,weight,score\n"
    "M1,2026-06,R1,mbo,Visits,60%,80%\nM2,2026-06,R1,mbo,Report,40%,100%\n",
}
BUDGETED: Tables = {**CENTRE, "plans": f"{PLAN}P1,commission,rep,2026-01-01,booked,,month,,850\n"}
"""O1 is paid 500, O2 350 of 400, O3 nothing."""
RANKED: Tables = {
    **CENTRE,
    "plans": f"{PLAN}P1,commission,rep,2026-01-01,booked,,month,rank,\n",
    "plan_tiers": "plan_id,lower,upper,rate\nP1,1,1,300\nP1,2,2,100\n",
}
"""Ada has 6,000 and the first prize, Ben 4,000 and the second."""

Said = tuple[str, str, object, object]


def told(before: Tables, after: Tables) -> dict[tuple[str, str], tuple[float, list[Cause]]]:
    found = differences(facts(before), facts(after))
    return {
        (person.rep_id, entry.document.name if entry.document else entry.step): (entry.difference, list(entry.causes))
        for person in found.people
        for entry in person.entries
    }


def said(cause: Cause) -> Said:
    return (cause.code.value, cause.what, cause.old, cause.new)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            SCORED, changed("objectives", "60%,80%", "60%,90%", SCORED),
            {("R1", "M1"): (60, [("property", "score", 0.8, 0.9)])},
        ),
        (
            SCORED, changed("objectives", "60%,80%", "60%,", SCORED),
            {("R1", "M1"): (-480, [("not_credited", "not_scored", None, None)])},
        ),
        (
            SCORED, changed("plans", "score,1000", "score,1100", SCORED),
            {
                ("R1", "M1"): (48, [("term", "on_target", 1000, 1100)]),
                ("R1", "M2"): (40, [("term", "on_target", 1000, 1100)]),
            },
        ),
        (
            BUDGETED, changed("plans", ",850", ",870", BUDGETED),
            {("R2", "O2"): (20, [("term", "budget", 850, 870), ("budget_left", "", 350, 370)])},
        ),
        (
            BUDGETED, changed("orders", "06-02,5000", "06-02,4800", BUDGETED),
            {
                ("R1", "O1"): (-20, [("amount", "", 5000, 4800)]),
                ("R2", "O2"): (20, [("budget_left", "", 350, 370)]),
            },
        ),
        (
            RANKED, changed("plan_tiers", "1,1,300", "1,1,320", RANKED),
            {("R1", "P1 2026-06"): (20, [("tier", "P1", 300, 320)])},
        ),
        (
            RANKED, changed("orders", "06-03,4000", "06-03,7000", RANKED),
            {
                ("R1", "P1 2026-06"): (-200, [("place", "", 1, 2)]),
                ("R2", "P1 2026-06"): (200, [("place", "", 2, 1)]),
            },
        ),
        (
            RANKED, changed("orders", "06-03,4000", "06-03,6000", RANKED),
            {
                ("R1", "P1 2026-06"): (-100, [("place", "", 1, "1–2")]),
                ("R2", "P1 2026-06"): (100, [("place", "", 2, "1–2")]),
            },
        ),
        (
            RANKED, changed("orders", "O2,R2", "O2,R1", RANKED),
            {
                ("R1", "O2"): (0, [("owner", "", "R2", "R1")]),
                ("R2", "O2"): (0, [("owner", "", "R2", "R1")]),
                ("R2", "P1 2026-06"): (-100, [("place", "", 2, None)]),
            },
        ),
    ],
)  # fmt: skip  # a change each
def test_a_difference_names_what_makes_it(
    before: Tables, after: Tables, expected: dict[tuple[str, str], tuple[float, list[Said]]]
) -> None:
    found = told(before, after)
    assert {line: (gap, [said(cause) for cause in causes]) for line, (gap, causes) in found.items()} == expected
