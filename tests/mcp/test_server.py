"""The server as the protocol's own client meets it: in process, and over real standard input and output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

from salessheet.errors import UserError
from salessheet.mcp.answers import Answer
from salessheet.mcp.desk import DataDesk, FolderDesk
from salessheet.mcp.server import server
from tests.batch.centres import files
from tests.cli.programs import HERE, PROGRAM

_READING = {"list_books", "find_cells", "explain_number", "list_problems", "list_unused"}


async def conversation(client: Client) -> dict[str, Any]:
    """What the tools are, an answer, and a refusal."""
    listed = await client.list_tools()
    found = await client.call_tool("find_cells", {"words": "annual target", "book": "T01"})
    refused = await client.call_tool("find_cells", {"words": "annual target", "book": "../T01"})
    return {
        "tools": {tool.name: tool for tool in listed.tools},
        "found": json.loads(found.content[0].text),  # type: ignore[union-attr]  # an answer is text
        "is_error": refused.is_error,
        "refused": refused.content[0].text,  # type: ignore[union-attr]  # as above
    }


def heard(said: dict[str, Any], tools: set[str]) -> None:
    assert set(said["tools"]) == tools
    assert all(tool.annotations.read_only_hint and tool.description for tool in said["tools"].values())
    assert said["found"]["found"][0]["label"] == "Annual target"
    assert said["is_error"]
    assert "There is no workbook '../T01'. Name one of centre, T01, T02." in said["refused"]


def test_a_client_asks_and_is_answered(manager: DataDesk) -> None:
    async def asked() -> dict[str, Any]:
        async with Client(server(manager)) as client:
            return await conversation(client)

    heard(anyio.run(asked), _READING | {"explain_payout"})


def test_which_workbooks_answers_from_data_are_of_the_assistant_is_told(manager: DataDesk, tmp_path: Path) -> None:
    of_files = FolderDesk.open(tmp_path, manager.sight)

    told = [server(desk).instructions or "" for desk in (manager, of_files)]

    assert ["would make of the data" in each for each in told] == [True, False]
    assert all("  " not in each for each in told)


def test_a_number_is_read_as_its_text_and_null_is_left_out(manager: DataDesk) -> None:
    async def asked() -> list[str]:
        async with Client(server(manager)) as client:
            calls = (({"rep_id": 7, "month": None}, {"rep_id": "7"}), ({"rep_id": 7.5}, {"rep_id": "7.5"}))
            told = [await client.call_tool("explain_payout", given) for pair in calls for given in pair]
            return [answer.content[0].text for answer in told]  # type: ignore[union-attr]  # an answer is text

    as_number, as_text, as_fraction, as_its_text = anyio.run(asked)
    assert as_number == as_text
    assert as_fraction == as_its_text
    assert "rep_id 7: there is no such person" in as_number


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("explain_payout", {"rep_id": "R1", "period": "2026-01"}, "it takes no 'period'. It takes rep_id, month."),
        ("find_cells", {"question": "won"}, "it takes no 'question', it needs 'words'. It takes words, book."),
        ("list_books", {"audience": "finance"}, "it takes no 'audience'. It takes nothing."),
        ("find_cells", {"words": None}, "it needs 'words'. It takes words, book."),
        (
            "find_cells",
            {"words": ["won"], "book": True},
            "'words' is no text, 'book' is no text. It takes words, book.",
        ),
    ],
)
def test_what_a_tool_does_not_take_is_refused_and_not_left_out_of_the_answer(
    manager: DataDesk, tool: str, arguments: dict[str, object], said: str
) -> None:
    async def asked() -> tuple[bool | None, str]:
        async with Client(server(manager)) as client:
            answer = await client.call_tool(tool, arguments)
            return answer.is_error, answer.content[0].text  # type: ignore[union-attr]  # an answer is text

    is_error, text = anyio.run(asked)
    assert is_error
    assert said in text


@pytest.mark.parametrize(
    ("failure", "is_told"), [(RuntimeError("4,711.08"), False), (UserError("4,711.08", "is told"), True)]
)
def test_of_a_defect_no_word_is_told(
    manager: DataDesk, monkeypatch: pytest.MonkeyPatch, failure: Exception, *, is_told: bool
) -> None:
    def list_books(_desk: DataDesk) -> Answer:
        raise failure

    async def asked() -> str:
        async with Client(server(manager)) as client:
            answer = await client.call_tool("list_books", {})
            return str(answer)

    monkeypatch.setattr(DataDesk, "list_books", list_books)
    assert ("4,711.08" in anyio.run(asked)) is is_told


def test_over_standard_input_and_output_the_protocol_is_all_there_is(centre: Path) -> None:
    before = files(centre)

    async def asked() -> dict[str, Any]:
        started = StdioServerParameters(
            command=PROGRAM[0],
            args=[*PROGRAM[1:], "mcp", "--data", str(centre), "--audience", "team"],
            env=HERE,
            cwd=str(centre.parent),
        )
        async with Client(started) as client:
            return await conversation(client)

    heard(anyio.run(asked), _READING)
    assert files(centre) == before
