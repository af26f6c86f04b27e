"""A workbook put together by hand, part by part: for what no library writes."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from salessheet.xlsx.package import Package

HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
MC: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"
DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006"
MICROSOFT: Final = "http://schemas.microsoft.com/office"
X14: Final = f"{MICROSOFT}/spreadsheetml/2009/9/main"
X14AC: Final = f"{MICROSOFT}/spreadsheetml/2009/9/ac"
X15: Final = f"{MICROSOFT}/spreadsheetml/2010/11/main"
XM: Final = f"{MICROSOFT}/excel/2006/main"
TYPE: Final = "application/vnd.openxmlformats-officedocument"
SPREADSHEET: Final = f"{TYPE}.spreadsheetml"
PICTURE: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc00000030101"
    "00c9fe92ef0000000049454e44ae426082"
)

WORKBOOK: Final = "xl/workbook.xml"
SHEET: Final = "xl/worksheets/sheet1.xml"

ROWS: Final = (
    '<row r="1" spans="1:3" x14ac:dyDescent="0.25"><c r="A1"><v>1</v></c><c r="B1"><f>A1*2</f><v>2</v></c>'
    '<c r="C1" t="s"><v>0</v></c></row>'
    '<row r="2" spans="1:3" x14ac:dyDescent="0.25"><c r="A2"><v>2</v></c><c r="B2"><f>SUM(A2:A3)</f><v>5</v></c>'
    '<c r="C2" t="s"><v>1</v></c></row>'
    '<row r="3" spans="1:3" x14ac:dyDescent="0.25"><c r="A3"><v>3</v></c></row>'
)
"""Columns A to C of the first rows: numbers, formulas (B1 reads A1, B2 does not), texts. All else stands apart."""

_OWN_ATTRIBUTES: Final = f' xmlns:r="{OFFICE}" xmlns:mc="{MC}" mc:Ignorable="x14ac" xmlns:x14ac="{X14AC}"'
_STYLES: Final = (
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
)


def main(tag: str, inside: str, attributes: str = "") -> bytes:
    """A part of the spreadsheet's own."""
    return f'{HEAD}<{tag} xmlns="{MAIN}"{_OWN_ATTRIBUTES}{attributes}>{inside}</{tag}>'.encode()


def xml(text: str) -> bytes:
    return f"{HEAD}{text}".encode()


def sheet(inside: str = "", rows: str = "", *, before: str = "", attributes: str = "") -> bytes:
    """A worksheet: `rows` below the usual ones, `inside` behind them, `before` in front."""
    extent = '<dimension ref="A1:C3"/>'
    views = "" if "<sheetViews>" in before else '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    return main(
        "worksheet",
        f'{extent}{views}{before}<sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/>'
        f"<sheetData>{ROWS}{rows}</sheetData>{inside}",
        attributes,
    )


def extensions(*named: tuple[str, str]) -> str:
    """An extLst of (uri, namespaces and XML)."""
    listed = "".join(f'<ext uri="{{{uri}}}" {content}</ext>' for uri, content in named)
    return f"<extLst>{listed}</extLst>"


def workbook(sheets: str = "", inside: str = "", *, before: str = "", attributes: str = "") -> bytes:
    """`inside` behind the sheets, `before` in front of them."""
    listed = sheets or '<sheet name="Data" sheetId="1" r:id="rId1"/>'
    views = '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="20000" windowHeight="9000"/></bookViews>'
    return main("workbook", f"{before or '<workbookPr/>'}{views}<sheets>{listed}</sheets>{inside}", attributes)


def workbook_with(inside: str, after: str = "") -> bytes:
    """With names and the like, and with what stands behind the settings of calculation."""
    return workbook(inside=f'{inside}<calcPr calcId="191029"/>{after}')


@dataclass
class Parts:
    """`types`: part → content type. `links`: part (empty: the package itself) → (id, type, target)."""

    contents: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)

    def add(self, part: str, content: bytes, content_type: str, of: str, kind: str, number: str = "") -> Parts:
        """Puts a part in, with its type (empty: that of its extension), related to by another part."""
        self.contents[part] = content
        if content_type:
            self.types[part] = content_type
        links = self.links.setdefault(of, [])
        target = posixpath.relpath(part, posixpath.dirname(of) or ".")
        links.append((number or f"rId{len(links) + 1}", kind if "://" in kind else f"{OFFICE}/{kind}", target))
        return self

    def replace(self, **contents: bytes) -> Parts:
        """`workbook`, `sheet` or `texts` in place of the usual one."""
        known = {"workbook": WORKBOOK, "sheet": SHEET, "texts": "xl/sharedStrings.xml"}
        self.contents.update({known[name]: content for name, content in contents.items()})
        return self

    def write(self, path: Path) -> Path:
        defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
        listed = [
            f'<Default Extension="{extension}" ContentType="{kind}"/>'
            for extension, kind in (defaults | self.defaults).items()
        ] + [f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in self.types.items()]
        types = f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{"".join(listed)}</Types>'
        links = {_listing(part): _relationships(known) for part, known in self.links.items()}
        contents = {"[Content_Types].xml": types.encode()} | links | self.contents
        Package(path, contents).write(path)
        return path


def _listing(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relationships(links: list[tuple[str, str, str]]) -> bytes:
    listed = []
    for number, kind, target in links:
        mode = ' TargetMode="External"' if "://" in target else ""
        listed.append(f'<Relationship Id="{number}" Type="{kind}" Target="{target}"{mode}/>')
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(listed)}</Relationships>'.encode()


def plain() -> Parts:
    """One sheet, Data; two shared texts; an order of calculation; properties of the document."""
    parts = Parts()
    parts.add(WORKBOOK, workbook_with(""), f"{SPREADSHEET}.sheet.main+xml", "", "officeDocument")
    parts.add(SHEET, sheet(), f"{SPREADSHEET}.worksheet+xml", WORKBOOK, "worksheet")
    parts.add("xl/styles.xml", main("styleSheet", _STYLES), f"{SPREADSHEET}.styles+xml", WORKBOOK, "styles")
    texts = main("sst", "<si><t>Ana</t></si><si><t>Bo</t></si>", ' count="2" uniqueCount="2"')
    parts.add("xl/sharedStrings.xml", texts, f"{SPREADSHEET}.sharedStrings+xml", WORKBOOK, "sharedStrings")
    order = main("calcChain", '<c r="B1" i="1"/><c r="B2"/>')
    parts.add("xl/calcChain.xml", order, f"{SPREADSHEET}.calcChain+xml", WORKBOOK, "calcChain")
    properties = (
        f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>Microsoft Excel</Application><AppVersion>16.0300</AppVersion></Properties>"
    )
    return parts.add(
        "docProps/app.xml", properties.encode(), f"{TYPE}.extended-properties+xml", "", "extended-properties"
    )
