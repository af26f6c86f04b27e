"""Apps: what an instance of Excel is to xlwings. Here, a set of open workbooks."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from xlwings import base_classes

from salessheet.engine.api.books import Books
from salessheet.engine.api.members import implements
from salessheet.engine.api.native import AutoCorrect, NativeApp
from salessheet.engine.errors import NoSuchMacro

if TYPE_CHECKING:
    from salessheet.engine.api.ranges import Range
    from salessheet.engine.api.registration import Engine

VERSION: Final = "16.0"
_MODES: Final = frozenset({"automatic", "manual", "semiautomatic"})


@implements(base_classes.Apps)
class Apps(base_classes.Apps):
    """The active app comes first."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._apps: list[App] = []
        self._pids = itertools.count(1)

    def keys(self) -> list[int]:
        return [app.pid for app in self._apps]

    def add(self, spec: Any = None, add_book: bool | None = None, xl: Any = None, visible: bool | None = None) -> App:
        del spec, xl
        app = App(self, next(self._pids), visible=bool(visible))
        self._apps.insert(0, app)
        if add_book is not False:
            app.books.add()
        return app

    @staticmethod
    def cleanup() -> None:
        """There are no processes to end."""

    def activate(self, app: App) -> None:
        self._apps.remove(app)
        self._apps.insert(0, app)

    def remove(self, app: App) -> None:
        if app in self._apps:
            self._apps.remove(app)

    def __iter__(self) -> Iterator[App]:
        return iter(list(self._apps))

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> App:
        found = next((app for app in self._apps if app.pid == pid), None)
        if found is None:
            raise KeyError(pid)
        return found


@implements(base_classes.App)
class App(base_classes.App):
    """Settings of the screen are remembered and change nothing."""

    # The interface has properties of these names, some without a setter.
    pid: int = 0
    books: Books = None  # type: ignore[assignment]  # set on construction
    visible = False
    screen_updating = True
    display_alerts = True
    enable_events = True
    interactive = True
    status_bar: Any = False
    cut_copy_mode: Any = False
    version = VERSION
    hwnd = None
    path = ""
    startup_path = ""

    def __init__(self, apps: Apps, pid: int, *, visible: bool) -> None:
        self.apps = apps
        self.engine = apps.engine
        self.pid = pid
        self.visible = visible
        self.books = Books(self)
        self.auto_correct = AutoCorrect()
        self.clipboard: Range | None = None
        self._calculation = "automatic"

    @property
    def api(self) -> NativeApp:
        """Excel's settings that have a meaning here, by Excel's names."""
        return NativeApp(self)

    @property
    def selection(self) -> Range | None:
        return self.books.active.sheets.active.selection if len(self.books) else None

    def activate(self, steal_focus: bool = False) -> None:
        del steal_focus
        self.apps.activate(self)

    def quit(self) -> None:
        """As in Excel: no workbook is saved."""
        self.apps.remove(self)
        for book in list(self.books):
            book.close()

    def kill(self) -> None:
        self.quit()

    @property
    def calculation(self) -> str:
        """`automatic`: formulas are calculated when their value is read.

        `manual`: they keep the value they have until `calculate`, the return to automatic, or saving; one that is
        entered is calculated once. What was due before is calculated before, as Excel would have done it by then.
        """
        return self._calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in _MODES:
            raise ValueError(f"calculation is one of {', '.join(sorted(_MODES))}, not {value!r}.")
        for book in self.books:
            book.open.results.bring_up_to_date()
        self._calculation = value
        for book in self.books:
            book.open.results.is_automatic = self.is_automatic

    @property
    def is_automatic(self) -> bool:
        return self._calculation != "manual"

    def calculate(self) -> None:
        for book in self.books:
            book.open.results.calculate()

    def run(self, macro: str, args: Sequence[Any]) -> Any:
        del args
        raise NoSuchMacro(macro)

    def alert(self, prompt: str, title: Any, buttons: Any, mode: Any, callback: Any) -> str:
        """Nobody is there to answer: the first button of those that would be shown."""
        del prompt, title, mode, callback
        return {"yes_no": "yes", "yes_no_cancel": "yes"}.get(buttons or "ok", "ok")
