"""Workbooks with a password: what opens them, and a password that shows itself nowhere."""

from __future__ import annotations

import json
import pickle
import traceback
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from salessheet.errors import ProtectedWorkbook, UnreadableWorkbook
from salessheet.xlsx.encryption import (
    NO_PASSWORDS,
    OnePassword,
    Password,
    decrypted,
    encrypted,
    is_protected,
    opens,
)

SECRET = Password("open sesame 1001")


def zip_of(content: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("one", content)
    return file.getvalue()


@pytest.mark.parametrize("size", [0, 1, 3_900, 3_990, 4_096, 4_200, 70_000])
def test_what_is_encrypted_is_decrypted_whatever_its_size(size: int) -> None:
    content = zip_of(bytes(size))
    found, password = decrypted(Path("a.xlsx"), encrypted(content, SECRET), OnePassword(SECRET))
    assert password == SECRET
    with ZipFile(BytesIO(found)) as archive:
        assert archive.read("one") == bytes(size)


def test_another_password_does_not_open_it() -> None:
    safe = encrypted(zip_of(b"x"), SECRET)
    assert is_protected(safe)
    assert opens(safe, SECRET)
    assert not opens(safe, Password("open sesame 1002"))
    with pytest.raises(ProtectedWorkbook, match=r"password that is not in the password given"):
        decrypted(Path("a.xlsx"), safe, OnePassword(Password("open sesame 1002")))
    with pytest.raises(ProtectedWorkbook, match=r"--key-file"):
        decrypted(Path("a.xlsx"), safe, NO_PASSWORDS)


def test_a_byte_that_was_changed_is_found() -> None:
    safe = bytearray(encrypted(zip_of(bytes(50_000)), SECRET))
    safe[-30_000] ^= 1
    with pytest.raises(UnreadableWorkbook, match="damaged"):
        decrypted(Path("a.xlsx"), bytes(safe), OnePassword(SECRET))


@pytest.mark.parametrize("kept", [200, 600, 2_000, 5_000])
def test_what_was_cut_off_is_damaged(kept: int) -> None:
    safe = encrypted(zip_of(bytes(50_000)), SECRET)
    raw = safe[:kept] + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UnreadableWorkbook, match="damaged"):
        decrypted(Path("a.xlsx"), raw, OnePassword(SECRET))


def test_a_password_shows_itself_nowhere() -> None:
    assert "sesame" not in f"{SECRET} {SECRET!r} {[SECRET]} {OnePassword(SECRET)}"
    with pytest.raises(TypeError) as caught:
        json.dumps(SECRET)
    assert "sesame" not in "".join(traceback.format_exception(caught.value))


def test_a_password_reaches_another_process() -> None:
    assert pickle.loads(pickle.dumps(SECRET)) == SECRET
