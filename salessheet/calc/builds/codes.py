"""The words of a workbook's language read back as codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from salessheet.calc.builds.facts import Plain
from salessheet.workbook.labels import Words
from salessheet.workbook.lines import Column
from salessheet.workbook.measures import Type


@dataclass(frozen=True, eq=False)
class Codes:
    """A word without a code, such as a component somebody named, stands for itself."""

    words: Words

    def word(self, values: str, shown: Plain) -> str:
        """`values`: a set of values, or document, unpaid or correction."""
        if shown is None:
            return ""
        return self._sets.get(values, {}).get(str(shown).casefold(), str(shown))

    def of_column(self, column: Column, shown: Plain) -> Plain:
        """What stands in a cell of an input table. Where nothing stands, the column's default is meant."""
        if shown is None:
            return None
        is_word = isinstance(shown, str) and column.measure is Type.LABEL
        return self.word(column.key, shown) if is_word else shown

    @cached_property
    def _sets(self) -> Mapping[str, Mapping[str, str]]:
        values = self.words.tree.get("values", {})
        sets = dict(values) if isinstance(values, Mapping) else {}
        sets |= {name: self.words.tree.get(name, {}) for name in ("document", "unpaid", "correction")}
        return {
            name: {str(word).casefold(): code for code, word in words.items()}
            for name, words in sets.items()
            if isinstance(words, Mapping)
        }
