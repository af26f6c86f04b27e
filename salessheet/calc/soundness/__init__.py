"""What a workbook is, beside its values, compared with the declaration: who changes a formula or a label is found.

soundness     everything that is other than the declaration makes it
Finding       where, what stands there, what should, and how much depends on it
manifest      the differences that the owner of a customised template signed for
"""

from salessheet.calc.soundness.accepted import Accepted, Manifest, manifest
from salessheet.calc.soundness.accepted import text as manifest_text
from salessheet.calc.soundness.comparison import Soundness, soundness
from salessheet.calc.soundness.findings import Finding, Kind

__all__ = [
    "Accepted",
    "Finding",
    "Kind",
    "Manifest",
    "Soundness",
    "manifest",
    "manifest_text",
    "soundness",
]
