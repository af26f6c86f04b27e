"""Formulas as people write them, and as files keep them: functions newer than the format carry a prefix there."""

from __future__ import annotations

import re
from typing import Final

from salessheet.engine.errors import BadFormula
from salessheet.xlsx.addresses import BRACKETS
from salessheet.xlsx.formula_syntax import UnreadableFormula, readable

_PREFIX: Final = re.compile(r"\b_xl(?:fn|ws|pm|l)\.", re.IGNORECASE)
_CALL: Final = re.compile(rf'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|{BRACKETS}|(?<![\w.])([A-Za-z][\w.]*)(?=\()', re.DOTALL)

_TWICE: Final = frozenset({"FILTER", "SORT"})
"""Functions that carry a second prefix after the first."""

_NEWER: Final = frozenset(
    re.findall(
        r"[A-Z0-9.]+",
        """
        ACOT ACOTH AGGREGATE ARABIC ARRAYTOTEXT BASE BETA.DIST BETA.INV BINOM.DIST BINOM.DIST.RANGE BINOM.INV BITAND
        BITLSHIFT BITOR BITRSHIFT BITXOR BYCOL BYROW CEILING.MATH CEILING.PRECISE CHISQ.DIST CHISQ.DIST.RT CHISQ.INV
        CHISQ.INV.RT CHISQ.TEST CHOOSECOLS CHOOSEROWS COMBINA CONCAT CONFIDENCE.NORM CONFIDENCE.T COT COTH COVARIANCE.P
        COVARIANCE.S CSC CSCH DAYS DECIMAL DROP ENCODEURL ERF.PRECISE ERFC.PRECISE EXPAND EXPON.DIST F.DIST F.DIST.RT
        F.INV F.INV.RT F.TEST FIELDVALUE FILTER FILTERXML FLOOR.MATH FLOOR.PRECISE FORECAST.ETS FORECAST.ETS.CONFINT
        FORECAST.ETS.SEASONALITY FORECAST.ETS.STAT FORECAST.LINEAR FORMULATEXT GAMMA GAMMA.DIST GAMMA.INV
        GAMMALN.PRECISE GAUSS GROUPBY HSTACK HYPGEOM.DIST IFNA IFS IMAGE IMCOSH IMCOT IMCSC IMCSCH IMSEC IMSECH IMSINH
        IMTAN ISFORMULA ISOMITTED ISOWEEKNUM LAMBDA LET LOGNORM.DIST LOGNORM.INV MAKEARRAY MAP MAXIFS MINIFS MODE.MULT
        MODE.SNGL MUNIT NEGBINOM.DIST NORM.DIST NORM.INV NORM.S.DIST NORM.S.INV NUMBERVALUE PDURATION PERCENTILE.EXC
        PERCENTILE.INC PERCENTOF PERCENTRANK.EXC PERCENTRANK.INC PERMUTATIONA PHI PIVOTBY POISSON.DIST QUARTILE.EXC
        QUARTILE.INC QUERYSTRING RANDARRAY RANK.AVG RANK.EQ REDUCE REGEXEXTRACT REGEXREPLACE REGEXTEST RRI SCAN SEC SECH
        SEQUENCE SHEET SHEETS SINGLE SKEW.P SORT SORTBY STDEV.P STDEV.S SWITCH T.DIST T.DIST.2T T.DIST.RT T.INV T.INV.2T
        T.TEST TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TOCOL TOROW TRIMRANGE UNICHAR UNICODE UNIQUE VALUETOTEXT
        VAR.P VAR.S VSTACK WEBSERVICE WEIBULL.DIST WRAPCOLS WRAPROWS XLOOKUP XMATCH XOR Z.TEST
        """,
    )
)


def as_stored(text: str) -> str:
    """A formula that is entered, as a file has it. One that has the prefixes already keeps them.

    Brackets still open at its end are closed. Raises BadFormula where Excel could not read it.
    """
    if text.startswith("=") and text != "=":
        try:
            text = readable(text)
        except UnreadableFormula as fault:
            raise BadFormula(text, fault) from None

    def prefixed(found: re.Match[str]) -> str:
        name = (found[1] or "").upper()
        if name not in _NEWER:
            return found[0]
        return f"_xlfn._xlws.{name}" if name in _TWICE else f"_xlfn.{name}"

    return _CALL.sub(prefixed, text)


def as_shown(text: str) -> str:
    """A formula as people write it."""
    return _PREFIX.sub("", text) if text.startswith("=") and "_xl" in text else text
