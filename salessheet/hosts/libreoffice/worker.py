"""The process that computes for LibreOffice: a line of JSON in, `[what, text]`, a line out, until the input ends.

    ["answers", '[["SS_GAP", [90, 100]]]']  →  {"done": "[[[-10.0]]]"}

`answers` and `pressed` say what goes in and out. What fails is told on stderr, as {"failed": why} to LibreOffice.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import IO, Final

from salessheet.hosts.answers import answers
from salessheet.hosts.buttons import pressed

_DEEDS: Final = {"answers": answers, "pressed": pressed}


def main() -> None:
    """The output is for answers alone: what a library prints goes to stderr."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        serve(sys.stdin.buffer, out)


def serve(asked: IO[bytes], out: IO[bytes]) -> None:
    for line in asked:
        out.write(json.dumps(_answered(*json.loads(line))).encode() + b"\n")
        out.flush()


def _answered(what: str, text: str) -> dict[str, str]:
    try:
        return {"done": _DEEDS[what](text)}
    except Exception as error:  # noqa: BLE001  LibreOffice says that it failed, and is served on
        traceback.print_exc()
        return {"failed": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    main()
