"""Every visible word, one TOML file a language.

    [tables.<csv name>]     title and note of an input table
    [line.<Block>]          the heading or label of a line; [line.any] where blocks share it
    [help.<Block>]          one sentence a line: the prompt of an input cell and the documentation
    [settings.label|help]   the same for settings
    [values.<set>]          words for codes; a set named after a column of an input table is read as its codes
    [problem.<kind>]        what is wrong with a row and how to mend it, with {placeholders}
    [unused]                what it means for the numbers that something was read and is not counted
    [unreadable.<kind>]     why a text is no table
    [refusal.<kind>]        what a macro refuses, and what to do
    [notice.<kind>]         the same for what a build cannot do with sound data
    [sheet.<key>]           the name on the tab, the heading and the purpose of a sheet
    [block], [note]         the title of a block, and a sentence under it where one helps
    [check], [chart.<key>]  what a check compares; the title, unit and description of a chart
    [text], [ui]            paragraphs of the guide; everything else that sheets say
    [imported]              what an import notes of the files, and why rows of theirs come into no table
    [correction], [payroll] why an open period pays something for a closed one; the headings of a payroll
    [simulation]            the same facts under other plans: sheets, headings, explanations
    [explain]               how a payout came about, step by step
    [collect]               what came of collecting what people typed
    [difference]            what changed between two builds, and why
    [style]                 the names of cell styles
    [group], [capability]   what sheets are for, and what the workbook does
    [describe], [macro]     the words formulas are told with; what macros say while they run
    [macros], [lite]        what the buttons of macros say; the add-in of xlwings Lite
    [classic]               what the add-in of xlwings classic asks and says

Both files have the same keys.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from salessheet.errors import DeclarationError, InvalidOption
from salessheet.workbook.expr import Home, Line
from salessheet.workbook.lines import Input, Term, Watch
from salessheet.workbook.schema import Table

SPELLINGS: Mapping[str, str] = {
    **dict.fromkeys(("en", "english"), "en"),
    **dict.fromkeys(("zh-cn", "zh_cn", "zh", "chinese", "中文"), "zh-CN"),
}
"""What people write for a language, in small letters, for options and in the settings → the name of its file."""
LANGUAGES: tuple[str, ...] = tuple(dict.fromkeys(SPELLINGS.values()))


@dataclass(frozen=True, eq=False)
class Words:
    """The words of one language."""

    lang: str
    tree: Mapping[str, object] = field(repr=False)
    _known: dict[tuple[str, ...], str | None] = field(default_factory=dict, init=False, repr=False)
    _labels: dict[Line, str] = field(default_factory=dict, init=False, repr=False)

    @staticmethod
    def load(lang: str) -> Words:
        """Raises InvalidOption for a language there are no words in."""
        known = SPELLINGS.get(lang.lower())
        if known is None:
            raise InvalidOption(f"There is no language '{lang}'.", f"Choose one of {', '.join(LANGUAGES)}.")
        return _loaded(known)

    @staticmethod
    def of_tabs(tabs: Collection[str]) -> Words:
        """The words of the language that most of a workbook's tabs are named in."""
        return max(map(_loaded, LANGUAGES), key=lambda words: sum(name in tabs for name in words.tab_names()))

    def tab_names(self) -> list[str]:
        sheets = self.tree["sheet"]
        return [str(sheet["name"]) for sheet in sheets.values()] if isinstance(sheets, Mapping) else []

    def text(self, key: str) -> str:
        """The word under a dotted key. A key that is not there is a defect of ours: DeclarationError."""
        found = self.find(*key.split("."))
        if found is None:
            table, _, last = key.rpartition(".")
            raise DeclarationError(f"labels/{self.lang}.toml: no word for {last} under [{table}]")
        return found

    def find(self, *path: str) -> str | None:
        """The word at a path of the file; None if there is none."""
        if path not in self._known:
            self._known[path] = self._found(path)
        return self._known[path]

    def _found(self, path: tuple[str, ...]) -> str | None:
        here: object = self.tree
        for step in path:
            if not isinstance(here, Mapping):
                return None
            here = here.get(step)
        return here if isinstance(here, str) else None

    def label(self, line: Line) -> str:
        if line not in self._labels:
            self._labels[line] = self._label(line)
        return self._labels[line]

    def _label(self, line: Line) -> str:
        if isinstance(line, Term):
            return self.part_of(self.label(line.of), self.value(line.of.key, line.code))
        if isinstance(line, Watch):
            ends = line.columns if len(line.columns) < 2 else (line.columns[0], line.columns[-1])
            columns = " … ".join(map(self.label, ends))
            number = f" ({line.part})" if line.part > 1 else ""
            return (self.part_of(self.title(line.of), columns) if columns else self.title(line.of)) + number
        block = line.block.__name__
        found = self.find("line", block, line.key) or self.find("line", "any", line.key)
        if found is None:
            raise DeclarationError(
                f"labels/{self.lang}.toml: no word for {line.key} under [line.{block}], nor under [line.any]"
            )
        return found

    def heading(self, line: Line) -> str:
        """The label over cells. Where people type an amount, it says that it is wanted in full, not in thousands."""
        typed = isinstance(line, Input) and not line.given and line.measure.is_money
        return self.text("ui.typed_in_full").format(label=self.label(line)) if typed else self.label(line)

    def help(self, line: Line) -> str:
        return self.text(f"help.{line.block.__name__}.{line.key}")

    def title(self, block: type[Home]) -> str:
        if issubclass(block, Table):
            return self.text(f"tables.{block.key}.title")
        return self.text(f"block.{block.__name__}")

    def value(self, values: str, code: str) -> str:
        """The word for a code. A code without a word, such as a stage somebody named, stands for itself."""
        return self.find("values", values, code) or code

    def listed(self, texts: Iterable[object]) -> str:
        """Texts one after the other, with what this language puts between them; nothing of none."""
        return self.text("ui.list_separator").join(map(str, texts))

    def part_of(self, whole: str, part: str) -> str:
        """A part behind the name of what it is a part of, with the colon of this language."""
        return self.text("ui.part_of").format(whole=whole, part=part)

    def money(self, currency: str, unit: int) -> str:
        """In what amounts are shown: the currency and its unit, by its own name where it has one, as 万元 has."""
        own = self.find("ui", f"money_{currency.lower()}_{unit}") or self.text(f"ui.money_{unit}")
        return own.format(currency=currency)

    def codes(self, values: str) -> Mapping[str, str]:
        """Code → word of a set; empty if there is no such set."""
        found = self.tree.get("values", {})
        words = found.get(values, {}) if isinstance(found, Mapping) else {}
        return {code: str(word) for code, word in words.items()}


@cache
def _loaded(lang: str) -> Words:
    text = files(__name__).joinpath(f"{lang}.toml").read_text(encoding="utf-8")
    return Words(lang, tomllib.loads(text))
