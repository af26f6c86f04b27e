"""Workbooks calculated without Excel, by engines that know nothing of `core`, and verified.

read          an .xlsx with its formulas and the values stored beside them
started       engines by name: formualizer, cellrune, libreoffice, formulas
verify        every formula recalculated and compared with what is stored
against_data  every cell compared with what the input data gives through core
completed     values stored for formulas that have none
"""

from salessheet.calc.against import against_data, language_of
from salessheet.calc.comparison import Difference
from salessheet.calc.completion import Completion, completed
from salessheet.calc.engine import Calculation, Engine
from salessheet.calc.engines import ENGINES, Reserve, first_installed, started
from salessheet.calc.functions import CalledFunctions
from salessheet.calc.judgement import Disagreement
from salessheet.calc.own import own_cells
from salessheet.calc.readiness import Unchecked
from salessheet.calc.verification import Verification, verify
from salessheet.xlsx.book_file import BookFile, read

__all__ = [
    "ENGINES",
    "BookFile",
    "Calculation",
    "CalledFunctions",
    "Completion",
    "Difference",
    "Disagreement",
    "Engine",
    "Reserve",
    "Unchecked",
    "Verification",
    "against_data",
    "completed",
    "first_installed",
    "language_of",
    "own_cells",
    "read",
    "started",
    "verify",
]
