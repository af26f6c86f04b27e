"""The values of formulas that a company added to its template: the declaration knows nothing of them."""

from __future__ import annotations

from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

from salessheet.calc.completion import completed
from salessheet.calc.engines import Reserve, started
from salessheet.calc.spilling import filled_by, spread
from salessheet.errors import EngineMissing
from salessheet.xlsx.book_file import of_package
from salessheet.xlsx.encryption import Password
from salessheet.xlsx.package import package_of
from salessheet.xlsx.stamp import Stamped


def with_own_values(stamped: Stamped, path: Path, password: Password | None = None) -> bytes:
    """The file with them, not encrypted; where no engine can say one, Excel is asked to calculate on opening.

    With a password, engines that are programs of their own are given an encrypted copy.
    """
    if not stamped.own:
        return stamped.content
    with ExitStack() as stack:
        try:
            engine = stack.enter_context(started())[0]
        except EngineMissing:
            engine = None
        others = stack.enter_context(Reserve(() if engine is None else (engine.name,), may_stand_in=True))
        book = of_package(package_of(stamped.content, path).protected_by(password))
        book = spread(book, stamped.own)
        done = completed(book, engine, filled_by(book, stamped.own), others=others, anew=True)
    file = BytesIO()
    done.book.package.protected_by(None).write(file)
    return file.getvalue()
