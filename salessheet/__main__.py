"""`python -m salessheet`: the command line, where the command itself is not on the path."""

from __future__ import annotations

from salessheet.cli import main

if __name__ == "__main__":  # the processes that build books side by side import this module, too
    main()
