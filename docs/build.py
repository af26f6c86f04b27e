"""The pages that are made from the code: `make docs` writes them, and a test says when one is out of date."""

from __future__ import annotations

import tomllib
from pathlib import Path

from docs import capabilities_page, engine_page, engines_page, formulas_page, functions_page, lint_page
from salessheet.data.catalogue import markdown
from salessheet.workbook.labels import LANGUAGES, Words

FOLDER = Path(__file__).parent
MADE = "<!-- Made by `make docs` from the code. Change the code, not this page. -->"


def pages() -> dict[str, str]:
    """File name in this folder → text of the page."""
    texts = tomllib.loads((FOLDER / "pages.toml").read_text(encoding="utf-8"))
    made: dict[str, str] = {}
    for lang in LANGUAGES:
        ending = "" if lang == "en" else f".{lang}"
        made[f"engine{ending}.md"] = f"{MADE}\n\n{engine_page.page(texts['engine'][lang], texts['engine']['code'])}"
        made[f"engines{ending}.md"] = f"{MADE}\n\n{engines_page.page(texts['engines'][lang], lang)}"
        made[f"lint{ending}.md"] = f"{MADE}\n\n{lint_page.page(texts['lint'][lang], lang)}"
        made[f"functions{ending}.md"] = f"{MADE}\n\n{functions_page.page(lang, texts['functions'][lang])}"
        made[f"formulas{ending}.md"] = f"{MADE}\n\n{formulas_page.page(lang, texts['formulas'][lang])}"
        made[f"capabilities{ending}.md"] = f"{MADE}\n\n{capabilities_page.page(lang, texts['capabilities'][lang])}"
        made[f"tables{ending}.md"] = markdown(Words.load(lang))  # what `salessheet schema --markdown` prints
    return made


def main() -> None:
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
