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
TIERS = "plan_id,lower,rate\nP1,0,1%\nP2,0,1%\nP3,0,1%\n"
PLAN = "plan_id,role,valid_from,valid_to,basis,mode,draw,recoverable\n"


def told(dataset: Dataset, lang: str = "en") -> list[Unused]:
    return list(unused(dataset, JUNE, Words.load(lang)))


def brief(dataset: Dataset) -> list[tuple[str, str, int, bool]]:
    return [(r.table, r.column, r.rows, r.lacking) for r in told(dataset)]


def test_data_of_which_everything_counts_has_nothing_to_tell(centre: Centre) -> None:
    assert brief(centre()) == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"deals": "deal_id,rep_id,channel\nD1,R1,online\nD2,R1,\n"}, [("deals", "channel", 1, False)]),
        ({"surveys": "date,score\n2026-06-01,9\n2026-06-02,8\n"}, [("surveys", "", 2, False)]),
        ({"deals": "deal_id,rep_id,next_step\nD1,R1,Call\n"}, []),  # a note
        ({"targets": "scope,id,year,metric,amount\nteam,T1,2026,cash,5\nteam,T2,2026,sales,5\n"},
         [("targets", "metric", 1, False)]),
        ({"kpi_scheme": SCHEME + "rep,calls,2026-01-01,1,linear\n"}, [("kpi_scheme", "method", 1, True)]),
        ({"kpi_scheme": SCHEME + "rep,calls,2026-07-01,1,linear\n"}, []),  # not yet in force
        ({"kpi_scheme": SCHEME + "rep,calls,2026-01-01,1,band\nrep,calls,2026-06-30,1,ratio\n"}, []),  # no longer
        ({"kpi_scheme": SCHEME + "guest,calls,2026-01-01,1,band\n"}, []),  # nobody has the role
        ({"kpi_scheme": SCHEME + "rep,calls,2026-01-01,1,band\n",
          "kpi_points": "role,kpi,valid_from,x,y\nrep,calls,2026-01-01,0,0\nrep,other,2026-01-01,0,0\n"},
         [("kpi_scheme", "method", 1, True), ("kpi_points", "", 1, True)]),
        ({"kpi_points": "role,kpi,valid_from,x,y\nrep,calls,2026-01-01,0,0\n"}, [("kpi_points", "", 1, False)]),
        ({"plans": PLAN + "P1,rep,2026-01-01,,margin,marginal,0,yes\n"}, [("plans", "basis", 1, True)]),
        ({"plans": PLAN + "P1,rep,2026-01-01,2026-05-31,margin,marginal,0,yes\n"}, []),
        ({"plans": PLAN + "P1,rep,2026-01-01,2026-06-01,cash,interpolated,0,yes\n"}, [("plans", "mode", 1, True)]),
        ({"plans": PLAN + "P1,rep,2026-01-01,,cash,slab,3000,no\n"},
         [("plans", "draw", 1, True), ("plans", "recoverable", 1, False)]),
        ({"plans": PLAN + "P1,guest,2026-01-01,,cash,slab,3000,yes\n"}, []),  # nobody draws it
        ({"plans": PLAN + "P9,rep,2026-01-01,,cash,slab,0,yes\n"}, [("plans", "", 1, True)]),  # pays by no tier
        ({"plans": PLAN + "P1,rep,2026-01-01,2026-06-14,cash,slab,0,yes\nP2,rep,2026-06-15,,cash,slab,0,yes\n"},
         [("plans", "valid_from", 1, True)]),
        ({"plans": PLAN + "P1,rep,2026-01-01,2026-05-31,cash,slab,0,yes\nP2,rep,2026-06-01,,cash,slab,0,yes\n"}, []),
        ({"orders": ORDERS, "splits": "order_id,rep_id,share\nO2,R1,50%\nO2,R2,50%\nO3,R3,100%\n"},
         [("splits", "", 2, True)]),
        ({"orders": ORDERS, "splits": "order_id,rep_id,share\nO1,R1,50%\nO1,R2,50%\n"}, [("splits", "", 2, False)]),
        ({"orders": ORDERS, "splits": "order_id,rep_id,share\nO1,R1,50%\nO1,R2,50%\n",
          "receipts": "receipt_id,order_id,date,amount\nQ1,O1,2026-06-01,40\n"}, [("splits", "", 2, True)]),
        ({"adjustments": "period,payee,amount\n2026-06,R1,10\n2026-05,R1,10\n"}, [("adjustments", "", 1, True)]),
        ({"adjustments": "period,payee,amount\n2026-05,R1,10\n"}, [("adjustments", "", 1, False)]),
    ],
)  # fmt: skip  # a table of cases
def test_content_that_no_number_counts_is_told(
    centre: Centre, files: dict[str, str], expected: list[tuple[str, str, int, bool]]
) -> None:
    assert brief(centre(**{"plan_tiers": TIERS, **files})) == expected


def test_a_team_is_told_of_its_own_rows_alone(centre: Centre) -> None:
    whole = centre(adjustments="period,payee,amount\n2026-06,R1,10\n2026-06,R3,10\n2026-06,R3,20\n")
    found = {team: unused(for_team(whole, team), JUNE, Words.load("en"), team) for team in ("T1", "T2")}

    assert {team: [(r.rows, r.team) for r in records] for team, records in found.items()} == {
        "T1": [(1, "T1")],
        "T2": [(2, "T2")],
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_record_is_told_in_the_language_asked_for(centre: Centre, lang: str) -> None:
    words = Words.load(lang)
    (record,) = told(centre(deals="deal_id,rep_id,channel\nD1,R1,online\n"), lang)

    assert (record.title, record.heading) == (words.text("tables.deals.title"), words.text("line.any.channel"))
    assert record.means == words.text("unused.column")
