"""What oletools reads in a file with macros. It warns of its own use of a library, which is no matter of ours."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path

import olefile

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from oletools import olevba


def decompressed(packed: bytes, size: int) -> bytes:
    return bytes(olevba.decompress_stream(bytearray(packed)))[:size] if size else b""


def stream(project: bytes, name: str) -> bytes:
    with olefile.OleFileIO(BytesIO(project), raise_defects=olefile.DEFECT_INCORRECT) as file:
        return bytes(file.openstream(name).read())


def macros(path: Path) -> dict[str, str]:
    """Module → text, of an Office file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser = olevba.VBA_Parser(str(path))
        try:
            return {Path(name).stem: text.replace("\r\n", "\n") for _, _, name, text in parser.extract_all_macros()}
        finally:
            parser.close()
