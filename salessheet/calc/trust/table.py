"""What each engine is known to get wrong, as shapes of formulas.

From canaries, and from results captured from Excel 16.108 (github:libraz/formulon, tests/oracle/golden, Apache-2.0).
To add a fault, say which engines have it, why, which functions such a formula calls, and what shape the call has.
"""

from __future__ import annotations

import re
from typing import Final

from salessheet.calc.trust.calls import (
    adds_errors,
    always,
    beyond_ascii,
    counts_truths,
    criterion_in_error,
    criterion_of_many,
    criterion_of_tildes,
    criterion_of_truth,
    dates_before_march_1900,
    differs_in_width,
    ends_elsewhere,
    holds_blank,
    holds_truth,
    leaves_out_an_argument,
    looks_up_in_computed,
    looks_up_out_of_order,
    moves_by_many,
    names_days,
    of_blanks_or_wildcards,
    of_other_facts,
    of_several_ranges,
    of_what_is_computed,
    of_zero,
    one_value_of_many,
    order_in_words,
    passes_hidden_rows,
    passes_over_computed,
    places_of_many,
    reaches_backward,
    reads_a_blank,
    reads_a_text,
    reads_what_is_computed,
    reads_words,
    refers_through_many,
    refers_to_a_table,
    searches_a_tilde,
    searches_by_halving,
    through_quoted_sheets,
    through_several_sheets,
    through_sheets,
    unusual_format,
    which_in_between,
    which_of_many,
    whole_rows,
    words_for_truth,
)
from salessheet.calc.trust.faults import Belief, Fault, OddResult, is_error
from salessheet.calc.trust.seen_wrong import SEEN_WRONG
from salessheet.calc.trust.shapes import CONDITIONAL, DATES, OF_ONE_VALUE
from salessheet.errors import ErrorKind
from salessheet.udfs import FUNCTIONS
from salessheet.xlsx.book_file import Value

FORMUALIZER: Final = "formualizer"
CELLRUNE: Final = "cellrune"
LIBREOFFICE: Final = "libreoffice"
FORMULAS: Final = "formulas"
ALL: Final = frozenset({FORMUALIZER, CELLRUNE, LIBREOFFICE, FORMULAS})


def _of(*engines: str) -> frozenset[str]:
    return frozenset(engines)


def _calling(functions: str) -> frozenset[str]:
    return frozenset(functions.split())


_ONLY_EXCEL = _calling("""
    GETPIVOTDATA CUBEVALUE CUBEMEMBER CUBESET CUBERANKEDMEMBER CUBEMEMBERPROPERTY CUBEKPIMEMBER CUBESETCOUNT RTD
    WEBSERVICE STOCKHISTORY IMAGE PY COPILOT TRANSLATE DETECTLANGUAGE INFO
    """)
_CONDITIONS = frozenset(CONDITIONAL)
_LOOKUPS = _calling("MATCH VLOOKUP HLOOKUP XLOOKUP XMATCH LOOKUP")
_ADDING = _calling("SUMIF SUMIFS AVERAGEIF AVERAGEIFS")
_PLACES = _calling("ROW COLUMN")
_PICKED = _calling("LARGE SMALL")
_RANKS = _calling("RANK RANK.EQ RANK.AVG")
_STEPS = _calling("CEILING FLOOR MROUND")
_SUMS = _calling("SUM AVERAGE COUNT COUNTA MIN MAX LARGE SMALL MEDIAN STDEV PRODUCT")
_THROUGH = _SUMS | _calling("""
    AND OR AVERAGEA MAXA MINA MODE MODE.SNGL PERCENTILE PERCENTILE.EXC PERCENTILE.INC QUARTILE QUARTILE.EXC QUARTILE.INC
    RANK RANK.EQ RANK.AVG SUMSQ DEVSQ AVEDEV GEOMEAN HARMEAN KURT SKEW TRIMMEAN STDEV.P STDEV.S STDEVA STDEVP STDEVPA
    VAR VAR.P VAR.S VARA VARP VARPA VSTACK HSTACK
    """)  # what reads one cell on several sheets
_SUBTOTALS = _calling("SUBTOTAL AGGREGATE")
_READING = _calling("VALUE DATEVALUE TIMEVALUE NUMBERVALUE")
_PARTS_OF_DATES = _calling("MONTH YEAR DAY WEEKDAY")
_CURVES = _calling("FORECAST.ETS FORECAST.ETS.CONFINT FORECAST.ETS.SEASONALITY FORECAST.ETS.STAT")
_LOGIC = _calling("IF AND OR NOT")
_CONFIRMS = Belief.WHERE_IT_CONFIRMS

FOLLOWING_SPILLS: Final = frozenset({CELLRUNE})
"""Engines that say so where a result has another size than the cells that it filled."""

INTERSECTING: Final = frozenset({LIBREOFFICE})
"""Engines that take one cell of a range where Excel does, in a formula that is no array formula."""

FAULTS: Final[tuple[Fault, ...]] = (
    # Nobody but Excel
    Fault(ALL, "only Excel knows it", _ONLY_EXCEL, always),
    Fault(
        ALL,
        "engines fit other curves than Excel",
        _CURVES,
        always,
    ),
    Fault(ALL, "what CELL says of this belongs to the program", frozenset({"CELL"}), of_other_facts),
    Fault(ALL, "how Excel reads TRUE and FALSE in a criterion is its own", _CONDITIONS, criterion_of_truth, _CONFIRMS),
    Fault(ALL, "Excel reads ~~ in a criterion in its own way", _CONDITIONS, criterion_of_tildes, _CONFIRMS),
    Fault(
        ALL,
        "texts differ in width alone, which some languages of Excel take for equal",
        _CONDITIONS | _LOOKUPS,
        differs_in_width,
        _CONFIRMS,
    ),
    Fault(ALL, "it looks up by size in a range that is not in order", _LOOKUPS, looks_up_out_of_order, _CONFIRMS),
    Fault(
        ALL,
        "the number or date in the text depends on the language of Excel",
        _READING,
        reads_a_text,
        _CONFIRMS,
        by_language=True,
    ),
    Fault(
        ALL,
        "an error of reading a text may depend on the language of Excel",
        _READING,
        reads_what_is_computed,
        _CONFIRMS,
        is_error,
    ),
    Fault(
        ALL,
        "names of days and months depend on the language of Excel",
        frozenset({"TEXT"}),
        names_days,
        _CONFIRMS,
        by_language=True,
    ),
    Fault(
        ALL,
        "characters beyond ASCII depend on the language of Excel",
        frozenset({"CHAR", "CODE"}),
        beyond_ascii,
        _CONFIRMS,
        by_language=True,
    ),
    Fault(
        ALL,
        "a date made of words depends on the language of Excel",
        _PARTS_OF_DATES,
        reads_words,
        _CONFIRMS,
        by_language=True,
    ),
    Fault(
        ALL,
        "what SUBTOTAL leaves out of hidden rows is not computed",
        _SUBTOTALS,
        passes_hidden_rows,
        _CONFIRMS,
    ),
    Fault(ALL, "engines take the whole part of the place", _PICKED, which_in_between, _CONFIRMS),
    Fault(ALL, "the order is a text", _RANKS, order_in_words, _CONFIRMS),
    Fault(
        ALL,
        "a step of 0 is an edge on which engines differ",
        _STEPS,
        of_zero,
        _CONFIRMS,
    ),
    Fault(
        ALL, "engines search by halving in other ways", frozenset({"XLOOKUP", "XMATCH"}), searches_by_halving, _CONFIRMS
    ),
    Fault(ALL, "a tilde in what is searched is read otherwise", frozenset({"SEARCH"}), searches_a_tilde, _CONFIRMS),
    Fault(_of(FORMUALIZER), "a blank is no number to VALUE", frozenset({"VALUE"}), reads_a_blank),
    Fault(_of(LIBREOFFICE), "sheets between quotes are no sheets to it", _THROUGH, through_quoted_sheets),
    Fault(_of(FORMUALIZER, FORMULAS), "it reads no cells through several sheets", _THROUGH, through_several_sheets),
    Fault(_of(CELLRUNE), "blanks are sorted as zeros", _calling("SORT SORTBY"), holds_blank, _CONFIRMS),
    # Ranges taken value by value
    Fault(
        _of(FORMUALIZER), "a function of one value over a range gives the first alone", OF_ONE_VALUE, one_value_of_many
    ),
    Fault(_of(FORMUALIZER), "a criterion of many values gives nothing", _CONDITIONS, criterion_of_many),
    Fault(_of(FORMUALIZER), "places of many values give one", _PICKED, which_of_many),
    Fault(_of(FORMUALIZER), "it does not look in values that are computed on the way", _LOOKUPS, looks_up_in_computed),
    Fault(_of(FORMUALIZER), "it fills cells of its own", frozenset({"FREQUENCY"}), always),
    Fault(
        _of(FORMUALIZER, CELLRUNE, FORMULAS),
        "ROW and COLUMN of many cells give one number",
        _PLACES,
        places_of_many,
    ),
    Fault(_of(FORMUALIZER, CELLRUNE), "OFFSET by many values gives one range", frozenset({"OFFSET"}), moves_by_many),
    Fault(
        _of(FORMUALIZER, CELLRUNE, LIBREOFFICE),
        "OFFSET with negative or broken sizes is not followed",
        frozenset({"OFFSET"}),
        reaches_backward,
    ),
    Fault(
        _of(FORMUALIZER, LIBREOFFICE),
        "INDIRECT of many texts gives no ranges",
        frozenset({"INDIRECT"}),
        refers_through_many,
    ),
    Fault(
        _of(FORMUALIZER, CELLRUNE),
        "INDIRECT of a text that names a table gives no range",
        frozenset({"INDIRECT"}),
        refers_to_a_table,
        _CONFIRMS,
    ),
    Fault(
        _of(FORMUALIZER),
        "several ranges at once are no range to it",
        _THROUGH | _PICKED | _SUBTOTALS | {"INDEX", "AREAS", "ROWS", "COLUMNS", "SUMPRODUCT"},
        of_several_ranges,
    ),
    Fault(
        _of(FORMUALIZER),
        "the range goes through sheets or ends where a function says",
        _SUMS | _CONDITIONS | {"SUMPRODUCT"},
        through_sheets,
    ),
    Fault(_of(FORMUALIZER, CELLRUNE), "the range ends where a function says", _SUMS, ends_elsewhere, _CONFIRMS),
    Fault(
        _of(FORMUALIZER),
        "a part that is passed over by AGGREGATE is not",
        frozenset({"AGGREGATE"}),
        passes_over_computed,
    ),
    # Conditions and errors
    Fault(_of(FORMUALIZER, LIBREOFFICE), "an error as a criterion counts nothing", _CONDITIONS, criterion_in_error),
    Fault(_of(FORMUALIZER), "errors among what is added are passed over", _ADDING, adds_errors),
    Fault(_of(CELLRUNE), "errors among what is compared are passed over", frozenset({"MAXIFS", "MINIFS"}), adds_errors),
    Fault(
        _of(LIBREOFFICE, FORMULAS),
        "blanks and wildcards in a criterion are read otherwise",
        _CONDITIONS,
        of_blanks_or_wildcards,
        _CONFIRMS,
    ),
    # TRUE and FALSE, blanks, first days
    Fault(
        _of(LIBREOFFICE), "a comparison that stands alone counts as a number", frozenset({"SUMPRODUCT"}), counts_truths
    ),
    Fault(_of(LIBREOFFICE), "TRUE and FALSE in a range count as numbers", _SUMS | _CONDITIONS, holds_truth),
    Fault(
        _of(LIBREOFFICE),
        "days before March 1900 are counted otherwise, and a blank is one of them",
        DATES,
        dates_before_march_1900,
    ),
    Fault(
        _of(FORMUALIZER, LIBREOFFICE, FORMULAS),
        "a word for TRUE or FALSE is no condition to it",
        _LOGIC,
        words_for_truth,
    ),
    # Formats and texts
    Fault(
        _of(FORMUALIZER, LIBREOFFICE, FORMULAS),
        "the format is none of the usual ones",
        frozenset({"TEXT"}),
        unusual_format,
        _CONFIRMS,
    ),
    Fault(_of(FORMULAS), "texts are searched without wildcards", frozenset({"SEARCH"}), always, _CONFIRMS),
    Fault(
        _of(FORMUALIZER, CELLRUNE, FORMULAS),
        "beyond its first place an error is #REF!",
        frozenset({"INDEX"}),
        of_what_is_computed,
        _CONFIRMS,
        lambda value: value is ErrorKind.REF,
    ),
    Fault(_of(FORMULAS), "whole rows and columns of INDEX are not followed", frozenset({"INDEX"}), whole_rows),
    # Cell functions
    Fault(_of(LIBREOFFICE), "an argument that is left out arrives as 0", frozenset(FUNCTIONS), leaves_out_an_argument),
    # Seen at the edges
    *(
        Fault(
            frozenset({engine}),
            "it was seen to differ from Excel at the edges of the function",
            functions,
            always,
            _CONFIRMS,
        )
        for engine, functions in SEEN_WRONG.items()
    ),
)


def _many_digits(value: Value) -> bool:
    return isinstance(value, str) and _SIXTEEN_DIGITS.search(value) is not None


_SIXTEEN_DIGITS: Final = re.compile(r"(?<!\d)(?=[\d.]*\.)(?:\d\.?){16,}")

_SPILL = ErrorKind.SPILL
_ITS_ERRORS = frozenset({ErrorKind.VALUE, ErrorKind.NUM})

ODD_RESULTS: Final[tuple[OddResult, ...]] = (
    OddResult(_of(FORMUALIZER, FORMULAS), "a number in a text has more than 15 digits", _many_digits),
    OddResult(
        _of(CELLRUNE), "its result has another size than the cells that it filled", lambda value: value is _SPILL
    ),
    OddResult(_of(LIBREOFFICE), "its errors stand for several of Excel's", lambda value: value in _ITS_ERRORS),
)
