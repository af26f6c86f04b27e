"""What may go wrong, what hangs on a few, and what law and audit ask for."""

from __future__ import annotations

import pytest

from salessheet.workbook.sheets.risks import (
    ChannelShares,
    ComplianceAreas,
    Concentration,
    LargestCustomers,
    RiskFigures,
    RiskKinds,
    RiskMap,
    WorstRisks,
)
from tests.capabilities.centre import shown

RISKS = """
    risk_id, rep_id, risk_kind,   risk,    likelihood, impact,   review_date, closed_on
    K1,      R1,     churn,       Tender,  3,          {impact}, 2026-06-10,
    K2,      R2,     market,      Prices,  2,          3,        2026-08-01,
    K3,      R1,     churn,       Merger,  3,          2,        ,
    K4,      R2,     legal,       Claim,   5,          5,        2026-01-01,  2026-03-01
    K5,      R3,     competition, Imports, 5,          5,        2026-01-01,
"""


def test_a_risk_is_rated_by_how_likely_and_how_bad_it_is() -> None:
    risks = RISKS.format(impact=5)
    # 15, 6 and 6 are open; K4 is closed and K5 another team's. K2 stands above K3.
    assert shown(RiskFigures.open, risks=risks) == [3]
    assert shown(RiskFigures.high, risks=risks) == [1]
    assert shown(RiskFigures.late, risks=risks) == [1]
    assert shown(RiskFigures.no_review, risks=risks) == [1]
    assert shown(WorstRisks.risk, risks=risks)[:4] == ["Tender", "Prices", "Merger", None]
    assert shown(WorstRisks.level, risks=risks)[:4] == ["high", "medium", "medium", None]
    assert shown(WorstRisks.days_late, risks=risks)[:3] == [20, 0, None]
    assert shown(WorstRisks.name, risks=risks)[:3] == ["Ada", "Ben", "Ada"]
    # From likelihood 5 down to 1: of 3 there is one with impact 2 and one with 5, of 2 one with 3.
    assert shown(RiskMap.count, risks=risks)[10:20] == [0, 1, 0, 0, 1, 0, 0, 1, 0, 0]
    assert shown(RiskKinds.open, risks=risks)[:4] == [1, 2, 0, 0]
    # With impact 1 it is 3 only.
    less = RISKS.format(impact=1)
    assert shown(RiskFigures.high, risks=less) == [0]
    assert shown(WorstRisks.risk, risks=less)[:3] == ["Prices", "Merger", "Tender"]
    assert shown(WorstRisks.level, risks=less)[2] == "low"
    # In February nobody had closed K4 yet.
    assert shown(RiskFigures.open, risks=risks, month="2026-02") == [4]


def test_a_risk_that_nobody_looks_after_stands_in_the_workbook_of_the_centre() -> None:
    risks = RISKS.format(impact=5) + "    K6, , legal, Fine, 4, 4, 2026-08-01,\n"
    assert shown(RiskFigures.no_owner, team="", risks=risks) == [1]
    assert shown(RiskFigures.open, team="", risks=risks) == [5]
    # 25 of K5, 16 of K6, 15 of K1.
    assert shown(WorstRisks.risk, team="", risks=risks)[:3] == ["Imports", "Fine", "Tender"]
    assert shown(WorstRisks.name, team="", risks=risks)[:3] == ["Cho", None, "Ada"]
    assert shown(RiskFigures.no_owner, risks=risks) == [0]


CUSTOMERS = "customer_id, name, owner_rep_id\nC1, One, R1\nC2, Two, R2\nC3, Three, R1\nC4, Four, R2\n"
DEALS = """
    deal_id, rep_id, customer_id, channel, amount,  stage, won_date
    D1,      R1,     C1,          online,  {first}, won,   2026-02-10
    D2,      R2,     C2,          fair,    20,      won,   2026-05-10
    D3,      R2,     C3,          fair,    20,      won,   2026-06-10
    D4,      R2,     C4,          fair,    500,     lead,
    D5,      R3,     ,            online,  900,     won,   2026-06-10
"""


def test_what_hangs_on_a_few_customers_and_channels() -> None:
    given = {"deals": DEALS.format(first=60), "customers": CUSTOMERS}
    assert shown(Concentration.buyers, **given) == [3]
    assert shown(Concentration.no_customer, **given) == [0]
    unnamed = {**given, "deals": f"{given['deals'].rstrip()}\n    D9, R1, , online, 25, won, 2026-06-10\n"}
    assert shown(Concentration.no_customer, **unnamed) == [25]
    assert shown(Concentration.hhi, **unnamed) == pytest.approx([0.44])
    # Shares 0.6, 0.2, 0.2: 0.36 + 0.04 + 0.04.
    assert shown(Concentration.hhi, **given) == pytest.approx([0.44])
    # Differences of pairs: 40, 40 and 0, twice, over 2 x 3 x 100.
    assert shown(Concentration.gini, **given) == pytest.approx([160 / 600])
    assert shown(Concentration.top_share, **given) == [1]
    assert shown(LargestCustomers.name, **given)[:4] == ["One", "Two", "Three", None]
    # Online 60, the fair 40, whether or not their costs are known.
    assert shown(ChannelShares.channel, **given) == ["fair", "online"]
    assert shown(ChannelShares.hhi, **given) == pytest.approx([0.52])
    assert shown(ChannelShares.hhi, channels="channel, cost\nfair, 1\n", **given) == pytest.approx([0.52])
    # All alike: a third each.
    given["deals"] = DEALS.format(first=20)
    assert shown(Concentration.hhi, **given) == pytest.approx([1 / 3])
    assert shown(Concentration.gini, **given) == pytest.approx([0])
    # Nothing was won yet in January.
    assert shown(Concentration.hhi, month="2026-01", **given) == [None]


COMPLIANCE = """
    item_id, rep_id, compliance_area, due_date,   findings,   closed_on
    L1,      R1,     privacy,         2026-06-20, {findings}, {closed}
    L2,      R2,     privacy,         2026-07-20, 1,
    L3,      R2,     pricing,         2026-05-20, ,           2026-05-18
    L4,      R3,     privacy,         2026-01-20, 9,
"""


def test_what_law_and_audit_ask_for_is_open_late_or_done() -> None:
    given = {"compliance": COMPLIANCE.format(findings=2, closed="")}
    # In the order contracts, privacy, pricing, training, audit.
    assert shown(ComplianceAreas.open, **given) == [0, 2, 0, 0, 0]
    assert shown(ComplianceAreas.late, **given) == [0, 1, 0, 0, 0]
    assert shown(ComplianceAreas.findings, **given) == [0, 3, 0, 0, 0]
    assert shown(ComplianceAreas.done, **given) == [None, 0, 1, None, None]
    given = {"compliance": COMPLIANCE.format(findings=2, closed="2026-06-30")}
    assert shown(ComplianceAreas.late, **given) == [0, 0, 0, 0, 0]
    assert shown(ComplianceAreas.findings, **given) == [0, 1, 0, 0, 0]
    assert shown(ComplianceAreas.done, **given)[1] == 0.5
