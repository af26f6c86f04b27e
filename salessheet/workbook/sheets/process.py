"""Sales process: the standard steps, and for the deals to work on first the step that comes next."""

from __future__ import annotations

from salessheet.workbook.book import Group, Role, Sheet
from salessheet.workbook.capability import Capability
from salessheet.workbook.expr import Extent, blank
from salessheet.workbook.extents import PROCESS
from salessheet.workbook.functions import COUNT, COUNTIFS, IF, INDEX, MATCH, MAX, SUM, SUMIFS, SUMPRODUCT, above
from salessheet.workbook.general import Settings
from salessheet.workbook.lines import Calc, Counter
from salessheet.workbook.measures import Arrangement, Axis, Look, Type
from salessheet.workbook.patterns import counted
from salessheet.workbook.schema import Block
from salessheet.workbook.sheets.priorities import Priorities
from salessheet.workbook.tables import Deals, DealSteps, SalesSteps, Stages


class ProcessBoard(Block):
    """The open deals of the sheet of priorities, step by step."""

    rows, across = Priorities.rows, PROCESS
    no = Counter(Type.COUNT)
    deal_id = Calc(Type.TEXT, native=Priorities.deal_id)
    customer = Calc(Type.TEXT, native=Priorities.customer)
    rep = Calc(Type.TEXT, native=Priorities.rep)
    stage = Calc(Type.LABEL, native=Priorities.stage)
    stage_no = Calc(
        Type.COUNT, native=IF(stage == "", 0, SUMIFS(Stages.place.whole, Stages.stage.whole, stage)), quiet=True
    )
    step_no = Counter(Type.COUNT, Axis.COLUMNS)
    row_no = Calc(
        Type.COUNT,
        Axis.COLUMNS,
        native=IF(step_no > COUNT(SalesSteps.place.whole), blank, MATCH(step_no, SalesSteps.place.whole, 0)),
        quiet=True,
    )
    due_no = Calc(
        Type.COUNT,
        Axis.COLUMNS,
        native=IF(COUNT(row_no) == 0, blank, INDEX(SalesSteps.stage_no.whole, SUM(row_no))),
        quiet=True,
    )
    sales_step = Calc(
        Type.LABEL,
        Axis.COLUMNS,
        native=IF(COUNT(row_no) == 0, blank, INDEX(SalesSteps.sales_step.whole, SUM(row_no))),
    )
    done = Calc(
        Type.FLAG,
        Axis.BODY,
        native=IF(
            (deal_id == "") + (sales_step == "") > 0,
            blank,
            (
                COUNTIFS(
                    DealSteps.deal_id.whole,
                    deal_id,
                    DealSteps.sales_step.whole,
                    sales_step,
                    DealSteps.is_done.whole,
                    1,
                )
                > 0
            )
            * 1,
        ),
        look=Look.HEAT,
    )
    open_no = Calc(
        Type.COUNT, native=IF(SUMPRODUCT((done.across == 0) * 1) == 0, blank, MATCH(0, done.across, 0)), quiet=True
    )
    open_step = Calc(Type.LABEL, native=IF(COUNT(open_no) == 0, blank, INDEX(sales_step.whole, SUM(open_no))))
    rule_no = Calc(Type.COUNT, native=IF(COUNT(open_no) == 0, blank, INDEX(row_no.whole, SUM(open_no))), quiet=True)
    exit_rule = Calc(
        Type.TEXT,
        native=IF(
            COUNT(rule_no) == 0,
            blank,
            IF(
                INDEX(SalesSteps.exit_rule.whole, SUM(rule_no)) == "",
                blank,
                INDEX(SalesSteps.exit_rule.whole, SUM(rule_no)),
            ),
        ),
    )
    behind = Calc(
        Type.COUNT,
        native=IF(deal_id == "", blank, SUMPRODUCT((done.across == 0) * (due_no.whole <= stage_no))),
        look=Look.BAR,
    )


class SalesStepFigures(Block):
    """Of the deals listed here, and of those won in the month."""

    rows = Extent("figures of the process", 1)
    arrangement = Arrangement.CARDS
    listed = Calc(Type.COUNT, Axis.CELL, native=COUNT(ProcessBoard.behind.whole))
    with_gaps = Calc(Type.COUNT, Axis.CELL, native=COUNTIFS(ProcessBoard.behind.whole, above(0)))
    behind = Calc(Type.COUNT, Axis.CELL, native=SUM(ProcessBoard.behind.whole))
    last_step = Calc(
        Type.LABEL,
        Axis.CELL,
        native=IF(
            COUNT(SalesSteps.place.whole) == 0,
            blank,
            INDEX(SalesSteps.sales_step.whole, MATCH(MAX(SalesSteps.place.whole), SalesSteps.place.whole, 0)),
        ),
        quiet=True,
    )
    won = Calc(Type.COUNT, Axis.CELL, native=counted(Deals.won_date, Settings.period_start, Settings.until), quiet=True)
    won_without_last = Calc(
        Type.COUNT,
        Axis.CELL,
        native=IF(
            last_step == "",
            blank,
            MAX(
                0,
                won - COUNTIFS(DealSteps.sales_step.whole, last_step, DealSteps.of_won.whole, 1),
            ),
        ),
    )


PROCESS_SHEET = Sheet(
    "process",
    Role.INPUT,
    Group.SALES,
    (SalesStepFigures, SalesSteps, ProcessBoard, DealSteps),
    with_data=True,
    continued=(ProcessBoard.open_step,),
    keys=2,
)

CAPABILITIES = (
    Capability(
        8,
        "process",
        inputs=(
            SalesSteps.sales_step,
            SalesSteps.order,
            SalesSteps.stage,
            SalesSteps.exit_rule,
            DealSteps.sales_step,
            DealSteps.done_on,
        ),
        outputs=(
            ProcessBoard.open_step,
            ProcessBoard.exit_rule,
            ProcessBoard.behind,
            SalesStepFigures.won_without_last,
        ),
        test="test_the_next_step_of_a_deal_is_the_first_that_is_not_done",
    ),
)
