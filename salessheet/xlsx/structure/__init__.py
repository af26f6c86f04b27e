"""What a finished workbook is, beside its values: everything that decides what a reader sees and may change."""

from salessheet.xlsx.structure.reading import Structure, structure_of

__all__ = ["Structure", "structure_of"]
