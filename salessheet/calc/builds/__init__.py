"""Two builds of a workbook compared: what each person is paid in both, what makes the difference, and why.

facts_of    what a finished workbook says of commission, in codes, whatever its language
differences what changed from one such book to another, to the cent
"""

from salessheet.calc.builds.causes import Cause, Why
from salessheet.calc.builds.comparison import differences
from salessheet.calc.builds.facts import BookFacts, Document, Row, day_of
from salessheet.calc.builds.inputs import Fate, InputChange, TableChange
from salessheet.calc.builds.own_rate_causes import BY_TIERS
from salessheet.calc.builds.reading import Shown, facts_of, shown_by
from salessheet.calc.builds.results import BookDifference, Entry, Kind, PersonDifference, Standing

__all__ = [
    "BY_TIERS",
    "BookDifference",
    "BookFacts",
    "Cause",
    "Document",
    "Entry",
    "Fate",
    "InputChange",
    "Kind",
    "PersonDifference",
    "Row",
    "Shown",
    "Standing",
    "TableChange",
    "Why",
    "day_of",
    "differences",
    "facts_of",
    "shown_by",
]
