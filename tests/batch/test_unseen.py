"""Pictures and richer values in cells of a template: those that stay are shown, those of somebody's rows are gone."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest

from salessheet.batch import build
from salessheet.xlsx.book_file import read
from salessheet.xlsx.calculation import asks_for_calculation
from salessheet.xlsx.lint.structure import structural_findings
from salessheet.xlsx.package import opened
from salessheet.xlsx.parts import Parts
from tests.batch.own_templates import template_for
from tests.batch.rich_templates import OTHERS
from tests.engine.exotic_package import PICTURE

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MS: Final = "http://schemas.microsoft.com/office"
_RICH: Final = f"{_MS}/spreadsheetml/2017/richdata"
_SHEETS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DEALS: Final = "xl/worksheets/sheet5.xml"
_RECORD: Final = '<bk><rc t="1" v="{}"/></bk>'
_LOGO: Final = PICTURE + b"a logo of our own"
_THEIRS: Final = OTHERS.encode()


@pytest.fixture(scope="module")
def made(sales: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unseen")
    parts = Parts(opened(template_for(sales, folder / "fresh.xlsx")))
    _with_rich_values(parts)
    _with_pictures_of_wps(parts)
    _with_sheets(parts)
    parts.finished().write(folder / "own.xlsx")
    assert build(sales, folder / "out", template=folder / "own.xlsx", teams=("T01",)).failures == ()
    return folder / "out" / "T01.xlsx"


def _with_rich_values(parts: Parts) -> None:
    """A logo in a cell, a picture and a linked company in rows of deals, and what IMAGE has found."""
    book = parts.package.workbook_part
    block = '<bk><extLst><ext uri="{{3e2802c4-a4d2-4d8b-9148-e3be6c30e623}}"><d:rvb i="{}"/></ext></extLst></bk>'
    metadata = (
        f'<metadata xmlns="{_MAIN}" xmlns:d="{_RICH}"><metadataTypes count="1"><metadataType name="XLRICHVALUE" '
        f'minSupportedVersion="120000"/></metadataTypes><futureMetadata name="XLRICHVALUE" count="6">'
        f'{"".join(map(block.format, range(6)))}</futureMetadata><valueMetadata count="6">'
        f"{''.join(map(_RECORD.format, range(6)))}</valueMetadata></metadata>"
    )
    values = (
        f'<rvData xmlns="{_RICH}" count="6"><rv s="0"><v>0</v><v>5</v></rv><rv s="0"><v>1</v><v>5</v></rv>'
        f'<rv s="1"><v>{OTHERS}</v><v>777</v></rv><rv s="2"><v>0</v><v>{OTHERS}</v></rv><rv s="3"><fb t="s">{OTHERS}'
        '</fb><v>0</v></rv><rv s="3"><fb>12</fb><v>1</v></rv></rvData>'
    )
    arrays = (
        f'<arrayData xmlns="{_RICH}2" count="2"><a r="2" c="2"><v t="s">{OTHERS}</v><v>777</v><v t="r">2</v><v t="b">1'
        '</v></a><a r="1" c="3"><v t="s">Head office</v><v>12</v><v t="r">0</v></a></arrayData>'
    )
    structures = (
        f'<rvStructures xmlns="{_RICH}" count="4"><s t="_localImage"><k n="_rvRel:LocalImageIdentifier" t="i"/>'
        '<k n="CalcOrigin" t="i"/></s><s t="_linkedentity2"><k n="_DisplayString" t="s"/><k n="Staff"/></s>'
        '<s t="_webimage"><k n="WebImageIdentifier" t="i"/><k n="Text" t="s"/></s><s t="_entity">'
        '<k n="Offices" t="a"/></s></rvStructures>'
    )
    related = (
        f'<richValueRels xmlns="{_MS}/spreadsheetml/2022/richvaluerel" xmlns:r="{_OFFICE}"><rel r:id="rId1"/>'
        '<rel r:id="rId2"/></richValueRels>'
    )
    web = (
        f'<webImagesSrd xmlns="{_MS}/spreadsheetml/2020/richdatawebimage" xmlns:r="{_OFFICE}"><webImageSrd>'
        '<address r:id="rId1"/><blip r:id="rId2"/></webImageSrd></webImagesSrd>'
    )
    for part, content, kind in (
        ("xl/metadata.xml", metadata, "sheetMetadata"),
        ("xl/richData/rdrichvalue.xml", values, f"{_MS}/2017/06/relationships/rdRichValue"),
        ("xl/richData/rdarray.xml", arrays, f"{_MS}/2017/06/relationships/rdArray"),
        ("xl/richData/rdrichvaluestructure.xml", structures, f"{_MS}/2017/06/relationships/rdRichValueStructure"),
        ("xl/richData/richValueRel.xml", related, f"{_MS}/2022/10/relationships/richValueRel"),
        ("xl/richData/rdRichValueWebImage.xml", web, f"{_MS}/2020/07/relationships/rdRichValueWebImage"),
    ):
        name = part.rpartition("/")[2].removesuffix(".xml").lower()
        is_metadata = kind == "sheetMetadata"
        parts.add(
            part,
            content.encode(),
            f"{_SHEETS}.sheetMetadata+xml" if is_metadata else f"application/vnd.ms-excel.{name}+xml",
        )
        parts.relate(book, kind, part)
    parts.set_default_type("png", "image/png")
    for number, picture in enumerate((_LOGO, PICTURE + _THEIRS, PICTURE + _THEIRS), 1):
        parts.contents[f"xl/media/own{number}.png"] = picture
    for number in (1, 2):
        parts.relate("xl/richData/richValueRel.xml", "image", f"xl/media/own{number}.png")
    web_part = "xl/richData/rdRichValueWebImage.xml"
    parts.relate(web_part, "hyperlink", f"https://example.com/{OTHERS}", is_external=True)
    parts.relate(web_part, "image", "xl/media/own3.png")


def _with_pictures_of_wps(parts: Parts) -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    picture = (
        '<etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="{}"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        '<a:blip r:embed="{}"/></xdr:blipFill><xdr:spPr/></xdr:pic></etc:cellImage>'
    )
    content = (
        '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" '
        f'xmlns:xdr="{drawing}/spreadsheetDrawing" xmlns:a="{drawing}/main" xmlns:r="{_OFFICE}">'
        f"{picture.format('ID_OURS', 'rId1')}{picture.format('ID_THEIRS', 'rId2')}</etc:cellImages>"
    )
    parts.add("xl/cellimages.xml", content.encode(), "application/vnd.wps-officedocument.cellimage+xml")
    parts.relate(parts.package.workbook_part, "http://www.wps.cn/officeDocument/2020/cellImage", "xl/cellimages.xml")
    for number, picture_content in enumerate((_LOGO, PICTURE + _THEIRS), 1):
        parts.contents[f"xl/media/wps{number}.png"] = picture_content
        parts.relate("xl/cellimages.xml", "image", f"xl/media/wps{number}.png")


def _with_sheets(parts: Parts) -> None:
    """Logos: nothing changes there. Shown: formulas that show pictures. In a row of deals: what is of somebody."""
    book = parts.package.workbook_part
    rows = {
        "Logos": '<c r="A1" t="e" vm="1"><v>#VALUE!</v></c><c r="B1" t="e" vm="6"><v>#VALUE!</v></c>',
        "Shown": '<c r="A1" t="e" vm="4"><f>_xlfn.IMAGE("https://example.com/"&amp;Deals!$B$7)</f><v>#VALUE!</v></c>'
        '<c r="B1" t="str"><f>_xlfn.DISPIMG("ID_OURS",1)</f><v>=DISPIMG("ID_OURS",1)</v></c>'
        '<c r="C1" t="e" vm="1"><f>Logos!A1</f><v>#VALUE!</v></c>',
    }
    for number, (title, cells) in enumerate(rows.items(), 90):
        part = f"xl/own/{title}.xml"
        content = f'<worksheet xmlns="{_MAIN}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
        parts.add(part, content.encode(), f"{_SHEETS}.worksheet+xml")
        listed = f'<sheet name="{title}" sheetId="{number}" r:id="{parts.relate(book, "worksheet", part)}"/></sheets>'
        parts.contents[book] = parts.contents[book].replace(b"</sheets>", listed.encode())
    deals = parts.contents[_DEALS]
    for address, number in (("B7", 2), ("C7", 3), ("D7", 5)):
        assert f'<c r="{address}"'.encode() in deals
        deals = deals.replace(f'<c r="{address}"'.encode(), f'<c r="{address}" vm="{number}"'.encode())
    parts.contents[_DEALS] = deals


def test_nothing_of_what_stood_in_rows_of_others_is_left(made: Path) -> None:
    with ZipFile(made) as package:
        assert [name for name in package.namelist() if _THEIRS in package.read(name)] == []
        web = package.read("xl/richData/_rels/rdRichValueWebImage.xml.rels")
    assert b"about:blank" in web
    assert structural_findings(made.read_bytes()) == []


def test_pictures_of_cells_that_stay_are_kept(made: Path) -> None:
    package = opened(made)
    assert b'<c r="A1" t="e" vm="1"><v>#VALUE!</v></c>' in package.parts["xl/own/Logos.xml"]
    assert package.parts["xl/media/own1.png"] == package.parts["xl/media/wps1.png"] == _LOGO
    assert "xl/media/wps2.png" not in package.parts
    assert package.parts["xl/cellimages.xml"].count(b"ID_") == 1
    assert b'<rv s="0"><v>0</v><v>5</v></rv>' in package.parts["xl/richData/rdrichvalue.xml"]


def test_what_formulas_show_waits_for_excel(made: Path) -> None:
    """A picture that one has found is of the data that it had."""
    package = read(made).package
    assert b'vm="' not in package.parts["xl/own/Shown.xml"]
    assert b'vm="' not in package.parts[_DEALS]
    assert asks_for_calculation(package)


def test_arrays_of_values_that_cells_show_are_kept_and_those_of_somebodys_rows_say_nothing(made: Path) -> None:
    with ZipFile(made) as package:
        arrays = package.read("xl/richData/rdarray.xml").decode()
        values = package.read("xl/richData/rdrichvalue.xml").decode()

    assert '<a r="1" c="3"><v t="s">Head office</v><v>12</v><v t="r">0</v></a>' in arrays
    assert '<a r="2" c="2"><v t="s"></v><v>0</v><v t="r">2</v><v t="b">1</v></a>' in arrays
    assert '<fb t="s"></fb><v>0</v>' in values
    assert "<fb>12</fb><v>1</v>" in values
