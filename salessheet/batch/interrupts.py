"""Ctrl-C and SIGTERM while files are put into their places: heeded at once, but between two steps, never inside one."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Final, Self

_STOPPING: Final = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """While it is open, a signal that would raise KeyboardInterrupt anywhere raises it outside `held` only.

    Signals that the program treats otherwise, and those of programs whose main thread is busy elsewhere, are left
    alone.
    """

    def __init__(self) -> None:
        self._depth = 0
        self._is_waiting = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in _STOPPING:
                if signal.getsignal(number) is signal.default_int_handler:
                    self._before[number] = signal.signal(number, self._arrived)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """A step that is not to be torn apart. A signal that comes in it raises KeyboardInterrupt at its end."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
        if self._is_waiting and not self._depth:
            self._is_waiting = False
            raise KeyboardInterrupt

    def _arrived(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if not self._depth:
            raise KeyboardInterrupt
        self._is_waiting = True


@contextmanager
def kept_from_children() -> Iterator[None]:
    """Processes started here do not get the signals until they say themselves what becomes of them."""
    mask = getattr(signal, "pthread_sigmask", None)
    if mask is None:  # Windows has no masks
        yield
        return
    before = mask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        mask(signal.SIG_SETMASK, before)


def left_to_the_parent() -> None:
    """Ctrl-C reaches every process of the terminal. Those that help finish what they are at, and the parent decides."""
    for number in _STOPPING:
        signal.signal(number, signal.SIG_IGN)
