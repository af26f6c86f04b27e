"""The command line: argument parsing and wiring, nothing else."""

from salessheet.cli.program import load, main

__all__ = ["load", "main"]
