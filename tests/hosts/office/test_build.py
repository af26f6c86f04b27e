"""The add-in of Office.js: what is built, and calls answered as its worker has them answered."""

from __future__ import annotations

import json
import re
import struct
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from docs.examples import Example, parsed, sections
from salessheet.errors import InvalidOption, RefusedOutput, UnreadableSource
from salessheet.files import sha256_of
from salessheet.hosts import host
from salessheet.hosts.answers import answers
from salessheet.hosts.host import Wishes
from salessheet.udfs import HELP
from tests.hosts.office.conftest import as_excel_hands_over, rounded

URL = "https://intranet.company/salessheet"
EXAMPLES = [example for section in sections() for example in section.examples]


def built(folder: Path, pyodide: Path, url: str = URL) -> Path:
    (made,) = host("office").build(Wishes(folder, "en", pyodide, url))
    return made


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.formula)
def test_an_example_is_answered_in_the_worker_as_on_the_page(example: Example) -> None:
    arguments = parsed(example.formula.partition("(")[2].removesuffix(")"))
    (found,) = json.loads(answers(json.dumps([[example.function, list(map(as_excel_hands_over, arguments))]])))
    assert rounded(found) == rounded(as_excel_hands_over(example.expected()))


def test_calls_are_answered_in_their_order_and_an_unknown_name_is_an_error() -> None:
    calls = [["SS_ATTAINMENT", [[[90]], [[100]]]], ["SS_NONE", []], ["SS_ATTAINMENT", [[["#N/A"]], [[1]]]]]
    assert json.loads(answers(json.dumps(calls))) == [[[0.9]], [["#NAME?"]], [["#N/A"]]]


def test_the_packed_modules_run_with_numpy_and_pandas_alone(tmp_path: Path, pyodide: Path) -> None:
    packed = built(tmp_path / "out", pyodide) / "salessheet.zip"
    script = """
import sys
sys.path.insert(0, sys.argv[1])
class Browser:
    def find_spec(self, name, *_):
        if name.partition(".")[0] in {"lxml", "openpyxl", "python_calamine", "sqlalchemy", "pyarrow", "filelock"}:
            raise ImportError(name)

sys.meta_path.insert(0, Browser())
import salessheet, xlwings
import salessheet.hosts.buttons, salessheet.live.tables
from salessheet.hosts.answers import answers
assert sys.argv[1] in salessheet.__file__ and sys.argv[1] in xlwings.__file__
print(answers(sys.argv[2]))
"""
    calls = '[["SS_WORKDAYS", [[[46296]], [[46326]]]]]'
    run = subprocess.run(
        [sys.executable, "-c", script, str(packed), calls], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert (run.stdout, run.stderr) == ("[[[18.0]]]\n", "")


def test_the_wizard_is_told_every_function_and_argument(tmp_path: Path, pyodide: Path) -> None:
    told = json.loads((built(tmp_path / "out", pyodide) / "functions.json").read_text(encoding="utf-8"))
    assert [(one["id"], one["description"], [p["name"] for p in one["parameters"]]) for one in told["functions"]] == [
        (about.name, about.in_wizard, [argument.name for argument in about.arguments]) for about in HELP.values()
    ]


def test_the_manifest_names_only_files_that_are_there(tmp_path: Path, pyodide: Path) -> None:
    folder = built(tmp_path / "out", pyodide)
    named = {
        value.removeprefix(f"{URL}/")
        for element in ET.parse(folder / "manifest.xml").iter()
        for value in element.attrib.values()
        if value.startswith(URL)
    }
    assert named
    assert all((folder / name).is_file() for name in named)


def test_the_manifest_is_what_office_takes(tmp_path: Path, pyodide: Path) -> None:
    """Microsoft's validator refuses a version below 1.0; its reference of manifests has sizes of icons and texts."""
    folder = built(tmp_path / "out", pyodide)
    manifest = (folder / "manifest.xml").read_text(encoding="utf-8")
    said = {one.tag.rpartition("}")[2]: one for one in ET.fromstring(manifest)}

    parts = [int(part) for part in str(said["Version"].text).split(".")]
    assert (len(parts), parts[0] >= 1) == (4, True)
    assert parts[1:] == [int(part) for part in version("salessheet").split(".")]
    sizes = {name: 32 if name == "IconUrl" else 64 for name in ("IconUrl", "HighResolutionIconUrl")}
    named = {name: folder / str(said[name].get("DefaultValue")).rpartition("/")[2] for name in sizes}
    named |= {f"bt:Image {size}": folder / f"icon-{size}.png" for size in (16, 32, 80)}
    sizes |= {f"bt:Image {size}": size for size in (16, 32, 80)}
    assert {name: struct.unpack(">II", path.read_bytes()[16:24]) for name, path in named.items()} == {
        name: (size, size) for name, size in sizes.items()
    }
    longest = {"DisplayName": 125, "Description": 250, "ShortStrings": 125, "LongStrings": 250}
    for one in ET.fromstring(manifest).iter():
        most = longest.get(one.tag.rpartition("}")[2])
        texts = [text for inner in one.iter() for text in (inner.get("DefaultValue"), inner.get("Value")) if text]
        assert most is None or all(len(text) <= most for text in texts)


def test_every_resource_of_the_manifest_is_declared(tmp_path: Path, pyodide: Path) -> None:
    elements = list(ET.parse(built(tmp_path / "out", pyodide) / "manifest.xml").iter())
    declared = {e.get("id") for e in elements if e.get("DefaultValue") and e.get("id")}
    assert {e.get("resid") for e in elements if e.get("resid")} == declared


def test_the_page_asks_other_servers_for_office_js_alone(tmp_path: Path, pyodide: Path) -> None:
    folder = built(tmp_path / "out", pyodide)
    texts = [
        (folder / name).read_text()
        for name in ("python.js", "functions.js", "book.js", "macros.js", "worker.js", "taskpane.html", "taskpane.css")
    ]
    office = "https://appsforoffice.microsoft.com"
    assert re.findall(r"\w+://[^\"; ]*", "".join(texts)) == [office, f"{office}/lib/1/hosted/office.js"]


def test_the_same_wishes_give_the_same_bytes_and_sums_say_them(tmp_path: Path, pyodide: Path) -> None:
    one, other = (built(tmp_path / name, pyodide) for name in ("one", "other"))
    sums = (one / "SHA256SUMS").read_text()
    assert sums == (other / "SHA256SUMS").read_text()
    listed = {name: digest for digest, name in (line.split("  ") for line in sums.splitlines())}
    files = {p.relative_to(one).as_posix(): sha256_of(p) for p in one.rglob("*") if p.is_file()}
    assert listed == {name: digest for name, digest in files.items() if name != "SHA256SUMS"}


def test_only_what_the_functions_need_of_pyodide_is_taken(tmp_path: Path, pyodide: Path) -> None:
    taken = {path.name for path in (built(tmp_path / "out", pyodide) / "pyodide").iterdir()}
    assert {"numpy.whl", "pandas.whl", "six.whl", "pyodide-lock.json"} < taken
    assert "scipy.whl" not in taken


@pytest.mark.parametrize("url", ["", "http://intranet.company", "https://", "intranet.company", URL + "?a=b"])
def test_an_address_that_excel_loads_no_add_in_from_is_refused(tmp_path: Path, pyodide: Path, url: str) -> None:
    with pytest.raises(InvalidOption, match="https"):
        built(tmp_path / "out", pyodide, url)


@pytest.mark.parametrize(
    "url", ["https://[bad", "https://a:port", "https://a/a b", "https://a/中文", 'https://a/"', "https://me:pw@a/b"]
)
def test_what_no_manifest_can_name_is_refused(tmp_path: Path, pyodide: Path, url: str) -> None:
    with pytest.raises(InvalidOption, match=r"this is not an address|everybody can read"):
        built(tmp_path / "out", pyodide, url)


@pytest.mark.parametrize("name", ["numpy.whl", "pyodide.mjs", "pyodide.asm.mjs", "six.whl"])
def test_a_distribution_that_lacks_a_file_is_refused_and_nothing_written(
    tmp_path: Path, pyodide: Path, name: str
) -> None:
    (pyodide / name).unlink()
    with pytest.raises(UnreadableSource, match=name):
        built(tmp_path / "out", pyodide)
    assert not (tmp_path / "out").exists()


def test_a_package_that_is_not_what_the_lock_says_is_refused(tmp_path: Path, pyodide: Path) -> None:
    (pyodide / "pandas.whl").write_text("other")
    with pytest.raises(UnreadableSource, match=r"pandas\.whl"):
        built(tmp_path / "out", pyodide)


def test_without_pyodide_it_says_where_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="full distribution"):
        host("office").build(Wishes(tmp_path / "out", "en", None, URL))


def test_a_folder_with_files_is_left_alone(tmp_path: Path, pyodide: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(RefusedOutput):
        built(tmp_path / "out", pyodide)


def told(folder: Path) -> str:
    return "\n".join(f"{one.found} {one.mend}" for one in host("office").doctor([folder]) if not one.is_well)


def test_doctor_finds_nothing_wrong_with_what_was_just_built(tmp_path: Path, pyodide: Path) -> None:
    found = host("office").doctor([built(tmp_path / "out", pyodide)])
    assert [one.is_well for one in found] == [True] * 4
    assert f"served at {URL}/" in found[0].found
    assert "numpy 3.0, pandas 3.0" in found[2].found


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("manifest.xml", "</OfficeApp>", "", "it cannot be read"),
        ("manifest.xml", "https://intranet", "http://intranet", "by https alone"),
        (
            "manifest.xml",
            "functions.json",
            "other.json",
            "not in the folder: https://intranet.company/salessheet/other",
        ),
        ("manifest.xml", "<Version>", "<Version>9.", "it is of version 9.1."),
        ("taskpane.html", "salessheet", "sales", "changed since it was built: taskpane.html"),
        ("pyodide/numpy.whl", "numpy", "other", "it is not the file that"),
        ("pyodide/pyodide-lock.json", '"numpy": {', '"mumpy": {', "has no numpy"),
        ("pyodide/pyodide-lock.json", '"3.0"', '"1.0"', "2.2"),
        ("pyodide/pyodide-lock.json", '"sha256"', '"sum"', "no lock file of Pyodide"),
        ("pyodide/pyodide-lock.json", '"version": "3.0"', '"version": 3', "no lock file of Pyodide"),
        ("pyodide/pyodide-lock.json", '"depends": []', '"depends": null', "no lock file of Pyodide"),
        ("pyodide/pyodide-lock.json", '"numpy.whl"', '"../numpy.whl"', "no lock file of Pyodide"),
        ("salessheet.zip", "PK", "KP", "not the code of this version"),
        ("SHA256SUMS", "icon-16.png", "icon-17.png", "icon-17.png"),
    ],
)
def test_doctor_says_what_is_wrong_and_how_to_mend_it(
    tmp_path: Path, pyodide: Path, file: str, old: str, new: str, said: str
) -> None:
    folder = built(tmp_path / "out", pyodide)
    path = folder / file
    assert old.encode() in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))
    assert said in told(folder)


def test_doctor_says_which_files_are_lost_or_strange(tmp_path: Path, pyodide: Path) -> None:
    folder = built(tmp_path / "out", pyodide)
    (folder / "mine.txt").touch()
    assert "not of the add-in: mine.txt" in told(folder)
    (folder / "worker.js").unlink()
    assert "missing or changed since it was built: worker.js" in told(folder)
    (folder / "manifest.xml").unlink()
    assert "it is missing. Copy the folder anew" in told(folder)
    (folder / "SHA256SUMS").write_text("")
    assert "it is no list of files" in told(folder)
    assert "no folder with a manifest.xml" in told(tmp_path)
    assert "no folder with a manifest.xml" in told(tmp_path / "nowhere")
    with pytest.raises(InvalidOption, match="Name it"):
        host("office").doctor()


def test_doctor_goes_on_where_a_file_may_not_be_read(
    tmp_path: Path, pyodide: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = built(tmp_path / "out", pyodide)

    def refused(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("salessheet.hosts.office.diagnosis.sha256_of", refused)
    assert "it cannot be read (Permission denied). Let it be read" in told(folder)


def test_an_older_distribution_is_refused(tmp_path: Path, pyodide: Path) -> None:
    lock = pyodide / "pyodide-lock.json"
    lock.write_text(lock.read_text().replace('"3.0"', '"2.1.9"'))
    with pytest.raises(UnreadableSource, match=r"numpy 2\.1\.9, and 2\.2 is needed|pandas 2\.1\.9"):
        built(tmp_path / "out", pyodide)
