"""The page of formulas: every sheet, block and line of the workbook, in words and as it stands in a sample workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from salessheet.bundled import Kind, path
from salessheet.data import slices
from salessheet.data.audiences import for_rep, paid_on_teams
from salessheet.data.dataset import Dataset, as_of
from salessheet.data.filling import Scope, fill, sheets_for
from salessheet.data.load import load
from salessheet.udfs import FUNCTIONS
from salessheet.workbook.audience import Audience
from salessheet.workbook.book import Sheet
from salessheet.workbook.edition import Edition, edition
from salessheet.workbook.expr import Line
from salessheet.workbook.labels import Words
from salessheet.workbook.layout import Place
from salessheet.workbook.lines import Calc, Column, Counter, Input, Trend
from salessheet.workbook.measures import Arrangement, Flavour
from salessheet.workbook.readings.cellfunctions import CellFunctions
from salessheet.workbook.readings.phrases import field_of, record_of
from salessheet.workbook.readings.text import letters, pattern
from salessheet.workbook.readings.words import describe
from salessheet.workbook.sales_center import SALES_CENTER
from salessheet.workbook.schema import Block, Table
from salessheet.workbook.tables import Reps

_SAMPLES = {"en": "sample", "zh-CN": "sample-zh-CN"}


def page(lang: str, own: Mapping[str, str]) -> str:
    """The page in one language, as Markdown; `own` holds what connects it."""
    words = Words.load(lang)
    books = _sample_books(lang)
    parts = [f"# {own['title']}", own["intro"], f"## {own['sheets']}", _contents(words, own)]
    for sheet in SALES_CENTER.sheets:
        shown = next((book for book in books if sheet in book.book.sheets), books[0])
        parts += _Page(words, shown, own).sheet(sheet)
    return "\n\n".join(parts) + "\n"


@cache
def _sample_books(lang: str) -> tuple[Edition, Edition, Edition]:
    """The workbooks of the sample's first team, of its centre, and of a person of that team with a workbook."""
    words = Words.load(lang)
    whole = load(path(Kind.EXAMPLES, _SAMPLES[lang]), words)
    team = slices.teams(whole)[0]
    of_team = slices.for_team(whole, team)
    person = next(str(rep) for rep in of_team.column(Reps.rep_id) if rep not in paid_on_teams(of_team))
    return (
        _book(of_team, team, whole, words),
        _book(whole, "", whole, words),
        _book(for_rep(whole, person), team, whole, words, person),
    )


def _book(dataset: Dataset, team: str, whole: Dataset, words: Words, person: str = "") -> Edition:
    day = as_of(whole)
    if day is None:
        raise ValueError("nothing happened in the sample")
    first_month, audience = int(whole.settings["first_month"] or 1), Audience.REP if person else Audience.MANAGER
    scope = Scope(team, day.replace(day=1), day, first_month, words, audience=audience, rep=person)
    sheets = sheets_for(dataset, scope)
    return edition(SALES_CENTER, sheets, fill(dataset, scope), Flavour.NATIVE, words, CellFunctions(FUNCTIONS))


def _contents(words: Words, own: Mapping[str, str]) -> str:
    return "\n".join(
        f"- **{words.text(f'sheet.{s.key}.name')}**{own['colon']}{words.text(f'sheet.{s.key}.purpose')}"
        for s in SALES_CENTER.sheets
    )


@dataclass(frozen=True)
class _Page:
    words: Words
    book: Edition
    own: Mapping[str, str]

    def sheet(self, sheet: Sheet) -> Iterator[str]:
        if sheet.blocks:
            yield f"## {self.words.text(f'sheet.{sheet.key}.name')}"
        for block in sheet.blocks:
            yield f"### {self.words.title(block)}"
            if note := self.words.find("note", block.__name__):
                yield note
            if issubclass(block, Table):
                yield self.table(block)
                if block.calculated():
                    yield "\n".join(entry for line in block.calculated() for entry in self.line(line))
            elif block.arrangement is Arrangement.RECORDS:
                yield "\n".join(self.records(block))
            else:
                yield "\n".join(entry for line in block.lines for entry in self.line(line))

    def table(self, table: type[Table]) -> str:
        text = self.own["table"].format(key=table.key)
        added = [f"**{self.words.label(line)}**" for line in table.lines if not isinstance(line, (Column, Calc))]
        more = self.own["and_given"].format(lines=self.own["comma"].join(added))
        return f"{text} {more}" if added else text

    def line(self, line: Line) -> Iterator[str]:
        measure = self.words.value("content", line.measure.name)
        where = f"`{_address(self.book.layout.places[line])}`" if self.book.layout.holds(line) else self.own["absent"]
        about = self.own["about"].format(measure=measure, where=where)
        yield f"- **{self.words.label(line)}**{about}{self.own['colon']}{self.meaning(line)}"
        if isinstance(line, Calc):
            yield from self.formulas(line)

    def meaning(self, line: Line) -> str:
        match line:
            case Calc():
                return describe(line.native, self.words, line.block)
            case Counter():
                return self.own["counter"]
            case Trend():
                return self.own["trend"].format(line=f"{self.words.title(line.of.block)} › {self.words.label(line.of)}")
            case Input(given=True):
                return self.own["given"]
        help_ = self.words.find("help", line.block.__name__, line.key)
        return f"{self.own['typed']}{self.own['stop']} {help_}" if help_ else self.own["typed"]

    def formulas(self, line: Calc) -> Iterator[str]:
        """The plain formula of the first cell and, if the line has one, that for Python."""
        for flavour in (Flavour.NATIVE, Flavour.PYTHON)[: 1 + (line.python is not None)]:
            found = pattern(line, flavour, self.book.layout) if self.book.layout.holds(line) else None
            if found is not None:
                place = self.book.layout.places[line]
                text = found.at(place.top, place.left)
                shown = f"`{{{text}}}`" if found.is_array else f"`{text}`"
                yield (
                    f"  - {self.own['python']}{self.own['colon']}{shown}"
                    if flavour is Flavour.PYTHON
                    else f"  - {shown}"
                )

    def records(self, block: type[Block]) -> Iterator[str]:
        """Two fields differ from record to record; what is made of them is said once, for the first."""
        calculated = block.calculated()
        records = len(calculated) // 4  # whose lines stand field by field
        for found, wanted in zip(calculated[:records], calculated[records : 2 * records], strict=True):
            told = (describe(line.native, self.words, block) for line in (found, wanted))
            must = self.own["must_be"].format_map(dict(zip(("found", "wanted"), told, strict=True)))
            formulas = [*self.formulas(found), *self.formulas(wanted)]
            absent = "" if len(formulas) > 1 else f" ({self.own['absent']})"
            yield f"- **{record_of(found, self.words)}**{self.own['colon']}{must}{absent}"
            yield from formulas
        for line in (calculated[2 * records], calculated[3 * records]):
            told_once = describe(line.native, self.words, block)
            yield f"- **{field_of(line, self.words)}**{self.own['colon']}{told_once}"
            yield from self.formulas(line)


def _address(place: Place) -> str:
    first, last = f"{letters(place.left)}{place.top}", f"{letters(place.right)}{place.bottom}"
    return first if first == last else f"{first}:{last}"
