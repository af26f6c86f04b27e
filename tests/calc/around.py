"""What Excel gives for cell functions as the declaration calls them: with ranges, inside and around plain functions.

One call that each of them must survive in every engine, by way of arguments left out, ranges, array formulas, a result
that is a table, a blank, a text or an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from tests.calc.cases import BROKEN, DIV0, EMPTY, MISSING, NA, VALUE, Cases, Cell, Otherwise, case, day

LEFT_OUT: Final = "an argument that is left out arrives as 0"
"""What LibreOffice makes of it."""

TIERS: Mapping[str, Sequence[Cell]] = {
    "B": ["p", "q", "q", "q"],
    "C": [0, 0, 100, 200],
    "D": [None, 100, 200, None],
    "E": [0.5, 0.1, 0.2, 0.3],
}
TIERED = (
    '{=IF(COUNT(A1)=0,"",SS_TIERED(A1,IF(B1:B4="q",IF(C1:E4="","",C1:E4),""),IF(F1="x","slab","marginal"),"higher"))}'
)
FURTHEST: Sequence[Cell] = ["lead", "won", "Lead", "offer"]
STAGES: Sequence[Cell] = ["lead", "offer", "won"]
DEALS: Sequence[Cell] = [10, 20, 30, 40]

AROUND: Cases = {
    "SS_SPLIT": (
        case('=INDEX(SS_SPLIT(B1,A1:A3,1,"running"),3)', 50, A=[1, 1, 2], B=[100]),
        case('=INDEX(SS_SPLIT(B1,A1:A3,0.01,"running"),2)', 3.34, A=[1, 1, 1], B=[10]),
        case('=INDEX(SS_SPLIT(SUM(B1:B2),A1:A3,1,"running"),C1)', 50, A=[1, None, 1], B=[40, 60], C=[3]),
        case('=INDEX(SS_SPLIT(D1,A1:C1,1,"running"),3)', 50, A=[1], B=[1], C=[2], D=[100]),
        case('=IF(SUM(A1:A2)=0,0,INDEX(SS_SPLIT(MAX(0,B1-SUM(C1:C2)),A1:A2,1,"running"),2))', 5, A=[3, 1],
             B=[100], C=[30, 50]),
        case('=IF(SUM(A1:A2)=0,0,INDEX(SS_SPLIT(B1,A1:A2,1,"running"),2))', 0, A=[0, None], B=[100]),
        case('=IF(FALSE,INDEX(SS_SPLIT(B1,A1:A2,1,"running"),2),7)', 7, A=["a", 1], B=[100]),
        case('=INDEX(SS_SPLIT(B1,A1:A2,1,"running"),2)', NA, A=[1, MISSING], B=[100]),
    ),
    "SS_SPLIT2": (
        case('=INDEX(SS_SPLIT2(A1:A2,B1:C1,1,"","running"),2,1)', 25, A=[100, 50], B=[75], C=[75]),
        case('=INDEX(SS_SPLIT2(A1:A2,B1:C1,1,"","running"),1,2)', 50, A=[100, 50], B=[75], C=[75]),
        case('=INDEX(SS_SPLIT2(A1:A2,B1:C1,1,"","running"),2,2)', 0, A=[0, None], B=[0], C=[0]),
    ),
    "SS_SPLIT_EACH": (
        case("=A5+INDEX(SS_SPLIT_EACH(A1:B1,A2:B4,1),2,1)", 20, A=[25, 1, 1, 0, 7], B=[25, 1, 1, 3]),
        case("=INDEX(SS_SPLIT_EACH(A1:B1,A2:B4,1),3,2)", 15, A=[25, 1, 1, 0], B=[25, 1, 1, 3]),
        case("=INDEX(SS_SPLIT_EACH(A1:B1,A2:B3,0.01),2,1)", 0, A=[25, 0, None], B=[25, 1, 1]),
    ),
    "SS_PRORATE": (
        case("=IF(C1=1,0,SS_PRORATE(1,A1,B1,A2,B2))", 0.5, A=[46037, 46023], B=[EMPTY, 46050], C=[0]),
        case("=IF(C1=1,0,SS_PRORATE(1,A1,B1,A2,B2))", 0, A=[EMPTY, 46023], B=[46000, 46053], C=[0]),
        case("=IF(C1=1,0,SS_PRORATE(1,A1,B1,A2,B2))", 0, A=[46037, 46023], B=[46030, 46053], C=[1]),
    ),
    "SS_RANK": (
        case("=INDEX(SS_RANK(A1:A3,,,B1:B3),3)", 1, Otherwise("libreoffice", VALUE, LEFT_OUT), A=[30, 20, 10],
             B=["n", "n", "s"]),
        case('=INDEX(SS_RANK(A1:A4,"desc","competition"),3)', 2, A=[30, 20, 20, 10]),
        case('=INDEX(SS_RANK(A1:A4,"desc","competition"),4)', 4, A=[30, 20, 20, 10]),
        case('=INDEX(SS_RANK(A1:A4,"desc","ordinal"),3)', 3, A=[30, 20, 20, 10]),
        case('=INDEX(SS_RANK(A1:A3,"desc","competition"),2)', "", A=[30, None, 20]),
        case('=INDEX(SS_RANK(A1:A3,"desc","competition"),3)', DIV0, A=[30, 10, BROKEN]),
        case('=INDEX(SS_RANK(A1:A1,"desc","competition"),1)', 1, A=[30]),
    ),
    "SS_TARGETS": (
        case('=INDEX(SS_TARGETS(1200,2026,"month",A1:A12,1,MONTH(B1),"",C1:C2,D1:D2,"running"),2,5)', 200,
             A=[1, 2, *[0.9] * 10], B=[day(2026, 4, 1)], C=[None], D=[None]),
        case('=INDEX(SS_TARGETS(1200,2026,"day",A1:A12,1,1,"",C1:C2,D1:D2,"running"),1,5)', 0,
             A=[1] * 12, C=[day(2026, 1, 1), EMPTY], D=[None]),
        case('=INDEX(SS_TARGETS(1200,2026,"week",A1:A12,1,1,"",C1:C2,D1:D2,"running"),1,2)', day(2026, 1, 1),
             A=[1] * 12, C=[None], D=[None]),
    ),
    "SS_ATTAINMENT": (
        case("=SS_ATTAINMENT(A1,B1)", 0.9, A=[90], B=[100]),
        case("=SS_ATTAINMENT(A1,B1)", -0.5, A=[-50], B=[100]),
        case("=SS_ATTAINMENT(A1,B1)", "", A=[90], B=[0]),
        case("=SS_ATTAINMENT(A1,B1)", "", A=[EMPTY], B=[100]),
        case("=SS_ATTAINMENT(A1,B1)", VALUE, A=["a"], B=[100]),
        case("=SS_ATTAINMENT(A1,B1)", NA, A=[90], B=[MISSING]),
        case("=IF(TRUE,SS_ATTAINMENT(A1,B1),A1/B1)", "", A=[90], B=[0]),
    ),
    "SS_GAP": (
        case("=SS_GAP(A1,B1)", -10, A=[90], B=[100]),
        case("=SS_GAP(,B1)", "", Otherwise("libreoffice", -100, LEFT_OUT), B=[100]),
        case("=SS_GAP(A1,B1)", "", A=[None], B=[100]),
        case("=SS_GAP(A1,B1)", DIV0, A=[BROKEN], B=[100]),
    ),
    "SS_PACE": (
        case('=SS_PACE(A1,B1,C1,MAX(C1:C2),D1,"",E1:E2,F1:F2)', 0.1, A=[60], B=[100],
             C=[day(2026, 6, 1), day(2026, 6, 30)], D=[day(2026, 6, 15)], E=[None], F=[EMPTY]),
        case('=SS_PACE(A1,B1,C1,MAX(C1:C2),D1,"",E1:E2,F1:F2)', 0.6 - 10 / 20, A=[60], B=[100],
             C=[day(2026, 6, 1), day(2026, 6, 30)], D=[day(2026, 6, 15)], E=[day(2026, 6, 15), day(2026, 6, 30)],
             F=[None]),
    ),
    "SS_FUNNEL": (
        case("=INDEX(SS_FUNNEL(A1:A4,B1:B3,C1:C4),1,2)", 4, A=FURTHEST, B=STAGES, C=DEALS),
        case("=INDEX(SS_FUNNEL(A1:A4,B1:B3,C1:C4),2,3)", 60, A=FURTHEST, B=STAGES, C=DEALS),
        case("=INDEX(SS_FUNNEL(A1:A4,B1:B3,C1:C4),2,4)", 0.5, A=FURTHEST, B=STAGES, C=DEALS),
        case("=INDEX(SS_FUNNEL(A1:A4,B1:B3,C1:C4),1,4)", "", A=FURTHEST, B=STAGES, C=DEALS),
        case("=INDEX(SS_FUNNEL(A1:A4,B1:B3,C1:C4),3,1)", "won", A=FURTHEST, B=STAGES, C=DEALS),
        case("=INDEX(SS_FUNNEL(A1:A4,B1:B3,C1:C4),1,2)", NA, A=["x", "won"], B=STAGES, C=DEALS),
    ),
    "SS_LEADERBOARD": (
        case('=INDEX(SS_LEADERBOARD(A1:A3,B1:B3,"",C1:C3),1,2)', "Cy", A=["Ann", "Bob", "Cy"], B=[1, 2, 3],
             C=[1, 2, 3]),
        case('=INDEX(SS_LEADERBOARD(A1:A3,B1:B3,"",C1:C3),1,5)', 2, A=["Ann", "Bob", "Cy"], B=[1, 2, 3], C=[1, 2, 3]),
        case('=INDEX(SS_LEADERBOARD(A1:A3,B1:B3,"",C1:C3),D1,4)', 1, A=["Ann", "Bob", "Cy"], B=[1, 2, 3],
             C=[1, 2, 3], D=[2]),
        case('=INDEX(SS_LEADERBOARD(A1:A3,B1:B3,"",C1:C3),1,4)', "", A=["Ann", "Bob", "Cy"], B=[1, 2, 3],
             C=[1, 2, 3]),
    ),
    "SS_COVERAGE": (
        case("=SS_COVERAGE(A1,B1-C1)", 2.5, A=[100], B=[60], C=[20]),
        case("=SS_COVERAGE(A1,B1-C1)", "", A=[100], B=[20], C=[20]),
        case("=SS_COVERAGE(A1,B1-C1)", VALUE, A=[100], B=["a"], C=[20]),
    ),
    "SS_WIN_RATE": (
        case("=SS_WIN_RATE(A1,B1)", 0.75, A=[3], B=[1]),
        case("=SS_WIN_RATE(A1,B1)", "", A=[0], B=[0]),
        case("=SS_WIN_RATE(A1,B1)", NA, A=[MISSING], B=[1]),
    ),
    "SS_WEIGHTED": (
        case("=SS_WEIGHTED(A1:A3,B1:B3)", 35, A=[100, 50, 7], B=[0.1, 0.5, None]),
        case("=SS_WEIGHTED(A1,B1)", 10, A=[100], B=[0.1]),
        case("=SS_WEIGHTED(A1:A2,B1:B2)", DIV0, A=[100, BROKEN], B=[0.1, 0.5]),
    ),
    "SS_HHI": (
        case('=IF(SUM(A1:A3)=0,"",SS_HHI(A1:A3))', 0.44, A=[60, 20, 20]),
        case('=IF(SUM(A1:A3)=0,"",SS_HHI(A1:A3))', 1, A=[60, EMPTY, None]),
        case('=IF(SUM(A1:A3)=0,"",SS_HHI(A1:A3))', "", A=[EMPTY, 0, None]),
    ),
    "SS_GINI": (
        case('=IF(SUM(A1:A4)=0,"",SS_GINI(A1:A4))', 1 / 3, A=[5, 5, EMPTY, 20]),
        case('=IF(SUM(A1:A2)=0,"",SS_GINI(A1:A2))', 0, A=[60, 60]),
        case('=IF(SUM(A1:A2)=0,"",SS_GINI(A1:A2))', "", A=[EMPTY, None]),
    ),
    "SS_ROLLUP": (
        case("=IF(COUNT(B1:B5)=0,0,INDEX(SS_ROLLUP(A1:A5,B1:B5),2,2))", 30,
             A=["Closed", "Commit", "BestCase", EMPTY, None], B=[10, 20, 40, EMPTY, None]),
        case("=IF(COUNT(B1:B3)=0,0,INDEX(SS_ROLLUP(A1:A3,B1:B3),5,2))", 60, A=["Closed", "Pipeline", "Commit"],
             B=[10, 40, 20]),
        case("=IF(COUNT(B1:B2)=0,0,INDEX(SS_ROLLUP(A1:A2,B1:B2),5,2))", 0, A=[EMPTY, None], B=[EMPTY, None]),
    ),
    "SS_FORECAST": (
        case('=IF(COUNT(B1)=0,"",INDEX(SS_FORECAST(A$1:A4,MAX(B1:B2),"ma",C1),B1,1))', 25, A=[None, 10, 20, 30],
             B=[1, 3], C=[2]),
        case('=IF(COUNT(B1)=0,"",INDEX(SS_FORECAST(A1:A4,MAX(B1:B2),"linear"),B1,1))', 50, A=[10, 20, 30, EMPTY],
             B=[2, 3]),
        case('=IF(COUNT(C1)*(B1>=1)=0,"",INDEX(SS_FORECAST(A1:A3,MAX(B1:B2),"seasonal",B3),B1,1))', "",
             A=[10, EMPTY, None], B=[1, 2, 12], C=[EMPTY]),
    ),
    "SS_FORECAST_ERROR": (
        case('=IF(COUNT(C1:C4)<MAX(1,SUM(D1:D4)),"",INDEX(SS_FORECAST_ERROR(A1:A4,B1:B4),1,2))', 15,
             A=[None, 10, 20, 30], B=[EMPTY, 20, 40, EMPTY], C=[EMPTY, 10, 20, EMPTY], D=[0, 1, 1, 0]),
        case('=IF(COUNT(C1:C2)<MAX(1,SUM(D1:D2)),"",INDEX(SS_FORECAST_ERROR(A1:A2,B1:B2),1,2))', "",
             A=[10, 20], B=[EMPTY, 40], C=[EMPTY, 20], D=[1, 1]),
    ),
    "SS_FORECAST_RANGE": (
        case("=INDEX(SS_FORECAST_RANGE(A1,SUM(B1),C1,D1,E1,F1),1,1)", 930, A=[1000], B=[20], C=[3], D=[930], E=[960],
             F=[1.6]),
        case("=INDEX(SS_FORECAST_RANGE(A1,SUM(B1),C1,D1,E1,F1),1,2)", 1000, A=[1000], B=[EMPTY], C=[3], D=[930],
             E=[960], F=[1.6]),
    ),
    "SS_RFM": (
        case('=IF(COUNT(C1)=0,"",INDEX(SS_RFM(A1:A4,B1:B4,C1:C4,46100,MAX(D1:D2),E1:E3),MAX(1,D3),7))', 2,
             A=["a", "b", "a", None], B=[46000, 46050, 46001, EMPTY], C=[10, 15, 20, EMPTY], D=[1, 2, 3],
             E=["b", None, "a"]),
        case('=IF(COUNT(C1)=0,"",INDEX(SS_RFM(A1:A4,B1:B4,C1:C4,46100,MAX(D1:D2),E1:E3),MAX(1,D3),5))', 1,
             A=["a", "b", "b", None], B=[46000, 46050, 46001, EMPTY], C=[10, 15, -20, EMPTY], D=[1, 2, 3],
             E=["b", None, "a"]),
        case('=IF(COUNT(C1)=0,"",INDEX(SS_RFM(A1:A2,B1:B2,C1:C2,46100,MAX(D1:D2),E1:E2),MAX(1,D3),5))', "",
             A=["a", None], B=[EMPTY, None], C=[EMPTY, None], D=[1, 2, 1], E=["a", None]),
    ),
    "SS_CYCLE": (
        case('=IF(B5=0,"",SS_CYCLE(A1:A4,B1:B4,"mean"))', 15, A=[46000, EMPTY, 46010, 46000],
             B=[46020, 46030, 46020, None, 2]),
        case('=IF(B5=0,"",SS_CYCLE(A1:A4,B1:B4,"median"))', 10, A=[46000, 46000, 46000, EMPTY],
             B=[46010, 46003, 46090, 46001, 3]),
        case('=IF(B2=0,"",SS_CYCLE(A1:A1,B1:B1,"median"))', "", A=[EMPTY], B=[None, 0]),
    ),
    "SS_NPS": (
        case('=IF(SUM(B1)=0,"",SS_NPS(A1:A5)/100)', 0.25, A=[9, 10, EMPTY, 6, 8], B=[4]),
        case('=IF(SUM(B1)=0,"",SS_NPS(A1:A2)/100)', -1, A=[0, 6], B=[2]),
        case('=IF(SUM(B1)=0,"",SS_NPS(A1:A2)/100)', "", A=[EMPTY, None], B=[0]),
    ),
    "SS_NEXT_VISIT": (
        case('=IF(COUNT(A1)=0,"",SS_NEXT_VISIT(A1,B1,C1:D2))', 45014, A=[45000], B=["a"], C=["a", "b"], D=[14, 30]),
        case('=IF(COUNT(A1)=0,"",SS_NEXT_VISIT(A1,B1,C1:D2))', "", A=[45000], B=["b"], C=["a", "b"], D=[14, None]),
        case('=IF(COUNT(A1)=0,"",SS_NEXT_VISIT(A1,B1,C1:D2))', "", A=[EMPTY], B=["b"], C=["a", "b"], D=[14, 30]),
    ),
    "SS_BOTTLENECK": (
        case("=SS_BOTTLENECK(A1:A3,B1:B3)", "c", A=["a", "b", "c"], B=[EMPTY, 0.5, 0.2]),
        case("=SS_BOTTLENECK(A1:C1,A2:C2)", "b", A=["a", None], B=["b", 0.2], C=["c", 0.2]),
        case("=SS_BOTTLENECK(A1:A2,B1:B2)", "", A=["a", "b"], B=[EMPTY, None]),
        case('=CONCATENATE(SS_BOTTLENECK(A1:A3,B1:B3),IF(SUM(C1:C3)>1," (tied)",""))', "b (tied)", A=["a", "b", "c"],
             B=[None, 0.2, 0.2], C=[0, 1, 1]),
        case('=IF((COUNT(B1:B2)=0)+(MIN(B1:B2)>=1)>0,"",SS_BOTTLENECK(A1:A2,B1:B2))', "", A=["a", "b"], B=[1, None]),
        case('=IF((COUNT(B1:B2)=0)+(MIN(B1:B2)>=1)>0,"",SS_BOTTLENECK(A1:A2,B1:B2))', "b", A=["a", "b"], B=[1, 0.5]),
    ),
    "SS_KPI_SCORE": (
        case('=SS_KPI_SCORE(A1,B1,"up","ratio",,,1.1)', 110, Otherwise("libreoffice", 0, LEFT_OUT), A=[30], B=[20]),
        case('=SS_KPI_SCORE(A1,B1,IF(C1="down","down","up"),IF(C1="x","veto","ratio"),100,D1,D2)', 90, A=[90],
             B=[100], C=["up"], D=[0, 1.2]),
        case('=SS_KPI_SCORE(A1,B1,IF(C1="down","down","up"),IF(C1="x","veto","ratio"),100,D1,D2)', 80, A=[50],
             B=[40], C=["DOWN"], D=[0, 1.2]),
        case('=SS_KPI_SCORE(A1,B1,IF(C1="down","down","up"),IF(C1="x","veto","ratio"),100,D1,D2)', 100, A=[100],
             B=[100], C=["x"], D=[0, 1.2]),
        case('=SS_KPI_SCORE(A1,B1,"up","ratio",100,D1,D2)', 120, A=[900], B=[100], D=[0, 1.2]),
        case('=SS_KPI_SCORE(A1,B1,"up","ratio",100,D1,D2)', "", A=[None], B=[100], D=[EMPTY, EMPTY]),
    ),
    "SS_KPI_TOTAL": (
        case('=IF(C1=0,"",SS_KPI_TOTAL(A1:A2,B1:B2))', 85, A=[90, 80], B=[0.5, 0.5], C=[1]),
        case('=IF(ABS(C1-1)>0.1,"",SS_KPI_TOTAL(A1:A2,B1:B2))', 85, A=[90, 80], B=[0.5, 0.5], C=[1]),
        case('=IF(C1=0,"",SS_KPI_TOTAL(A1:A2,B1:B2))', "", A=[90, EMPTY], B=[0.5, 0.5], C=[1]),
        case('=IF(C1=0,"",SS_KPI_TOTAL(A1:A2,B1:B2))', "", A=[90, 80], B=[0, 0], C=[0]),
        case('=IF(C1=0,"",SS_KPI_TOTAL(A1:B1,A2:B2))', 85, A=[90, 0.5], B=[80, 0.5], C=[1]),
        case('=IF(C1=0,"",ROUND(SS_KPI_TOTAL(A1:A2,B1:B2),6))', 66.666667, A=[100, 50], B=[1 / 3, 2 / 3], C=[1]),
    ),
    "SS_BAND": (
        case("=SS_BAND(D1,A1:C3)", "B", A=[0, 60, 80], B=[60, 80, None], C=["C", "B", "A"], D=[60]),
        case("=SS_BAND(D1,A1:C3)", "A", A=[0, 60, 80], B=[60, 80, None], C=["C", "B", "A"], D=[1000]),
        case("=SS_BAND(D1,A1:C3)", "", A=[0, 60, 80], B=[60, 80, None], C=["C", "B", "A"], D=[-1]),
        case("=SS_BAND(D1,A1:C3)", "", A=[0, 60, 80], B=[60, 80, None], C=["C", "B", "A"], D=[EMPTY]),
    ),
    "SS_TIERED": (
        case(TIERED, 5, A=[50], **TIERS),
        case(TIERED, 60, A=[300], **TIERS),
        case(TIERED, 90, A=[300], F=["x"], **TIERS),
        case(TIERED, 30, A=[150], F=["X"], **TIERS),
        case(TIERED, "", A=[EMPTY], **TIERS),
        case(TIERED, 0, A=[-10], **TIERS),
    ),
    "SS_SMART": (
        case("=INDEX(SS_SMART(A1,A2,B1,B2,C1,D1,D2,E1,F1,G1),1,1)*1", 1, A=["Sell more", "sales"], B=[100, 120],
             C=["money"], D=[day(2026, 1, 1), day(2026, 12, 31)], E=["R1"], F=["Growth"], G=[0.2]),
        case("=INDEX(SS_SMART(A1,A2,B1,B2,C1,D1,D2,E1,F1,G1),1,3)*1", 0, A=["Sell more", "sales"], B=[100, 121],
             C=["money"], D=[day(2026, 1, 1), day(2026, 12, 31)], E=["R1"], F=["Growth"], G=[0.2]),
        case("=INDEX(SS_SMART(A1,A2,B1,B2,C1,D1,D2,E1,F1,G1),1,5)*1", 0, A=["Sell more", None], B=[None, None],
             C=[None], D=[None, None], E=[None], F=[None], G=[1]),
        case('=IF(A1="","",INDEX(SS_SMART(A1,A2,B1,B2,C1,D1,D2,E1,F1,G1),1,2)*1)', "", A=[None, None],
             B=[None, None], C=[None], D=[None, None], E=[None], F=[None], G=[1]),
    ),
    "SS_CHANGE": (
        case('=INDEX(SS_CHANGE(A1,B1,IF(C1=1,"down","up")),1,1)', 10, A=[80], B=[90], C=[0]),
        case('=INDEX(SS_CHANGE(A1,B1,IF(C1=1,"down","up")),1,2)', -0.5, A=[80], B=[40], C=[1]),
        case('=INDEX(SS_CHANGE(A1,B1,IF(C1=1,"down","up")),1,3)*1', 1, A=[80], B=[40], C=[1]),
        case('=INDEX(SS_CHANGE(A1,B1,IF(C1=1,"down","up")),1,3)*1', 0, A=[80], B=[80], C=[0]),
        case('=INDEX(SS_CHANGE(A1,B1,IF(C1=1,"down","up")),1,2)', "", A=[0], B=[5], C=[0]),
    ),
}  # fmt: skip
