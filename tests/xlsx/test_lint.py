"""What Excel would repair is found in the file: each kind of damage by its code, and nothing in a sound workbook."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from salessheet.xlsx import large_sheets
from salessheet.xlsx.excel_functions import fault_in_call
from salessheet.xlsx.lint.findings import AUDITED, Fault
from salessheet.xlsx.lint.structure import structural_findings
from salessheet.xlsx.number_format_syntax import fault_in_number_format
from tests.xlsx.faults import DAMAGES, RELATIONS, TYPES, packed, sound
from tests.xlsx.faults_beside_cells import BESIDE_CELLS
from tests.xlsx.faults_of_excel_2010 import OF_EXCEL_2010, rich
from tests.xlsx.faults_of_parts import OF_PARTS, threaded
from tests.xlsx.faults_of_pivots import OF_PIVOTS, with_pivot
from tests.xlsx.further_faults import FURTHER

SOUND = sound()
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
ALL = {**DAMAGES, **FURTHER, **BESIDE_CELLS, **OF_PARTS, **OF_PIVOTS, **OF_EXCEL_2010}

_FILTERED = (
    '<c:extLst><c:ext uri="{{02D57815-91ED-43cb-92C2-25804820EDAC}}" xmlns:c15="http://schemas.microsoft.com/office/'
    'drawing/2012/chart"><c15:{0}><c15:sqref>Data!$B$1:$B$3</c15:sqref></c15:{0}></c:ext></c:extLst>'
)
"""In front of a reference whose rows are filtered, or of a series that is."""
_NOT_SHOWN = (
    '<c:trendline><c:trendlineType val="linear"/><c:extLst><c:ext uri="{B}"><c:numRef>'
    f'{_FILTERED.format("formulaRef")}<c:numCache><c:ptCount val="1"/></c:numCache></c:numRef></c:ext></c:extLst>'
    "</c:trendline>"
)


def codes(content: bytes) -> set[tuple[str, str]]:
    return {(finding.code, finding.part) for finding in structural_findings(content)}


def test_a_sound_workbook_has_no_findings() -> None:
    assert structural_findings(packed(SOUND)) == []


def test_a_sound_workbook_of_excel_2010_has_none_either() -> None:
    parts = dict(SOUND)
    rich(parts)
    assert structural_findings(packed(parts)) == []


def test_a_workbook_of_openpyxl_has_no_findings() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "=SUM(B1:B3)"
    file = BytesIO()
    book.save(file)
    assert structural_findings(file.getvalue()) == []


def test_what_excel_itself_leaves_behind_is_no_finding() -> None:
    """Namespaces of any text in what a company keeps beside the sheets, and types of revisions that are gone."""
    custom, log = "customXml/item1.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.revisionLog+xml"
    link = f'<Relationship Id="rId90" Type="{OFFICE}customXml" Target="/{custom}"/></Relationships>'
    gone = f'<Override PartName="/xl/revisions/revisionLog11.xml" ContentType="{log}"/></Types>'
    parts = {**SOUND, custom: '<a xmlns="http://own/Two Words"/>'.encode("utf-16")}
    parts[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", link.encode())
    parts[TYPES] = parts[TYPES].replace(b"</Types>", gone.encode())

    assert structural_findings(packed(parts)) == []
    assert codes(packed({**parts, custom: b'<a xmlns="http://own/Two Words"/><b/>'})) == {("xml", custom)}


def test_each_kind_of_finding_has_a_damage() -> None:
    of_the_archive = {Fault.ZIP}  # no part of it is damaged: these have tests of their own below
    kinds = {fault for fault in Fault if fault not in AUDITED} - of_the_archive
    lacking = {fault.code for fault in kinds} - {damage.code for damage in ALL.values()}
    assert not lacking, f"give each a damage in one of tests/xlsx/faults*.py: {sorted(lacking)}"


@pytest.mark.parametrize("name", ALL)
def test_each_damage_is_found_where_it_is(name: str) -> None:
    damage, parts = ALL[name], dict(SOUND)
    damage.harm(parts)
    assert (damage.code, damage.part) in codes(packed(parts))


def test_the_same_is_found_in_a_sheet_so_large_that_it_is_read_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    workbooks = {"sound": packed(SOUND)}
    for name, damage in ALL.items():
        parts = dict(SOUND)
        damage.harm(parts)
        workbooks[name] = packed(parts)
    at_once = {name: structural_findings(content) for name, content in workbooks.items()}
    monkeypatch.setattr(large_sheets, "ROWS_ONE_BY_ONE", 0)

    assert {name: structural_findings(content) for name, content in workbooks.items()} == at_once


@pytest.mark.parametrize(
    "content", [b"", b"no zip file", bytes.fromhex("D0CF11E0A1B11AE1") + b"x", packed(SOUND)[:5_000]]
)
def test_what_is_no_workbook_is_a_finding(content: bytes) -> None:
    assert [finding.code for finding in structural_findings(content)] == ["zip"]


def test_a_damaged_part_is_a_finding_and_the_rest_is_looked_at() -> None:
    content = bytearray(packed(SOUND))
    start = content.index(SOUND["xl/styles.xml"])
    content[start + 40] ^= 0xFF
    assert ("zip", "xl/styles.xml") in codes(bytes(content))


def test_a_bomb_is_not_unpacked() -> None:
    file = BytesIO()
    with ZipFile(file, "w", 8) as archive:
        archive.writestr("xl/workbook.xml", b" " * 500_000_000)
    assert codes(file.getvalue()) == {("zip", "")}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_that_no_workbook_has_are_findings() -> None:
    file = BytesIO(packed({**SOUND, "../../evil.xml": b"<a/>"}))
    with ZipFile(file, "a") as archive:
        archive.writestr("xl/styles.xml", SOUND["xl/styles.xml"])
    assert {("part-name", "../../evil.xml"), ("part-name", "xl/styles.xml")} <= codes(file.getvalue())


def test_a_member_with_a_password_is_a_finding() -> None:
    content = bytearray(packed(SOUND))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert "zip" in {code for code, _ in codes(bytes(content))}


def test_entities_that_multiply_are_not_written_out() -> None:
    names = "abcdefghij"
    nested = "".join(f"<!ENTITY {name} '{f'&{names[i]};' * 10}'>" for i, name in enumerate(names[1:]))
    sheet = SOUND["xl/worksheets/sheet1.xml"].decode()
    head = f"<!DOCTYPE worksheet [<!ENTITY a '{'a' * 10}'>{nested}]><worksheet"
    bomb = sheet.replace("<worksheet", head, 1).replace("<sheetData>", "<sheetData>&j;")
    assert ("xml", "xl/worksheets/sheet1.xml") in codes(packed({**SOUND, "xl/worksheets/sheet1.xml": bomb.encode()}))


def test_an_element_with_thousands_of_attributes_is_one_finding() -> None:
    many = " ".join(f'a{number}="1"' for number in range(5_000))
    parts = {
        **SOUND,
        "xl/worksheets/sheet1.xml": SOUND["xl/worksheets/sheet1.xml"].replace(
            b"<sheetView ", f"<sheetView {many} ".encode()
        ),
    }
    assert [finding.code for finding in structural_findings(packed(parts))] == ["attribute"]


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [("SUM", 1, 255), ("VLOOKUP", 3, 4), ("_xlfn.XLOOKUP", 3, 6), ("NOW", 0, 0), ("IF", 2, 3)],
)
def test_functions_take_so_many_arguments(name: str, least: int, most: int) -> None:
    taken = [given for given in range(257) if fault_in_call(name, given) is None]
    assert (taken[0], taken[-1]) == (least, most)


def test_findings_say_what_to_do() -> None:
    parts = dict(SOUND)
    DAMAGES["rows in disorder"].harm(parts)
    (finding, *_) = structural_findings(packed(parts))
    assert str(finding).startswith(
        "xl/worksheets/sheet1.xml row 2: It comes after row 2. Write rows by ascending number"
    )


def test_what_libreoffice_writes_of_every_condition_is_no_finding() -> None:
    before = SOUND["xl/worksheets/sheet1.xml"]
    said = before.replace(
        b"<cfRule ", b'<cfRule aboveAverage="0" equalAverage="0" bottom="0" percent="0" rank="0" text="" '
    )
    assert said.count(b"rank") == before.count(b"<cfRule ") > 1
    assert structural_findings(packed({**SOUND, "xl/worksheets/sheet1.xml": said})) == []


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (
            "xl/styles.xml",
            "</cellStyles>",
            (
                '<cellStyle name="Hyperlink" xfId="0" builtinId="8" hidden="1"/>'
                '<cellStyle name="Hyperlink" xfId="0" builtinId="8" hidden="1"/></cellStyles>'
            ),
        ),
        ("xl/worksheets/sheet1.xml", 'sqref="B2:B4"', 'sqref="#REF! B2:B4"'),
        (
            "xl/worksheets/sheet1.xml",
            "<formula1>&quot;1,2.5,3&quot;</formula1>",
            (
                '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Fallback>'
                "<formula1>&quot;1,2.5,3&quot;</formula1></mc:Fallback></mc:AlternateContent>"
            ),
        ),
        ("xl/charts/chart1.xml", "<c:axId ", '<c:axId val="0"/><c:axId '),
        ("xl/charts/chart1.xml", "<c:v>2.5</c:v>", "<c:v>30/06/2026</c:v>"),
        (
            "xl/charts/chart1.xml",
            "<c:cat>",
            (
                '<c:dLbls><c:numFmt formatCode="General" sourceLinked="1"/><c:dLbl><c:idx val="0"/></c:dLbl></c:dLbls>'
                "<c:cat>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", 'promptTitle="Amount"', f'promptTitle="{"_x000a_" * 32}"'),
        ("xl/charts/chart1.xml", "<c:numRef><c:f>", f"<c:numRef>{_FILTERED.format('fullRef')}<c:f>"),
        ("xl/charts/chart1.xml", "<c:cat>", f"{_NOT_SHOWN}<c:cat>"),
    ],
)
def test_what_excel_or_libreoffice_writes_is_no_finding(part: str, old: str, new: str) -> None:
    before = SOUND[part].decode()
    spelt = old if old in before else old.replace("&quot;", '"')
    assert spelt in before
    assert structural_findings(packed({**SOUND, part: before.replace(spelt, new, 1).encode()})) == []


def test_cells_of_an_array_that_is_calculated_anew_each_time_hold_an_empty_formula() -> None:
    """Excel writes it into each cell of RANDARRAY but the first."""
    sheet = SOUND["xl/worksheets/sheet1.xml"].decode()
    for within, codes_ in (('<f ca="1"/>', set()), ("<f>1</f>", {"formula"})):
        array = (
            f'<row r="900"><c r="A900"><f t="array" ref="A900:B900">B1*{{1,2}}</f></c><c r="B900">{within}</c></row>'
        )
        parts = {**SOUND, "xl/worksheets/sheet1.xml": sheet.replace("</sheetData>", f"{array}</sheetData>").encode()}
        assert {finding.code for finding in structural_findings(packed(parts))} == codes_


def test_a_pivot_chart_shows_its_pivot_table_whatever_its_formulas_say() -> None:
    chart = SOUND["xl/charts/chart1.xml"].replace(b"Data!", b"Gone!")
    source = b'<c:pivotSource><c:name>[a.xlsx]Gone!P</c:name><c:fmtId val="0"/></c:pivotSource><c:chart>'
    found = [
        structural_findings(packed({**SOUND, "xl/charts/chart1.xml": each}))
        for each in (chart.replace(b"<c:chart>", source, 1), chart)
    ]
    assert [{finding.code for finding in each} for each in found] == [set(), {"chart"}]


def test_a_chart_of_cells_that_were_deleted_with_their_sheet_is_none_that_excel_repairs() -> None:
    chart = SOUND["xl/charts/chart1.xml"]
    for text, codes_ in ((b"Gone!#REF!", set()), (b"Gone!$A$1:$A$3", {"chart"})):
        parts = {
            **SOUND,
            "xl/charts/chart1.xml": re.sub(rb"<c:f>Data![^<]*</c:f>", b"<c:f>%s</c:f>" % text, chart, count=1),
        }
        assert {finding.code for finding in structural_findings(packed(parts))} == codes_


def test_a_pivot_table_is_no_finding() -> None:
    parts = dict(SOUND)
    with_pivot(parts)
    assert structural_findings(packed(parts)) == []
    (pivot,) = (part for part in parts if part.startswith("xl/pivotTables/pivot"))
    parts[pivot] = parts[pivot].replace(b'fld="0"', b'fld="0" baseField="0" baseItem="109118143"')
    assert structural_findings(packed(parts)) == [], "of what is compared with nothing Excel leaves any item"


def test_a_comment_in_a_thread_with_its_note_is_no_finding() -> None:
    parts = dict(SOUND)
    threaded()(parts)
    assert structural_findings(packed(parts)) == []


@pytest.mark.parametrize(
    "said",
    [
        "yyyy-mm-dd",
        "[h]:mm:ss.00",
        "mm:ss.0",
        '0 "days"',
        "0.00E+00",
        "General",
        "[$-409]d-mmm-yy;@",
        "0\\d",
        "h:mm AM/PM",
    ],
)
def test_a_format_of_days_or_of_numbers_is_no_finding(said: str) -> None:
    assert fault_in_number_format(said) is None


def test_a_picture_that_office_lost_is_no_finding() -> None:
    listing = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="{}"/></Relationships>'
    )
    found = [
        structural_findings(packed({**SOUND, "xl/theme/_rels/theme1.xml.rels": listing.format(target).encode()}))
        for target in ("NULL", "../media/lost.png")
    ]
    assert [[finding.code for finding in each] for each in found] == [[], ["missing-part"]]
