"""What goes by a quota: accelerators, decelerators, gates, pay on target, ramps."""

from __future__ import annotations

from tests.data.published.form import (
    FLAT,
    Bands,
    components,
    each_month,
    example,
    factors,
    monthly,
    of_metrics,
    pays,
    quota,
    sold,
)

QUARTERS = {
    "targets": "scope,id,year,period,metric,amount\n"
    + "".join(f"rep,R1,2026,2026-Q{n},sales,100000\n" for n in (1, 2, 3, 4))
}
COMISH: Bands = [(0, 1, 0.06), (1, 1.25, 0.08), (1.25, 1.5, 0.1), (1.5, "", 0.12)]
COOKIE: Bands = [(0, 1, 0.06), (1, 1.5, 0.08), (1.5, "", 0.1)]
ORACLE_PERCENT: Bands = [(0, 0.25, 1_000), (0.25, 0.5, 2_000), (0.5, 1, 5_000), (1, 9.99, 6_000)]
CAMPUS: Bands = [(0, 0.4, 0.2), (0.4, 0.6, 0.15), (0.6, 1, 0.65)]
OVER_BASE: Bands = [(0, 1, 1), (1, 1.25, 1.25), (1.25, 1.5, 1.5), (1.5, 2, 1.75), (2, "", 2)]
OF_BASE_PAY: Bands = [(n, m, p) for n, m, p in (
    (0, 0.5, 0.1), (0.5, 0.6, 0.15), (0.6, 0.7, 0.2), (0.7, 0.8, 0.3), (0.8, 0.9, 0.4), (0.9, 1, 0.5), (1, 1.2, 0.6),
)]  # fmt: skip  # a table
RAMP = factors("service_month,1,1,0", "service_month,2,2,0.25", "service_month,3,3,0.5", "service_month,4,4,0.75")
QUOTAPATH = components(
    ({"component": "all"}, FLAT[5]),
    ({"component": "unlocked", "gate": 0.5, "tiers_on": "attainment"}, [(0, 1, 0.05), (1, "", 0.15)]),
)
AFTER_THE_YEAR = components(
    ({"component": "base", "over": "year"}, FLAT[5]),
    ({"component": "above", "over": "quarter", "gate": 1, "gate_by": "base"},
     [(100_000, 125_000, 0.01), (125_000, "", 0.02)]),
)  # fmt: skip  # a table

EXAMPLES = (
    example("comish.online: a quarter at a blended 6.625%", 33_125, sold(500_000), quota(375_000, "2026-Q1"),
            pays(*COMISH, tiers_on="attainment", over="quarter")),
    example("bonuspaycalc.com: 1.25 times the rate at 115% of the year", 75_000, quota(1_000_000, "year"),
            sold(1_150_000, 50_000), pays((0, 1, 0.06), (1, "", 0.075), tiers_on="attainment", over="year"),
            lines=[71_250, 3_750]),
    example("QuotaPath, decelerator: half the rate below 50%", 750, sold(15_000), quota(33_000), QUOTAPATH),
    example("QuotaPath, decelerator: from 50% on the full rate for all", 3_000, sold(12_000, 18_000), quota(33_000),
            QUOTAPATH),
    example("QuotaPath, accelerator: above quota for what is new", 4_700, sold(30_000, 10_000), quota(33_000),
            QUOTAPATH),
    example("QuotaPath, multiple rates", 4_140, sold(40_000), quota(33_000),
            pays((0, 1, 0.1), (1, "", 0.12), tiers_on="attainment")),
    example("Sales Cookie, cumulative tiers at 110%", 6_800, sold(110_000), quota(100_000),
            pays(*COOKIE, tiers_on="attainment")),
    example("Sales Cookie, tiers that are not cumulative", 8_800, sold(110_000), quota(100_000),
            pays(*COOKIE, tiers_on="attainment", mode="slab")),
    example("Sales Cookie, not cumulative, only what is above quota", 800, sold(110_000), quota(100_000),
            pays(*COOKIE[1:], tiers_on="attainment", mode="overage")),
    example("revopsmasters.com: 130% of 500,000 with 100,000 on target", 145_000, sold(650_000), quota(500_000, "year"),
            pays((0, 1, 1), (1, 1.3, 1.5), (1.3, "", 2), on_target=100_000, tiers_on="attainment", over="year")),
    example("revopsmasters.com: half the rate at 40%", 20_000, sold(200_000), quota(500_000, "year"),
            pays((0, 0.5, 0.5), (0.5, 1, 1), (1, "", 1.5), on_target=100_000, mode="multiplier", over="year")),
    example("Prowi, decelerator: 0.5 below 80%", 17_500, sold(350_000), quota(500_000), pays(*FLAT[10]),
            factors("attainment,0,0.8,0.5", "attainment,0.8,,1")),
    example("Prowi, accelerator: 130% of a year", 18_000, sold(195_000), quota(150_000, "year"),
            pays((0, 1, 0.08), (1, 1.2, 0.12), (1.2, "", 0.16), tiers_on="attainment", over="year")),
    example("Performio, glossary: 12% once the quota is achieved", 12_400, sold(120_000), quota(100_000),
            pays((0, 1, 0.1), (1, "", 0.12), tiers_on="attainment")),
    example("mrexcel.com 1088633: 1.5 and 2.5 times above goal", 7_500, sold(130_000), quota(100_000),
            pays((0, 1, 0.05), (1, 1.25, 0.075), (1.25, "", 0.125), tiers_on="attainment")),
    example("Excel Campus: 50% of quota is paid 27.5%", 2_750, sold(50_000), quota(100_000),
            pays(*CAMPUS, on_target=10_000, tiers_on="attainment", mode="interpolated")),
    example("Oracle, interpolated: 12% of a tier of 25%", 480, sold(12_000), quota(100_000),
            pays(*ORACLE_PERCENT, tiers_on="attainment", mode="interpolated")),
    example("Oracle, interpolated: 60%", 4_000, sold(60_000), quota(100_000),
            pays(*ORACLE_PERCENT, tiers_on="attainment", mode="interpolated")),
    example("excelguru.ca 9795: two accelerators on 140%", 15_375, sold(14_000), quota(10_000),
            pays(*OVER_BASE, on_target=10_000, tiers_on="attainment")),
    example("a stepped accelerator on the whole achievement", 77_000, sold(1_100_000), quota(1_000_000, "year"),
            pays((0, 1, 1), (1, "", 1.4), on_target=50_000, mode="multiplier", over="year")),
    example("the same accelerator on what is above", 57_000, sold(1_100_000), quota(1_000_000, "year"),
            pays((0, 1, 1), (1, "", 1.4), on_target=50_000, tiers_on="attainment", over="year")),
    example("123articleonline.com, relative commission: 75% of the quota", 7_500, sold(75_000),
            quota(100_000, "2026-Q1"), pays((0, "", 1), on_target=10_000, tiers_on="attainment", over="quarter")),
    example("excelforum.com 861932: no accelerator while the year is behind", [0, 0, 2_500, 0, 0, 3_750, 0, 0, 10_000],
            monthly(0, 0, 50_000, 0, 0, 75_000, 0, 0, 200_000), QUARTERS, AFTER_THE_YEAR),
    example("excelforum.com 861932: the accelerator once the year is reached", 23_750 + 750,
            monthly(0, 0, 50_000, 0, 0, 75_000, 0, 0, 200_000, 0, 0, 150_000), QUARTERS, AFTER_THE_YEAR),
    example("Law Insider: a part of the quarter's base pay by attainment, bounds in the lower row", 6_000,
            sold(80_000), quota(100_000, "2026-Q1"),
            pays(*OF_BASE_PAY, on_target=20_000, tiers_on="attainment", mode="milestone", over="quarter",
                 boundary="lower")),
    example("Prowi, ramp: what counts as quota in the first months", [0, 0, 1_000, 0, 0, 1_000],
            monthly(0, 10_000, 27_500, 35_000, 47_500, 55_000), each_month(50_000), RAMP,
            pays((1, "", 1_000), mode="milestone", tiers_on="attainment"),
            reps="rep_id,team_id,role,hire_date\nR1,T1,rep,2026-01-01\nM1,T1,manager,\n"),
    example("PulseRevOps: four fifths by one's own quota, a fifth by the team's",
            {"R1": 120_000 + 17_000, "R2": 16_000 + 17_000},
            components(({"on_target": 80_000, "tiers_on": "attainment"}, [(0, "", 1)]),
                       ({"on_target": 20_000, "tiers_on": "attainment", "component": "team", "credit": "whole_team",
                         "metric": "team"}, [(0, "", 1)])),
            of_metrics("R1,sales,100", "R2,sales,100", "R1,team,200", "R2,team,200"),
            orders="order_id,rep_id,order_date,amount\nO1,R1,2026-01-05,150\nO2,R2,2026-01-05,20\n"),
    example("corecommissions.com: a pool of 1% once the team has its goal, in equal parts", {"R1": 125, "R2": 125},
            components(({"credit": "whole_team", "gate": 1, "portion": 0.5}, FLAT[1])),
            quota(20_000, R2=20_000),
            orders="order_id,rep_id,order_date,amount\nO1,R1,2026-01-05,15000\nO2,R2,2026-01-05,10000\n"),
    example("corecommissions.com: the goal is missed", {},
            components(({"credit": "whole_team", "gate": 1, "portion": 0.5}, FLAT[1])),
            quota(20_000, R2=20_000),
            orders="order_id,rep_id,order_date,amount\nO1,R1,2026-01-05,15000\nO2,R2,2026-01-05,4999\n"),
    example("80% of quota is a cliff, paid from the first dollar", [0, 8_000], monthly(79_000, 80_000),
            each_month(100_000), pays(*FLAT[10], gate=0.8)),
    example("80% of quota is a threshold, paid from there on", [0, 1_000], monthly(79_000, 90_000),
            each_month(100_000), pays((0.8, "", 0.1), tiers_on="attainment")),
    example("a gate of the whole year opens at exactly its target", [0, 50_000], monthly(400_000, 100_000),
            quota(500_000, "year"), pays(*FLAT[10], gate=1, over="year")),
    example("a milestone from the first sale on", [500, 1_000], monthly(20_000, 40_000),
            pays((0, 50_000, 500), (50_000, "", 1_500), mode="milestone", over="quarter")),
    example("attainment counts up to 150%", 75_000, sold(1_800_000), quota(1_000_000, "year"),
            pays((0, 1.5, 1), on_target=50_000, tiers_on="attainment", over="year")),
    example("a soft decelerator above 200%", 46_000, sold(260_000), quota(100_000),
            pays((0, 1, 0.1), (1, 2, 0.3), (2, "", 0.1), tiers_on="attainment")),
)  # fmt: skip  # a table
