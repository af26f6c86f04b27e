"""xlwings Lite: an add-in of Office's store, in which Python runs in Excel. The code is in each workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Final

from salessheet.errors import InvalidOption, RefusedOutput
from salessheet.files import refusal, written_whole
from salessheet.hosts.host import Diagnosis, Wishes
from salessheet.hosts.lite.books import diagnosis
from salessheet.hosts.lite.program import main_file, requirements, version_in
from salessheet.xlsx.encryption import NO_PASSWORDS, Passwords


class ByHand(InvalidOption):
    """What only people can do, in Excel."""

    def __init__(self) -> None:
        super().__init__(
            "xlwings Lite is installed and removed in Excel itself.",
            "In Excel: Home → Add-ins, look for xlwings Lite; then `salessheet addin update BOOK`.",
        )


class Lite:
    """A host whose add-in is the same for all; `build` writes the files that one pastes into its editor."""

    asks: ClassVar[frozenset[str]] = frozenset({"lang"})
    opens_books: ClassVar[bool] = True

    def build(self, wishes: Wishes) -> Sequence[Path]:
        texts = {"main.py": main_file(wishes.lang), "requirements.txt": requirements()}
        known = wishes.out / "main.py"
        try:
            if known.is_file() and version_in(known.read_text(encoding="utf-8", errors="replace")) is None:
                raise RefusedOutput(f"{known}: it holds code of somebody else.", "Choose another --out.")
            wishes.out.mkdir(parents=True, exist_ok=True)
            for name, text in texts.items():
                with written_whole(wishes.out / name) as part:
                    part.write_bytes(text.encode())
        except OSError as error:
            raise refusal(wishes.out, error, "Choose another --out.") from error
        return [wishes.out / name for name in texts]

    def install(self, lang: str) -> Sequence[str]:
        del lang
        raise ByHand

    def uninstall(self) -> Sequence[str]:
        raise ByHand

    def doctor(self, books: Sequence[Path] = (), passwords: Passwords = NO_PASSWORDS) -> Sequence[Diagnosis]:
        if not books:
            raise InvalidOption(
                "xlwings Lite keeps its code in workbooks.", "Name them: `salessheet addin doctor --host lite BOOK`."
            )
        return [diagnosis(book, passwords) for book in books]


HOST: Final = Lite()
