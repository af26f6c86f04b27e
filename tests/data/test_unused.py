"""What is read but not counted: which rows it is, and whether a payout or a total of the period is without it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from salessheet.data.dataset import Dataset
from salessheet.data.slices import for_team
from salessheet.data.unused import unused
from salessheet.workbook.edition import Unused
from salessheet.workbook.labels import LANGUAGES, Words

Centre = Callable[..., Dataset]

JUNE = dt.date(2026, 6, 1)
ORDERS = "order_id,rep_id,order_date,amount\nO1,R1,2026-05-30,100\nO2,R1,2026-06-30,100\nO3,R3,2026-07-01,100\n"
SCHEME = "role,kpi,valid_from,weight,method\n"
ACTUALS = "rep_id,period,kpi,actual\n"
TIERS = "plan_id,lower,rate\nP1,0,1%\nP2,0,1%\nP3,0,1%\n"
PAY = "rep_id,valid_from,base_salary,bonus_base,pool_share\nR1,2026-01-01,5000,900,2\n"
GATED = "plan_id,role,component,valid_from,gate,gate_by\n"
PLAN = "plan_id,role,rep_id,valid_from,valid_to,supersedes,mode,gate,cap,cap_over\n"


def told(dataset: Dataset, lang: str = "en") -> list[Unused]:
    return list(unused(dataset, JUNE, Words.load(lang)))


def brief(dataset: Dataset) -> list[tuple[str, str, int, bool]]:
    return [(r.table, r.column, r.rows, r.lacking) for r in told(dataset)]


def test_data_of_which_everything_counts_has_nothing_to_tell(centre: Centre) -> None:
    assert brief(centre()) == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"customers": "customer_id,owner_rep_id,industry\nC1,R1,retail\nC2,R1,\n"},
         [("customers", "industry", 1, False)]),
        ({"customers": "customer_id,owner_rep_id,industry\nC1,R1,retail\n",
          "plan_rates": "plan_id,field,value,rate\nP1,industry,retail,0.1\n",
          "plans": PLAN + "P1,rep,,2026-01-01,,,,,,month\n"}, []),
        ({"customers": "customer_id,owner_rep_id,industry\nC1,R1,retail\n",
          "segments": "segment,industry\nShops,retail\n"}, []),
        ({"targets": "scope,id,year,period,amount\nrep,R1,2026,2026-Q1,5\nrep,R1,2026,2026-Q3,9\n"},
         [("targets", "period", 2, False)]),  # the total of both, spread over three quarters
        ({"targets": "scope,id,year,period,amount\nrep,R1,2027,2027-Q1,5\nteam,T1,2027,,5\n"},
         [("targets", "year", 2, True)]),  # as where the year that ends in 2027 is meant
        ({"targets": "scope,id,year,period,amount\nteam,T1,2027,,5\nteam,T1,2026,,5\n"}, []),
        ({"targets": "scope,id,year,period,amount\nteam,T1,2025,,5\n"}, []),  # history
        ({"targets": "scope,id,year,period,amount\nteam,T1,2027,,5\n", "settings": "key,value\nannual_target,9\n"}, []),
        ({"targets": "scope,id,year,period,amount\nrep,R1,2026,2026-Q1,5\n"}, []),  # its own months have it
        ({"teams": "team_id,manager_id\nT1,R1\nT2,\n"}, [("teams", "manager_id", 1, False)]),
        ({"teams": "team_id,manager_id\nT1,R1\nT2,\n", "coaching": "date,rep_id\n2026-06-01,R2\n"},
         []),  # everybody but the manager is led
        ({"deals": "deal_id,rep_id,channel,product\nD1,R1,online,Kit\n"}, []),  # the mix counts them
        ({"surveys": "date,score\n2026-06-01,9\n2026-06-02,8\n"}, []),  # answers of nobody count, too
        ({"deals": "deal_id,rep_id,next_step\nD1,R1,Call\n"}, []),  # a note
        ({"targets": "scope,id,year,metric,amount\nteam,T1,2026,cash,5\nteam,T2,2026,sales,5\n"},
         [("targets", "metric", 1, False)]),
        ({"kpi_scheme": SCHEME + "rep,calls,2026-01-01,1,linear\n"}, [("kpi_scheme", "method", 1, True)]),
        ({"kpi_scheme": SCHEME + "rep,calls,2026-07-01,1,linear\n"}, []),  # not yet in force
        ({"kpi_scheme": SCHEME + "rep,calls,2026-01-01,1,band\nrep,calls,2026-06-30,1,ratio\n"}, []),  # no longer
        ({"kpi_scheme": SCHEME + "guest,calls,2026-01-01,1,band\n"},
         [("kpi_scheme", "role", 1, False)]),  # nobody has the role
        ({"activity_targets": "role,type,per_week\nReps,call,20\nRep,call,20\n"},
         [("activity_targets", "role", 1, False)]),
        ({"promotion_rules": "role,least_attained,months_needed,of_last\nreps,100%,1,1\n"},
         [("promotion_rules", "role", 1, False)]),
        ({"skill_needs": "role,skill,needed\nreps,talking,3\nrep,talking,3\n"}, [("skill_needs", "role", 1, False)]),
        ({"kpi_scheme": SCHEME + "rep,calls,2026-01-01,1,band\n",
          "kpi_points": "role,kpi,valid_from,x,y\nrep,calls,2026-01-01,0,0\nrep,other,2026-01-01,0,0\n"},
         []),  # its points say how much
        ({"kpi_scheme": SCHEME + "rep,calls,2026-01-01,1,ratio\n", "kpi_manual": ACTUALS + "R1,2026-06,Calls,9\n"},
         [("kpi_manual", "kpi", 1, False)]),  # the workbook counts them itself
        ({"kpi_scheme": SCHEME + "rep,visits,2026-01-01,1,ratio\n",
          "kpi_manual": ACTUALS + "R1,2026-06,Besuche,9\nR1,2026-06,visits,9\n"},
         [("kpi_manual", "kpi", 1, False), ("kpi_manual", "kpi", 1, False)]),  # one of no scheme as well
        ({"kpi_scheme": SCHEME + "rep,coaching,2026-01-01,1,ratio\nrep,Own,2026-07-01,1,ratio\n",
          "kpi_manual": ACTUALS + "R1,2026-06,Coaching,9\nR1,2026-07,own,9\n"}, []),  # each in its month
        ({"kpi_scheme": SCHEME + "rep,coaching,2026-01-01,1,ratio\nrep,Own,2026-07-15,1,ratio\n",
          "kpi_manual": ACTUALS + "R1,2026-06,own,9\nR1,2026-07,coaching,9\nR1,2025-12,coaching,9\n"},
         [("kpi_manual", "kpi", 3, False)]),  # not yet, no longer, and before the first version
        ({"kpi_scheme": SCHEME + "rep,calls,2026-01-01,1,ratio\nrep,Own,2026-06-30,1,ratio\n",
          "kpi_manual": ACTUALS + "R1,2026-06,calls,9\nR1,2026-05,calls,9\n"},
         [("kpi_manual", "kpi", 1, False), ("kpi_manual", "kpi", 1, False)]),  # by itself in May, not asked in June
        ({"kpi_scheme": SCHEME + "guest,Own,2026-01-01,1,ratio\n", "kpi_manual": ACTUALS + "R1,2026-06,Own,9\n"},
         [("kpi_scheme", "role", 1, False), ("kpi_manual", "kpi", 1, False)]),  # nobody has the role
        ({"base_pay": PAY, "pool_bands": "lower,pool\n100%,500\n"}, [("base_pay", "bonus_base", 1, False)]),
        ({"base_pay": PAY, "bonus_bands": "bonus_by,lower,coefficient\nscore,90,1\n"},
         [("base_pay", "pool_share", 1, False)]),
        ({"candidates": "candidate_id,team_id,applied_on\nH1,T1,2026-05-01\n",
          "interviews": "candidate_id,interviewer,criterion,date,score\nH1,Li,listening,2026-05-02,7\n"},
         [("interviews", "", 1, False)]),  # by no criterion that weighs anything
        ({"kpi_points": "role,kpi,valid_from,x,y\nrep,calls,2026-01-01,0,0\n"}, [("kpi_points", "", 1, False)]),
        ({"plans": PLAN + "P1,rep,,2026-01-01,,,,80%,,month\n"}, [("plans", "gate", 1, True)]),
        ({"plans": PLAN + "P1,rep,,2026-01-01,2026-05-31,,,80%,,month\n"}, []),
        ({"plans": PLAN + "P1,rep,,2026-01-01,2026-06-01,,,80%,,month\n"}, [("plans", "gate", 1, True)]),
        ({"plans": PLAN + "P1,guest,,2026-01-01,,,,80%,,month\n"}, []),  # nobody has the role
        ({"plans": PLAN + "P1,,R1,2026-01-01,,,,80%,,month\n"}, [("plans", "gate", 1, True)]),
        ({"plans": PLAN + "P1,rep,,2026-01-01,,,,80%,,month\nP2,rep,,2026-06-01,,P1,,,,month\n"}, []),
        ({"plans": PLAN + "P1,rep,,2026-01-01,,,,80%,,month\nP2,rep,,2026-06-02,,P1,,,,month\n"},
         []),  # the gate of the month's end holds
        ({"plans": PLAN + "P1,rep,,2026-01-01,,,,0,,month\n"}, []),  # everybody passes it
        ({"plans": GATED + "P1,rep,a,2026-01-01,,\nP2,guest,b,2026-01-01,80%,a\n"},
         []),  # the gate of nobody asks for what the reps' plan reaches
        ({"plans": GATED + "P1,rep,a,2026-01-01,,\nP2,rep,b,2026-01-01,80%,a\n"}, [("plans", "gate", 2, True)]),
        ({"plans": PLAN + "P1,rep,,2026-01-01,,,,,50,deal\n"}, []),
        ({"plans": PLAN + "P9,rep,,2026-01-01,,,,,,month\n"}, [("plans", "", 1, True)]),  # pays by no tier
    ],
)  # fmt: skip  # a table of cases
def test_content_that_no_number_counts_is_told(
    centre: Centre, files: dict[str, str], expected: list[tuple[str, str, int, bool]]
) -> None:
    found = brief(centre(**{"plan_tiers": TIERS, **files}))
    known = {(table, column) for table, column, _, _ in expected}
    assert [record for record in found if record[3] or record[0] != "plans" or record[:2] in known] == expected


@pytest.mark.parametrize(
    "files",
    [
        {"plans": "plan_id,role,valid_from,basis,mode\nP1,rep,2026-01-01,margin,interpolated\n",
         "plan_tiers": "plan_id,lower,upper,rate\nP1,0,100,5\n"},
        {"plans": "plan_id,role,valid_from,basis,draw,recoverable\nP1,rep,2026-01-01,invoiced,3000,no\n"},
        {"plans": "plan_id,role,valid_from,supersedes\nP1,rep,2026-01-01,\nP2,rep,2026-06-15,P1\n"},
        {"orders": ORDERS, "splits": "order_id,rep_id,share\nO2,R1,50%\nO2,R2,50%\nO3,R3,100%\n"},
        {"adjustments": "period,payee,amount\n2026-06,R1,10\n2026-05,R1,10\n"},
    ],
)  # fmt: skip  # a table of cases
def test_payouts_lack_nothing_of_what_is_computed(centre: Centre, files: dict[str, str]) -> None:
    dataset = centre(**{"plan_tiers": TIERS if "plans" in files else "plan_id,lower,rate\n", **files})
    assert [record for record in told(dataset) if record.lacking] == []


def test_a_team_is_told_of_its_own_rows_alone(centre: Centre) -> None:
    whole = centre(
        customers="customer_id,owner_rep_id,industry\nC1,R1,retail\nC2,R3,retail\nC3,R3,tech\n",
    )
    found = {team: unused(for_team(whole, team), JUNE, Words.load("en"), team) for team in ("T1", "T2")}

    assert {team: [(r.rows, r.team) for r in records] for team, records in found.items()} == {
        "T1": [(1, "T1")],
        "T2": [(2, "T2")],
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_record_is_told_in_the_language_asked_for(centre: Centre, lang: str) -> None:
    words = Words.load(lang)
    (record,) = told(centre(customers="customer_id,owner_rep_id,industry\nC1,R1,retail\n"), lang)

    assert (record.title, record.heading) == (words.text("tables.customers.title"), words.text("line.any.industry"))
    assert record.means == words.text("unused.column")
