"""The command line: argument parsing and wiring, nothing else."""

from salessheet.cli.program import main

__all__ = ["main"]
