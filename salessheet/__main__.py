"""The program: what the command `salessheet` and `python -m salessheet` start.

It imports next to nothing by itself, so that Ctrl-C in the second that the program takes to load is heeded quietly,
too.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import warnings
from contextlib import suppress

_STOPPED = "salessheet: stopped.\n"
_MEND = "The command needs all that salessheet depends on: install it without --no-deps."
_INTERRUPTED = 130  # as shells have it for a program that Ctrl-C ended
_STOPPING = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}


def main() -> None:
    """Run the command of the command line and exit."""
    heeded = {number: known for number, known in _STOPPING.items() if signal.getsignal(number) is known}
    for number in heeded:  # the others were ignored by who started the program, as nohup does
        signal.signal(number, _leave)
    warnings.filterwarnings("ignore", module="xlsxwriter")  # of a book that Ctrl-C left half made
    gc.disable()  # what is imported stays: to look through it on the way took a fifth of the start
    try:
        from salessheet.cli import load
        from salessheet.cli import main as command_line

        load(sys.argv[1:])
    except ModuleNotFoundError as missing:
        if str(missing.name).startswith("salessheet"):
            raise
        sys.stderr.write(f"salessheet: {missing.name} is not installed. {_MEND}\n")
        raise SystemExit(2) from None
    gc.freeze()
    gc.enable()

    for number in heeded:
        signal.signal(number, signal.default_int_handler)
    try:
        command_line()
    except KeyboardInterrupt:
        sys.stderr.write(_STOPPED)
        _end()
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            _end()
        raise
    finally:
        for number in heeded:
            signal.signal(number, _leave_silently)


def _end() -> None:
    """With the exit code that is promised, whatever Python makes of an interrupt that it heeded in an import."""
    with suppress(OSError, ValueError):
        sys.stdout.flush()
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(_INTERRUPTED)


def _leave_silently(number: int, frame: object) -> None:
    """While Python tidies up, all is done and said."""
    del number, frame
    os._exit(_INTERRUPTED)


def _leave(number: int, frame: object) -> None:
    """At once, for nothing is begun: an exception might end up in the middle of somebody's import."""
    del number, frame
    os.write(2, _STOPPED.encode())
    os._exit(_INTERRUPTED)


if __name__ == "__main__":  # the processes that build books side by side import this module, too
    main()
