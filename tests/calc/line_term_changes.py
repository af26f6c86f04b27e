"""Pairs of centres that differ in one thing that plans say of single lines, with what it makes of each line in June."""

from __future__ import annotations

from tests.calc.shown import CENTRE, Tables, added, changed

_RATES = "plan_id,field,value,and_field,and_value,rate\n"


def _rates(*rows: str, tables: Tables) -> dict[str, str]:
    return {**tables, "plan_rates": _RATES + "".join(f"P1,{row}\n" for row in rows)}


def _terms(**terms: str) -> dict[str, str]:
    """The centre, whose plan says more."""
    (heading, row) = CENTRE["plans"].splitlines()
    named = dict(zip(heading.split(","), row.split(","), strict=True)) | terms
    return {**SOLD, "plans": f"{','.join(named)}\n{','.join(named.values())}\n"}


SOLD: Tables = {
    **CENTRE,
    "reps": (
        "rep_id,name,team_id,role,hire_date,grade\nR1,Ada,T1,rep,2025-01-01,junior\nR2,Ben,T1,rep,2025-01-01,senior\n"
    ),
    "customers": (
        "customer_id,owner_rep_id,group,industry,since\nC1,R1,shop,food,2020-01-01\nC2,R1,chain,steel,2025-06-10\n"
    ),
    "orders": (
        "order_id,rep_id,order_date,amount,cost,currency,refers_to,product,channel,customer_id,term_months\n"
        "O1,R1,2026-05-02,5000,4500,CNY,,Pump,agent,C1,4\nO2,R1,2026-06-03,4000,3000,CNY,,Licence,online,C2,\n"
        "O3,R2,2026-05-04,2000,1000,USD,,Pump,agent,C1,\n"
    ),
}
"""By the tiers, in the order in which they run up: Q1 40, Q2 50, Q3 of order O2 40, and Ben's Q4 35."""

BY_TIERS = _rates(tables=SOLD)
LICENCES = _rates("product,Licence,,,0.2", tables=SOLD)
"""Q3 is paid 80."""
PUMPS = _rates("product,Pump,,,0.1", tables=SOLD)
"""Q1 is paid 80, Q2 60, Q4 70; Q3, with nothing ahead of it in the tiers, 20."""
ONLINE = _rates("channel,online,,,0.2", tables=SOLD)
CHAINS = _rates("group,chain,,,0.2", tables=SOLD)
STEEL = _rates("industry,steel,,,0.2", tables=SOLD)
NEW = _rates("newness,new_customer,,,0.2", tables=_terms(new_months="12"))
SENIORS = _rates("grade,senior,,,0.2", tables=SOLD)
SENIOR_SALES = _rates("product,,grade,senior,0.2", tables=SOLD)

GATED = _terms(margin_gate="0.2")
"""O1 has a margin of 10%, O2 of 25%, O3 of 50%, so Q1 and Q2 are paid nothing."""
CAPPED = _terms(cap="100", cap_over="deal")
"""O1 has been paid 15 in May and 40 for Q1, which leaves 45 for Q2."""
CANCELLED = added(
    "orders", "O9,R1,2026-06-25,-340,,CNY,O1,,,,", added("receipts", "Q9,O9,2026-06-26,-340", _terms(clawback="whole"))
)
"""O1 was paid 105 for 1,700, so Q9 takes back 21."""
SERVED = changed("plans", "whole", "term", CANCELLED)
"""One month of four is served, so Q9 takes back 15.75."""

Told = dict[tuple[str, str], tuple[float, list[str]]]

CHANGES_OF_LINE_TERMS: dict[str, tuple[Tables, Tables, Told]] = {
    "a rate of a plan": (
        LICENCES,
        changed("plan_rates", "0.2", "0.25", LICENCES),
        {("R1", "Q3"): (20, ["own_rate"])},
    ),
    "a new rate of a plan": (
        BY_TIERS,
        PUMPS,
        {
            ("R1", "Q1"): (40, ["own_rate"]), ("R1", "Q2"): (10, ["own_rate"]), ("R1", "Q3"): (-20, ["runs"]),
            ("R2", "Q4"): (35, ["own_rate"]),
        },
    ),
    "a rate of a plan that is gone": (LICENCES, BY_TIERS, {("R1", "Q3"): (-40, ["own_rate"])}),
    "a rate that is left to the tiers": (
        LICENCES,
        changed("plan_rates", "0.2", "", LICENCES),
        {("R1", "Q3"): (-40, ["own_rate"])},
    ),
    "a rate that names more of a line": (
        SENIOR_SALES,
        added("plan_rates", "P1,product,Pump,grade,senior,0.3", SENIOR_SALES),
        {("R2", "Q4"): (70, ["own_rate"])},
    ),
    "the amount of a receipt with a rate of its own, which is ahead of others": (
        PUMPS,
        changed("receipts", "06-05,800", "06-05,900", PUMPS),
        {("R1", "Q1"): (10, ["amount"])},
    ),
    "the tiers where some lines have a rate of their own": (
        PUMPS,
        changed("plan_tiers", "0,1000,0.05", "0,1000,0.06", PUMPS),
        {("R1", "Q3"): (4, ["tier"])},
    ),
    "the product of an order": (
        LICENCES,
        changed("orders", "Licence", "Pump", LICENCES),
        {("R1", "Q3"): (-40, ["property"])},
    ),
    "the channel of an order": (
        ONLINE,
        changed("orders", "online", "agent", ONLINE),
        {("R1", "Q3"): (-40, ["property"])},
    ),
    "the customer of an order": (CHAINS, changed("orders", "C2", "C1", CHAINS), {("R1", "Q3"): (-40, ["property"])}),
    "the group of a customer": (
        CHAINS,
        changed("customers", "chain", "shop", CHAINS),
        {("R1", "Q3"): (-40, ["property"])},
    ),
    "the industry of a customer": (
        STEEL,
        changed("customers", "steel", "food", STEEL),
        {("R1", "Q3"): (-40, ["property"])},
    ),
    "since when a customer is one": (
        NEW,
        changed("customers", "2025-06-10", "2025-06-03", NEW),
        {("R1", "Q3"): (-40, ["property"])},
    ),
    "how long a customer is new": (NEW, changed("plans", "12", "11", NEW), {("R1", "Q3"): (-40, ["term"])}),
    "when an order of a new customer was placed": (
        NEW,
        changed("orders", "2026-06-03", "2026-06-10", NEW),
        {("R1", "Q3"): (-40, ["property"])},
    ),
    "a grade": (
        SENIORS,
        changed("reps", "senior", "junior", SENIORS),
        {("R2", "Q4"): (-105, ["property"])},
    ),
    "the order of a receipt": (
        LICENCES,
        changed("receipts", "Q3,O2", "Q3,O1", LICENCES),
        {("R1", "Q3"): (-40, ["property"])},
    ),
    "the portion that a plan pays": (
        SOLD,
        _terms(portion="0.5"),
        {
            ("R1", "Q1"): (-20, ["term"]), ("R1", "Q2"): (-25, ["term"]), ("R1", "Q3"): (-20, ["term"]),
            ("R2", "Q4"): (-17.5, ["term"]),
        },
    ),
    "the least margin": (
        SOLD,
        GATED,
        {("R1", "Q1"): (-40, ["term"]), ("R1", "Q2"): (-50, ["term"])},
    ),
    "a cost that takes an order below the least margin": (
        GATED,
        changed("orders", "4000,3000", "4000,3500", GATED),
        {("R1", "Q3"): (-40, ["cost"])},
    ),
    "an amount that takes an order below the least margin": (
        GATED,
        changed("orders", "4000,3000", "3500,3000", GATED),
        {("R1", "Q3"): (-40, ["order_amount"])},
    ),
    "a cap on each deal": (_terms(cap="", cap_over="deal"), CAPPED, {("R1", "Q2"): (-5, ["term"])}),
    "the amount of a cap on each deal": (
        CAPPED,
        changed("plans", "100", "90", CAPPED),
        {("R1", "Q2"): (-10, ["term"])},
    ),
    "what a cap is over": (
        _terms(cap="100", cap_over="month"),
        CAPPED,
        {("R1", "Q2"): (-5, ["term"]), ("R1", "cut"): (30, ["term", "follows"])},
    ),
    "a receipt ahead of one that a cap cuts": (
        CAPPED,
        changed("receipts", "06-05,800", "06-05,1000", CAPPED),
        {("R1", "Q1"): (10, ["amount"]), ("R1", "Q2"): (-10, ["used_cap"])},
    ),
    "a receipt of a month before one that a cap cuts": (
        CAPPED,
        changed("receipts", "05-09,300", "05-09,400", CAPPED),
        {("R1", "Q2"): (-5, ["used_cap"])},
    ),
    "an amount that a cap cuts no more": (
        CAPPED,
        changed("receipts", "06-10,600", "06-10,200", CAPPED),
        {("R1", "Q2"): (-35, ["amount"])},
    ),
    "what a cancellation takes back": (CANCELLED, SERVED, {("R1", "Q9"): (5.25, ["term"])}),
    "the term of a cancelled order": (
        SERVED,
        changed("orders", "agent,C1,4", "agent,C1,2", SERVED),
        {("R1", "Q9"): (5.25, ["property"])},
    ),
    "when a cancelled order was placed": (
        SERVED,
        changed("orders", "2026-05-02", "2026-04-02", SERVED),
        {("R1", "Q9"): (5.25, ["property"])},
    ),
    "when an order was cancelled": (
        SERVED,
        changed("receipts", "2026-06-26", "2026-06-01", SERVED),
        {("R1", "Q9"): (-5.25, ["date"])},
    ),
}  # fmt: skip  # a person a row
