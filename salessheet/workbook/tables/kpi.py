"""Indicators of roles and what was reached of them."""

from __future__ import annotations

from salessheet.workbook.expr import blank, promised
from salessheet.workbook.functions import ABS, CONCATENATE, COUNT, COUNTIFS, IF, SUM, SUMPRODUCT, above, at_most
from salessheet.workbook.general import Phrases, Settings
from salessheet.workbook.lines import Calc, Column
from salessheet.workbook.measures import Look, Type
from salessheet.workbook.ownership import Belongs, Used
from salessheet.workbook.patterns import LAST_DIGIT, identified, or_default
from salessheet.workbook.rules import MOST_RATIO, Amounts, Ratios, TotalsOne
from salessheet.workbook.schema import Table
from salessheet.workbook.tables.centre import Reps
from salessheet.workbook.tables.remarks import month_key, typed_once


class KpiScheme(Table):
    """The indicators of a role, their weights and how they score, from a date on."""

    key = "kpi_scheme"
    grows = False
    role = Column(Type.LABEL, identifies=True, example="rep")
    kpi = Column(Type.LABEL, identifies=True, example="sales")
    valid_from = Column(Type.DATE, identifies=True, example="2026-01-01")
    weight = Column(Type.PERCENT, required=True, minimum=0, maximum=1, example="50%")
    direction = Column(Type.LABEL, choices=("up", "down"), default="up", example="up")
    method = Column(
        Type.LABEL, choices=("ratio", "complement", "linear", "band", "veto"), default="ratio", example="ratio"
    )
    floor = Column(Type.PERCENT, minimum=0, maximum=MOST_RATIO, default=0, example="0%")
    cap = Column(Type.PERCENT, minimum=0, maximum=MOST_RATIO, default=1.2, example="120%")
    threshold = Column(Type.NUMBER, look=Look.RATE, example="0.6")
    target = Column(Type.NUMBER, look=Look.RATE, example="")
    stretch = Column(Type.NUMBER, look=Look.RATE, example="1.2")
    below = Column(Type.LABEL, choices=("clamp", "zero"), default="clamp", example="clamp")
    measured_on = Column(Type.LABEL, choices=("own", "team"), example="team")
    later = Calc(
        Type.COUNT,
        native=COUNTIFS(
            role.whole,
            identified(role),
            valid_from.whole,
            above(valid_from),
            valid_from.whole,
            at_most(Settings.period_end),
        ),
        quiet=True,
    )
    scheme_key = Calc(
        Type.LABEL,
        native=IF(
            (kpi == "") + (valid_from > Settings.period_end) + (later > 0) > 0, blank, CONCATENATE(role, "|", kpi)
        ),
        quiet=True,
    )
    most = Calc(Type.PERCENT, native=IF(kpi == "", blank, or_default(cap)), quiet=True)
    rules = (
        TotalsOne(weight, (role, valid_from)),
        Ratios((threshold, target, stretch), where=(kpi, ("win_rate",))),
        Amounts((target,), where=(kpi, ("sales", "cash"))),
    )
    owner = Used(role, of=(Reps.role,))


class KpiPoints(Table):
    """The points of a line (actual and score) or of bands (actual ÷ target from which on, and score)."""

    key = "kpi_points"
    grows = False
    spare = 8
    role = Column(Type.LABEL, identifies=True, example="rep")
    kpi = Column(Type.LABEL, identifies=True, example="calls")
    valid_from = Column(Type.DATE, identifies=True, example="2026-01-01")
    x = Column(Type.NUMBER, identifies=True, example="80")
    y = Column(Type.SCORE, required=True, example="100")
    in_force = Calc(
        Type.COUNT,
        native=IF(
            role == "",
            blank,
            COUNTIFS(KpiScheme.scheme_key.whole, CONCATENATE(role, "|", kpi), KpiScheme.valid_from.whole, valid_from),
        ),
        quiet=True,
    )
    point_key = Calc(
        Type.LABEL, native=IF(SUM(in_force) * COUNT(x) == 0, blank, CONCATENATE(role, "|", kpi)), quiet=True
    )
    begins = Calc(Type.NUMBER, native=IF(point_key == "", blank, x - ABS(x) * LAST_DIGIT), quiet=True)
    place_key = Calc(
        Type.LABEL,
        native=IF(
            point_key == "",
            blank,
            CONCATENATE(point_key, "|", SUMPRODUCT((point_key.whole == point_key) * (begins.whole <= x))),
        ),
        quiet=True,
    )
    owner = Used(role, of=(Reps.role,))


class KpiManual(Table):
    """Actuals that no other table holds."""

    key = "kpi_manual"
    grows = False
    rep_id = Column(Type.TEXT, identifies=True, refers_to=Reps.rep_id, example="R001")
    period = Column(Type.PERIOD, identifies=True, example="2026-06")
    kpi = Column(Type.LABEL, identifies=True, example="coaching")
    actual = Column(Type.NUMBER, required=True, example="4")
    people = Calc(Type.COUNT, native=IF(rep_id == "", blank, COUNTIFS(Reps.rep_id.whole, rep_id)), quiet=True)
    measured = Calc(Type.FLAG, native=promised, quiet=True)
    actual_key = month_key(period, rep_id, kpi)
    remark = typed_once(actual_key, IF(SUM(measured) == 0, blank, Phrases.counted_itself))
    owner = Belongs(rep_id)
