"""From what is earned to what is paid: draws, caps, refunds, clawbacks, versions."""

from __future__ import annotations

from tests.data.published.form import FLAT, components, example, monthly, pays, receipts, sold

TEN = FLAT[10]
GUARANTEED = components(
    ({"basis": "margin", "draw": 5_000, "recoverable": "no"}, FLAT[25]),
    ({"supersedes": "P1", "valid_from": "2026-05-01", "basis": "margin", "draw": 2_500, "recoverable": "no"}, FLAT[25]),
    ({"supersedes": "P2", "valid_from": "2026-07-01", "basis": "margin", "draw": 2_500}, FLAT[25]),
)
MARGINS = [4_000, 4_000, 4_000, 30_000, 4_000, 4_000, 4_000, 20_000]


def earned(*amounts: float) -> dict[str, str]:
    """Sales that earn these amounts at 10%."""
    return monthly(*(amount * 10 for amount in amounts))


def until(month: int) -> dict[str, str]:
    """R1 leaves at the end of the month, so that no draw follows."""
    day = {2: 28, 6: 30, 8: 31}[month]
    return {"reps": f"rep_id,team_id,role,leave_date\nR1,T1,rep,2026-{month:02}-{day}\nM1,T1,manager,\n"}


EXAMPLES = (
    example("Siebel, recoverable draw: what is above it is the person's", [2_750, 3_000, 2_000, 2_000, 2_875, 2_750],
            earned(2_750, 3_000, 1_500, 2_375, 3_000, 2_750), pays(*TEN, draw=2_000), until(6)),
    example("QCommission, a draw that is not recoverable", [2_000, 4_000], earned(1_000, 4_000), until(2),
            pays(*TEN, draw=2_000, recoverable="no")),
    example("Visdum, a draw of 3,000 of which 1,000 is owed", [3_000, 4_000], earned(2_000, 5_000), until(2),
            pays(*TEN, draw=3_000)),
    example("onecle, guaranteed for six months, then owed", [5_000, 5_000, 5_000, 7_500, 2_500, 2_500, 2_500, 3_500],
            monthly(*(margin + 1_000 for margin in MARGINS), columns="cost", values=["1000"] * 8), GUARANTEED,
            until(8)),
    example("what a month lacks to the guarantee is nobody's debt", [2_000, 3_500], earned(1_500, 3_500), until(2),
            pays(*TEN, floor=2_000)),
    example("Law Insider, 25,000 at most for a transaction", 35_000, sold(700_000, 200_000),
            pays(*FLAT[5], cap=25_000, cap_over="deal")),
    example("a cap of the month, what is above it lost", [6_000, 2_000], earned(9_000, 2_000), pays(*TEN, cap=6_000)),
    example("Oracle, what exceeds the cap is paid later", [6_000, 5_000], earned(9_000, 2_000),
            pays(*TEN, cap=6_000, excess="carried")),
    example("Zepys, half back after half of a year's contract", [1_000, 0, 0, 0, 0, 0, -500],
            pays(*TEN, clawback="term"),
            orders="order_id,rep_id,order_date,amount,refers_to,term_months\nO1,R1,2026-01-10,10000,,12\n"
            "B1,R1,2026-07-10,-10000,O1,\n"),
    example("Centify, only the instalment that was paid is recovered", [500, 0, -500], sold(10_000),
            pays(*TEN, basis="cash"), receipts("O1,2026-01-10,5000", "O1,2026-03-10,-5000")),
    example("core8, half of the commission back", [10_000, 0, -5_000], pays(*TEN),
            orders="order_id,rep_id,order_date,amount,refers_to\nO1,R1,2026-01-10,100000,\nB1,R1,2026-03-10,-50000,O1\n"),
    example("a refund at the rate at which it was earned", [1_300, 900, -800], pays((0, 5_000, 0.05), (5_000, "", 0.1)),
            orders="order_id,rep_id,order_date,amount,refers_to\nO1,R1,2026-01-10,5000,\nO2,R1,2026-01-11,10500,\n"
            "O3,R1,2026-02-10,11500,\nB1,R1,2026-03-10,-8000,O2\n"),
    example("a quarter of the commission waits for the year's end", [750, 750, *[0] * 9, 1_500],
            earned(1_000, 1_000, *[0] * 9, 1_000),
            pays(*TEN, holdback=0.25)),
    example("a draw that is recovered by halves, the rest forgiven on leaving", [3_000, 4_000], earned(0, 5_000),
            until(2),
            pays(*TEN, draw=3_000, recovery=0.5, forgiven="leaving")),
    example("a new rate from the middle of the year counts for what is sold then", [1_000, *[0] * 5, 500],
            monthly(10_000, *[0] * 5, 10_000),
            components(({}, TEN), ({"supersedes": "P1", "valid_from": "2026-07-01"}, FLAT[5]))),
)  # fmt: skip  # a table
