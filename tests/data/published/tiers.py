"""Tiers of amounts: slices, whole amounts, single deals, pieces."""

from __future__ import annotations

from tests.data.published.form import FLAT, Bands, components, example, monthly, pays, sold

ORACLE_STEPS: Bands = [(0, 1_000, 0.01), (1_000, 3_000, 0.02), (3_000, 8_000, 0.03), (8_000, 20_000, 0.05)]
ORACLE_SALES = {
    "orders": "order_id,rep_id,order_date,amount\nO1,R1,2026-01-01,200\nO2,R1,2026-01-02,300\nO3,R1,2026-01-15,1500\n"
    "O4,R1,2026-02-01,1200\nO5,R1,2026-02-15,2000\nO6,R1,2026-03-01,4500\n"
}
ORACLE_FLAT: Bands = [(0, 10_000, 0.01), (10_000, 50_000, 0.02), (50_000, 100_000, 0.03), (100_000, 9_999_999, 0.04)]
SPIFF: Bands = [(0, 150_000, 0.04), (150_000, 250_000, 0.06), (250_000, "", 0.08)]
BONUSPAYCALC: Bands = [(0, 100_000, 0.05), (100_000, 250_000, 0.07), (250_000, "", 0.09)]
MEEVO: Bands = [(0, 100, 0.1), (100, 200, 0.15), (200, 300, 0.2), (300, "", 0.25)]
EXCELDEMY: Bands = [(0, 10_000, 0.1), (10_000, 15_000, 0.15), (15_000, 35_000, 0.2), (35_000, "", 0.25)]
HUB: Bands = [(0, 300_000, 0.03), (300_000, 600_000, 0.05), (600_000, "", 0.07)]
BY_100_000: Bands = [(n * 100_000, (n + 1) * 100_000 if n < 7 else "", 0.1 + n / 100) for n in range(8)]
REALTOR: Bands = [(0, 100_000, 0.45), (100_000, 200_000, 0.5), (200_000, 250_000, 0.55), (250_000, 300_000, 0.6),
           (300_000, "", 0.65)]  # fmt: skip  # a table
BROKER_WITH_LEAST_FEE = components(
    ({"component": "least", "measure": "deals"}, [(0, "", 1_000)]),
    ({"component": "more", "over": "deal"}, [(100_000, 300_000, 0.01), (300_000, "", 0.005)]),
)

EXAMPLES = (
    example("Salesforce Trailhead, Spiff mamount: a deal across two tiers", 6_900, sold(145_000, 20_000),
            pays(*SPIFF, over="year"), lines=[5_800, 1_100]),
    example("Oracle, step rates: transactions one by one", [25, 44, 95], ORACLE_SALES,
            pays(*ORACLE_STEPS, over="deal"), lines=[2, 3, 20, 14, 30, 95]),
    example("Oracle, step rates: added up over the quarter", [30, 86, 169], ORACLE_SALES,
            pays(*ORACLE_STEPS, over="quarter"), lines=[2, 3, 25, 26, 60, 169]),
    example("Oracle, rates not split: the tier reached", 2_150, sold(5_000, 15_000, 60_000),
            pays(*ORACLE_FLAT, over="deal", mode="slab"), lines=[50, 300, 1_800]),
    example("Oracle, rates split: fixed in each tier", 1_450, sold(5_000, 15_000, 60_000),
            pays(*ORACLE_FLAT, over="deal"), lines=[50, 200, 1_200]),
    example("bonuspaycalc.com: a blended deal", 10_600, sold(180_000), pays(*BONUSPAYCALC, over="deal")),
    example("bonuspaycalc.com: the same with cliffs", 12_600, sold(180_000), pays(*BONUSPAYCALC, mode="slab")),
    example("salestool: three marginal tiers", 2_050, sold(30_000),
            pays((0, 10_000, 0.05), (10_000, 25_000, 0.07), (25_000, "", 0.1))),
    example("gist of R. Lawrence: in the second tier", 620, sold(6_000), pays((0, 5_000, 0.1), (5_000, "", 0.12))),
    example("gist of R. Lawrence: at the bound", 500, sold(5_000), pays((0, 5_000, 0.1), (5_000, "", 0.12))),
    example("Meevo, tiered straight", 18.75, sold(125), pays(*MEEVO, mode="slab")),
    example("Meevo, tiered sliding", 51.25, sold(325), pays(*MEEVO)),
    example("exceldemy.com: sliding scale, cumulative", 1_750, sold(15_000), pays(*EXCELDEMY)),
    example("exceldemy.com: sliding scale on the whole, the bound in the lower tier", 2_250, sold(15_000),
            pays(*EXCELDEMY, mode="slab", boundary="lower")),
    example("biggestcalculatorhub.com: tiers of a year", [18_000, 9_500, 7_000], monthly(480_000, 170_000, 100_000),
            pays(*HUB, over="year")),
    example("biggestcalculatorhub.com: the higher rate for all at exactly the bound", 42_000, sold(600_000),
            pays(*HUB, mode="slab")),
    example("mrexcel.com 1209088: eight steps of 100,000", 108_000, sold(800_000), pays(*BY_100_000)),
    example("mrexcel.com 1209088: no limit above the last step", 125_000, sold(900_000), pays(*BY_100_000)),
    example("mrexcel.com 1090340: an estate agent's share", 94_500, sold(199_000), pays(*REALTOR)),
    example("excelforum.com 1140746: three rates and ten for each sale", 48.75, sold(900),
            components(({"component": "fee"}, [(0, 500, 0.03), (500, 750, 0.05), (750, "", 0.075)]),
                       ({"component": "adder", "measure": "deals"}, [(0, "", 10)]))),
    example("excelforum.com 861932: two steps above the quota", 8_250, sold(150_000),
            pays((0, 100_000, 0.05), (100_000, 125_000, 0.06), (125_000, "", 0.07))),
    example("pastebin F832AA6M: an affiliate's rate by the size of each sale", 53.75, sold(25, 75, 200),
            pays((0, 50, 0.1), (50, 100, 0.15), (100, "", 0.2), over="deal", mode="slab"), lines=[2.5, 11.25, 40]),
    example("mikesalkin.com: a broker's least fee for each deal", 10_000, sold(50_000, 400_000, 800_000),
            BROKER_WITH_LEAST_FEE),
    example("eXp Realty: 75% until 100,000 of the year, then all of it", [60_000, 15_000, 30_000],
            monthly(80_000, 20_000, 30_000), pays((0, 100_000, 0.75), (100_000, "", 1), over="year")),
    example("simplicable.com: 3% of a year of recurring revenue", 5_040, sold(14_000 * 12), pays(*FLAT[3])),
    example("itagroup.com: two for a piece", 200, sold(999, columns="quantity", values=["100"]),
            pays((0, "", 2), measure="quantity")),
    example("a car dealer's 25% of the gross, 100 at least for each car", 350,
            sold(21_000, 20_200, columns="cost", values=["20000", "20000"]),
            components(({"component": "mini", "measure": "deals"}, [(0, "", 100)]),
                       ({"component": "gross", "basis": "margin", "over": "deal"}, [(400, "", 0.25)]))),
)  # fmt: skip  # a table
