"""Whose credit it is, what is counted, in which currency, and at rates of their own."""

from __future__ import annotations

from tests.data.published.form import (
    FLAT,
    components,
    example,
    factors,
    monthly,
    pays,
    quota,
    rates,
    receipts,
    sold,
    splits,
)

STAFF = {
    "reps": "rep_id,team_id,role\nR1,T1,rep\nR2,T1,rep\nR3,T1,engineer\nM1,T1,manager\nS1,T1,sdr\n",
}
TEN_FOR_ALL = components(
    ({}, FLAT[10]), ({"role": "engineer"}, FLAT[10]), ({"role": "manager"}, FLAT[10]), ({"role": "sdr"}, FLAT[2])
)
BY_MARKUP = components(
    ({"component": "all", "basis": "margin"}, FLAT[10]),
    ({"component": "from 36%", "basis": "margin", "margin_gate": round(36 / 136, 4)}, FLAT[15]),
    ({"component": "from 61%", "basis": "margin", "margin_gate": round(61 / 161, 4)}, FLAT[15]),
)
MARGIN = pays(*FLAT[15], basis="margin")
BRITISH = {"fx": "date,currency,rate\n2026-01-01,GBP,1.22\n2026-01-31,GBP,1.25\n"}
POUNDS = {"orders": "order_id,rep_id,order_date,amount,currency\nO1,R1,2026-01-05,1000,GBP\n"}
NEW_MODEL = components(({}, FLAT[8]), ({"component": "spiff", "measure": "quantity", "valid_to": "2026-01-31"}, []))
HUBSPOT = {"orders": "order_id,rep_id,order_date,amount,quantity,refers_to\nO1,R1,2026-01-10,6000,500,\n"}
CHURNED = HUBSPOT["orders"] + "B1,R1,2026-{}-05,-6000,-500,O1\n"

EXAMPLES = (
    example("Prowi, split 60 to 40", {"R1": 6_000, "R2": 4_000}, sold(100_000), splits("R1,60%,", "R2,40%,"),
            TEN_FOR_ALL),
    example("Prowi, split between who sources and who closes", {"R1": 8_500, "S1": 300}, STAFF, sold(100_000),
            splits("R1,85%,", "S1,15%,"), TEN_FOR_ALL),
    example("Prowi, a deal handed over at three of five stages", {"R1": 4_800, "R2": 3_200}, sold(80_000),
            splits("R1,60%,", "R2,40%,"), TEN_FOR_ALL),
    example("Prowi, split 60, 25, 15", {"R1": 3_000, "R2": 1_250, "R3": 750}, sold(50_000),
            splits("R1,60%,", "R2,25%,", "R3,15%,"), TEN_FOR_ALL),
    example("Sparrowgenie, a pool of 8% by roles", {"R1": 19_200, "R3": 8_000, "M1": 4_800}, sold(400_000),
            splits("R1,60%,", "R3,25%,", "M1,15%,"),
            components(({}, FLAT[8]), ({"role": "engineer"}, FLAT[8]), ({"role": "manager"}, FLAT[8]))),
    example("both get full credit: an overlay on top of the whole", {"R1": 10_000, "R3": 10_000}, sold(100_000),
            splits("R3,100%,overlay"), TEN_FOR_ALL),
    example("Commissionly, 2% for the manager beside 10% for the reps", {"R1": 5_000, "R2": 3_000, "M1": 1_600},
            components(({}, FLAT[10]), ({"role": "manager", "credit": "team"}, FLAT[2])),
            orders="order_id,rep_id,order_date,amount\nO1,R1,2026-01-05,50000\nO2,R2,2026-01-05,30000\n"),
    example("Prowi, margin: the full price", 4_500, sold(75_000, columns="cost", values=["45000"]), MARGIN),
    example("Prowi, margin: a discount of 20%", 2_250, sold(60_000, columns="cost", values=["45000"]), MARGIN),
    example("eHow: the rate goes by the markup on the cost", 12.5, sold(150, columns="cost", values=["100"]),
            BY_MARKUP),
    example("eHow: the highest markup", 40, sold(200, columns="cost", values=["100"]), BY_MARKUP),
    example("iDynamics, paid in dollars: at the rate of the invoice", 122, POUNDS, BRITISH, pays(*FLAT[10])),
    example("iDynamics, paid in pounds: at the rate of the day of pay", 125, POUNDS, BRITISH,
            pays(*FLAT[10], currency="GBP")),
    example("Earnest, a deal in euros towards a quota in pounds", 43_000 * 0.1 * 0.86,
            quota(50_000), pays((0, "", 0.1)), factors("attainment,0,0.86,0", "attainment,0.86,,0.86"),
            settings="key,value\ncurrency,GBP\n", fx="date,currency,rate\n2026-01-01,EUR,0.86\n",
            orders="order_id,rep_id,order_date,amount,currency\nO1,R1,2026-01-05,50000,EUR\n"),
    example("Prowi, a spiff of 1,000 for each of five in the first month", [13_000, 1_600],
            NEW_MODEL, rates("P2,product,New,1000", "P2,product,any,0"),
            orders="order_id,rep_id,order_date,amount,quantity,product\nO1,R1,2026-01-05,100000,5,New\n"
            "O2,R1,2026-02-05,20000,1,New\n"),
    example("Prowi, a spiff of 1,000 for a new customer", 2_000,
            components(({"measure": "deals"}, [])), rates("P1,newness,new_customer,1000"),
            orders="order_id,rep_id,order_date,amount,customer_id\nO1,R1,2026-01-05,9,A\nO2,R1,2026-01-06,9,B\n"
            "O3,R1,2026-01-07,9,C\n",
            customers="customer_id,since\nA,2026-01-05\nB,2026-01-06\nC,2020-01-01\n"),
    example("HubSpot's first plan: two for each dollar of monthly revenue", 1_000, HUBSPOT,
            pays((0, "", 2), measure="quantity")),
    example("HubSpot's first plan: all of it back within four months", [1_000, 0, 0, -1_000],
            pays((0, "", 2), measure="quantity"), factors("months_served,0,3,1"), orders=CHURNED.format("04")),
    example("HubSpot's first plan: nothing back after four months", [1_000],
            pays((0, "", 2), measure="quantity"), factors("months_served,0,3,1"), orders=CHURNED.format("06")),
    example("HubSpot's second plan: three for the second quartile of retention", 1_500, HUBSPOT,
            components(({"measure": "quantity"}, [])), rates("P1,grade,Q1,4", "P1,grade,Q2,3", "P1,grade,Q3,2"),
            reps="rep_id,team_id,role,grade\nR1,T1,rep,Q2\nR2,T1,rep,Q1\nR3,T1,rep,Q3\nM1,T1,manager,\n"),
    example("Prowi, residual: 5% of 1,500 a month", [75] * 12, sold(18_000), pays(*FLAT[5], basis="cash"),
            receipts(*(f"O1,2026-{month:02}-20,1500" for month in range(1, 13)))),
    example("Sparrowgenie, 10% of the first year and 2% of each month", [6_100, *[100] * 11], sold(60_000),
            components(({}, FLAT[10]), ({"component": "residual", "basis": "cash"}, FLAT[2])),
            receipts(*(f"O1,2026-{month:02}-20,5000" for month in range(1, 13)))),
    example("a residual that ends after a year", [100, 100, 100], sold(36_000), pays(*FLAT[10], basis="cash"),
            factors("days_to_cash,0,90,1"),
            receipts(*(f"O1,2026-{month:02}-20,1000" for month in range(1, 7)))),
    example("Oracle community 701407: half on order, half as it is collected", [500, 250, 250], sold(10_000),
            components(({"component": "order", "portion": 0.5}, FLAT[10]),
                       ({"component": "cash", "basis": "cash", "portion": 0.5}, FLAT[10])),
            receipts("O1,2026-02-05,5000", "O1,2026-03-05,5000")),
    example("RPM, 5% of the agent's 8% stays with the supplier", 76, sold(1_000), pays(*FLAT[8], portion=0.95)),
    example("paid once the customer has paid in full", [0, 0, 1_000], sold(10_000), pays(*FLAT[10], basis="cash_full"),
            receipts("O1,2026-02-05,4000", "O1,2026-03-05,6000")),
    example("10% for new customers, 5% for those who renew", 1_500, monthly(10_000, 10_000, columns="customer_id",
            values=["A", "B"]), components(({}, [])),
            rates("P1,newness,new_customer,0.1", "P1,newness,returning_customer,0.05"),
            customers="customer_id,since\nA,2026-01-05\nB,2024-06-01\n"),
)  # fmt: skip  # a table
