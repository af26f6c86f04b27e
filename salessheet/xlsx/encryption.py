"""Workbooks with a password, encrypted as Excel does it since 2010 (agile: AES, SHA-512, 100,000 rounds).

The home of msoffcrypto. A password is an object that shows itself nowhere: in no message, no traceback, no JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Protocol
from zipfile import ZipFile

from salessheet.errors import MissingLibrary, ProtectedWorkbook, UnreadableWorkbook

OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
"""How old workbooks begin, and those with a password."""

LONGEST: Final = 255
"""Characters of a password that Excel takes."""

_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_LEAST_BYTES: Final = 4096  # shorter streams belong elsewhere in the file than msoffcrypto puts them
_EXTRA: Final = "encrypt"


class Password:
    """`as_typed`: its characters, for who encrypts, decrypts or opens with it."""

    __slots__ = ("as_typed",)

    def __init__(self, as_typed: str) -> None:
        self.as_typed = as_typed

    def __repr__(self) -> str:
        return "Password(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Password) and self.as_typed == other.as_typed

    def __hash__(self) -> int:
        return hash(self.as_typed)


class Passwords(Protocol):
    """What workbooks may be opened with. `source`: where they are from, as messages name it; blank for nowhere."""

    @property
    def source(self) -> str: ...

    def of(self, path: Path) -> Iterable[Password]:
        """Those that the file may have, the likeliest first."""


@dataclass(frozen=True)
class OnePassword:
    """Of a single workbook."""

    password: Password
    source: str = "the password given"

    def of(self, path: Path) -> Iterable[Password]:
        del path
        return (self.password,)


@dataclass(frozen=True)
class _NoPasswords:
    source: str = ""

    def of(self, path: Path) -> Iterable[Password]:
        del path
        return ()


NO_PASSWORDS: Final[Passwords] = _NoPasswords()


def need_library() -> None:
    """Raises MissingLibrary where nothing can be encrypted or decrypted here."""
    if find_spec("msoffcrypto") is None:
        raise MissingLibrary("Workbooks with a password need msoffcrypto-tool", _EXTRA)


def is_protected(content: bytes) -> bool:
    """Whether a file is an Office document with a password."""
    return content.startswith(OLE) and _ENCRYPTED in content


def encrypted(content: bytes | memoryview, password: Password) -> bytes:
    """A zip file, such as a workbook, as one with a password; never the same bytes twice, for the salts are random."""
    need_library()
    from msoffcrypto.method.ecma376_agile import ECMA376Agile

    made: bytes = ECMA376Agile.encrypt(password.as_typed, BytesIO(_long_enough(bytes(content))))
    return made


def decrypted(path: Path, content: bytes, passwords: Passwords) -> tuple[bytes, Password]:
    """What a protected file holds, and what it was opened with; `path` is what messages call it.

    Raises ProtectedWorkbook where no password opens it, UnreadableWorkbook where it is damaged.
    """
    if not passwords.source:
        raise ProtectedWorkbook(path)
    need_library()
    file = _file(path, content)
    for password in passwords.of(path):
        if _fits(path, file, password):
            return _content(path, file), password
    raise ProtectedWorkbook(path, passwords.source)


def opens(content: bytes, password: Password) -> bool:
    """Whether a file is protected by just this password."""
    try:
        return is_protected(content) and _fits(Path(), _file(Path(), content), password)
    except UnreadableWorkbook:
        return False


def _file(path: Path, content: bytes) -> Any:  # noqa: ANN401  msoffcrypto has no types
    from msoffcrypto.format.ooxml import OOXMLFile

    try:
        return OOXMLFile(BytesIO(content))
    except Exception as error:
        raise _damaged(path) from error


def _fits(path: Path, file: Any, password: Password) -> bool:  # noqa: ANN401  as above
    from msoffcrypto.exceptions import InvalidKeyError

    try:
        file.load_key(password=password.as_typed, verify_password=True)
    except InvalidKeyError:
        return False
    except Exception:  # noqa: BLE001  as above; what is told names no cause, which might tell of the password
        raise _damaged(path) from None
    return True


def _content(path: Path, file: Any) -> bytes:  # noqa: ANN401  as above
    content = BytesIO()
    try:
        file.decrypt(content, verify_integrity=True)
    except Exception as error:
        raise _damaged(path) from error
    return content.getvalue()


def _damaged(path: Path) -> UnreadableWorkbook:
    return UnreadableWorkbook(path, "this workbook with a password is damaged.", "Take it from a backup.")


def _long_enough(content: bytes) -> bytes:
    """A zip file of at least so many bytes: a comment at its end makes up for what is lacking."""
    lacking = _LEAST_BYTES - len(content)
    if lacking <= 0:
        return content
    file = BytesIO(content)
    with ZipFile(file, "a") as archive:
        archive.comment = bytes(lacking)
    return file.getvalue()
