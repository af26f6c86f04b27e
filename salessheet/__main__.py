"""The program: what the command `salessheet` and `python -m salessheet` start.

It imports next to nothing by itself, so that Ctrl-C in the second that the program takes to load is heeded quietly,
too.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Final

STOPPED: Final = "salessheet: stopped.\n"
INTERRUPTED: Final = 130
"""The exit code, as shells have it for a program that Ctrl-C ended."""

_STOPPING: Final = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}


def main() -> None:
    """Run the command of the command line and exit."""
    heeded = {number: known for number, known in _STOPPING.items() if signal.getsignal(number) is known}
    for number in heeded:  # the others were ignored by who started the program, as nohup does
        signal.signal(number, _leave)
    from salessheet.cli import main as command_line

    for number in heeded:
        signal.signal(number, signal.default_int_handler)
    try:
        command_line()
    except KeyboardInterrupt:
        sys.stderr.write(STOPPED)
        sys.exit(INTERRUPTED)
    finally:
        for number in heeded:  # while Python tidies up, there is nothing left to stop, and nobody to tell
            signal.signal(number, signal.SIG_DFL)


def _leave(number: int, frame: FrameType | None) -> None:
    """At once, for nothing is begun: an exception might end up in the middle of somebody's import."""
    del number, frame
    os.write(2, STOPPED.encode())
    os._exit(INTERRUPTED)


if __name__ == "__main__":  # the processes that build books side by side import this module, too
    main()
