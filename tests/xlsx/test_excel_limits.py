"""Names of sheets and number formats that Excel would not take."""

import pytest

from salessheet.xlsx.number_format_syntax import fault_in_number_format
from salessheet.xlsx.sheet_names import fault_in_sheet_name


@pytest.mark.parametrize("name", ["Sales", "销售 2026", "a'b", "x" * 31, "Q1 (old)", "-", "=1", "Historical"])
def test_a_sheet_may_be_called_so(name: str) -> None:
    assert fault_in_sheet_name(name) is None


@pytest.mark.parametrize(
    ("name", "why"),
    {
        "": "has a name",
        "x" * 32: "longer than 31",
        "😀" * 16: "longer than 31",
        "a/b": "holds /",
        "[a]:*": "holds",
        "'a": "apostrophe",
        "a'": "apostrophe",
        "a\nb": "line break",
        "HISTORY": "for itself",
    }.items(),
)
def test_a_sheet_may_not_be_called_so(name: str, why: str) -> None:
    assert why in (fault_in_sheet_name(name) or "")


@pytest.mark.parametrize(
    "text",
    [
        "General",
        "0.00",
        "#,##0;[Red]-#,##0;0;@",
        r'0"a;b;c;d;e"',
        r"0\;0\;0\;0\;0",
        "[$-804]yyyy年m月;@",
        "_(* #,##0_)",
    ],
)
def test_a_number_format_may_be_so(text: str) -> None:
    assert fault_in_number_format(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    {
        "0;0;0;0;0": "5 sections",
        '0"abc': 'what " begins',
        "[Red0": "what [ begins",
        "0_": "what _ begins",
        "0" * 256: "longer than 255",
    }.items(),
)
def test_a_number_format_may_not_be_so(text: str, why: str) -> None:
    assert why in (fault_in_number_format(text) or "")
