"""提成: what is usual in China, slices of the excess, whole amounts, cash received and how fast, pieces, teams."""

from __future__ import annotations

from tests.data.published.form import (
    FLAT,
    Bands,
    components,
    each_month,
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

BY_THOUSAND: Bands = [(n * 1_000, (n + 1) * 1_000 if n < 10 else "", round(0.01 + n * 0.002, 3)) for n in range(11)]
CASE_OF_WANFA: Bands = [(0, 80_000, 0.015), (80_000, 100_000, 0.02), (100_000, 120_000, 0.025), (120_000, "", 0.03)]
FIVE_RATES: Bands = [(0, 10_000, 0.02), (10_000, 15_000, 0.03), (15_000, 20_000, 0.05), (20_000, 25_000, 0.06),
              (25_000, "", 0.08)]  # fmt: skip  # a table
KPFANS: Bands = [(0, 30_000, 0.01), (30_000, 100_000, 0.1), (100_000, 200_000, 0.2), (200_000, 500_000, 0.3),
          (500_000, "", 0.4)]  # fmt: skip  # a table
OF_PROFIT: Bands = [(0, 100_000, 0.1), (100_000, 200_000, 0.075), (200_000, 400_000, 0.05), (400_000, 600_000, 0.03),
             (600_000, 1_000_000, 0.015), (1_000_000, "", 0.01)]  # fmt: skip  # a table
BY_DAYS = factors("days_to_cash,0,30,1", "days_to_cash,31,60,0.8", "days_to_cash,61,90,0.5")
COEFFICIENTS = factors("attainment,0.6,0.8,0.8", "attainment,0.8,1,1", "attainment,1,1.2,1.1", "attainment,1.2,,1.2")
NANAWENAN = components(
    ({"component": "sales", "mode": "slab"},
     [(100_000, 1_000_000, 0.1), (1_000_000, 2_000_000, 0.12), (2_000_000, 3_000_000, 0.15), (3_000_000, "", 0.18)]),
    ({"component": "customers"}, []),
)  # fmt: skip  # a table
OLD_AND_NEW = rates("P2,newness,new_customer,0.02", "P2,newness,returning_customer,0.01")
CUSTOMERS = {"customers": "customer_id,since\nA,2025-12-20\nB,2020-01-01\n"}

EXAMPLES = (
    example("studyofnet 469505589: 超额累进", 740, sold(38_000), pays((0, 10_000, 0.01), (10_000, 30_000, 0.02),
            (30_000, "", 0.03))),
    example("yx095: 每千元一档", 65.5, sold(4_750), pays(*BY_THOUSAND)),
    example("wanfa688: 10万", 1_600, sold(100_000), pays(*CASE_OF_WANFA)),
    example("wanfa688: 13万", 2_400, sold(130_000), pays(*CASE_OF_WANFA)),
    example("三种算法: 全额累进", 1_380, sold(23_000), pays(*FIVE_RATES, mode="slab")),
    example("三种算法: 正好一万归上一档", 300, sold(10_000), pays(*FIVE_RATES, mode="slab")),
    example("kpfans: 不超过三万归下一档", 300, sold(30_000), pays(*KPFANS, mode="slab", boundary="lower")),
    example("kpfans: 十二万全额二成", 24_000, sold(120_000), pays(*KPFANS, mode="slab", boundary="lower")),
    example("利润提成: 越多越低, 12万", 11_500, sold(120_000, columns="cost", values=["0"]),
            pays(*OF_PROFIT, basis="margin")),
    example("利润提成: 越多越低, 120万", 41_500, sold(1_500_000, columns="cost", values=["300000"]),
            pays(*OF_PROFIT, basis="margin")),
    example("计件: 三单十元, 再两单二十, 以上三十", 130, sold(*[99] * 7), pays((0, 3, 10), (3, 5, 20), (5, "", 30),
            measure="deals")),
    example("nanawenan: 新客户另加百分之二", 210_000, sold(1_500_000, columns="customer_id", values=["A"]), NANAWENAN,
            OLD_AND_NEW, CUSTOMERS),
    example("nanawenan: 老客户另加百分之一, 不满十万无提成", 900, sold(90_000, columns="customer_id", values=["B"]),
            NANAWENAN,
            OLD_AND_NEW, CUSTOMERS),
    example("huoban: 合同额乘毛利率乘系数", 8_000, sold(100_000, columns="cost", values=["60000"]),
            pays(*FLAT[20], basis="margin")),
    example("huoban: 单笔最高五千", 8_000, sold(100_000, 30_000), pays(*FLAT[10], cap=5_000, cap_over="deal")),
    example("kancloud: 提成比例改了以后收的款按新比例", [200, 150], sold(100_000),
            components(({"basis": "cash"}, FLAT[2]),
                       ({"basis": "cash", "supersedes": "P1", "valid_from": "2026-02-01"}, [(0, "", 0.015)])),
            receipts("O1,2026-01-20,10000", "O1,2026-02-20,10000")),
    example("回款周期系数: 30天内全额, 60天八折, 90天五折, 再晚没有", [1_000, 800, 500], sold(40_000),
            pays(*FLAT[10], basis="cash"), BY_DAYS,
            receipts("O1,2026-01-31,10000", "O1,2026-02-20,10000", "O1,2026-03-20,10000", "O1,2026-04-20,10000")),
    example("完成率系数: 完成110%", 12_100, sold(110_000), quota(100_000), pays(*FLAT[10]), COEFFICIENTS),
    example("完成率系数: 不到六成没有提成", [0, 6_000 * 0.8], monthly(59_999, 60_000), each_month(100_000),
            pays(*FLAT[10]), COEFFICIENTS),
    example("solarmax 289690: 盯台人员八成, 其他人二成", {"R1": 96, "R2": 24}, sold(12_000),
            splits("R1,80%,", "R2,20%,"),
            pays(*FLAT[1])),
    example("年终兑现: 平时发八成", [800, 800, *[0] * 9, 400], monthly(10_000, 10_000), pays(*FLAT[10], holdback=0.2)),
    example("保底与封顶", [2_000, 9_000, 3_000], monthly(10_000, 120_000, 30_000),
            pays(*FLAT[10], floor=2_000, cap=9_000),
            reps="rep_id,team_id,role,leave_date\nR1,T1,rep,2026-03-31\nM1,T1,manager,\n"),
    example("主管提成: 组员回款的百分之一, 本人另按百分之五", {"R1": 500, "M1": 100 + 1_000}, sold(30_000),
            components(({"basis": "cash"}, FLAT[5]),
            ({"role": "manager", "basis": "cash", "component": "own"}, FLAT[5]),
                       ({"role": "manager", "basis": "cash", "component": "team", "credit": "team"}, FLAT[1])),
            receipts("O1,2026-01-31,10000", "O2,2026-01-31,20000"),
            orders="order_id,rep_id,order_date,amount\nO1,R1,2026-01-05,30000\nO2,M1,2026-01-05,20000\n"),
    example("datapenthouse: 组长按全组销售额分档, 含本人", {"R1": 3_000, "M1": 1_000 + 400},
            components(({}, FLAT[5]), ({"role": "manager", "credit": "whole_team"},
            [(0, 100_000, 0.01), (100_000, "", 0.02)])),
            orders="order_id,rep_id,order_date,amount\nO1,R1,2026-01-05,60000\nO2,M1,2026-01-06,60000\n"),
    example("签约发四成, 回款发六成", [400, 300, 300], sold(10_000),
            components(({"component": "signed", "portion": 0.4}, FLAT[10]),
                       ({"component": "cash", "basis": "cash", "portion": 0.6}, FLAT[10])),
            receipts("O1,2026-02-05,5000", "O1,2026-03-05,5000")),
)  # fmt: skip  # a table
