"""The server as the protocol's own client meets it: in process, and over real standard input and output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

from salessheet.mcp.desk import DataDesk
from salessheet.mcp.server import server
from salessheet.mcp.sight import Listener, Sight
from tests.batch.centres import files, small_centre
from tests.cli.programs import HERE, PROGRAM

_READING = {"list_books", "find_cells", "explain_number", "list_problems", "list_unused"}


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_centre(tmp_path_factory.mktemp("centre") / "data")


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


def test_a_client_asks_and_is_answered(centre: Path) -> None:
    async def asked() -> dict[str, Any]:
        desk = DataDesk.open(str(centre), Sight.of(Listener.MANAGER, ""))
        async with Client(server(desk)) as client:
            return await conversation(client)

    heard(anyio.run(asked), _READING | {"explain_payout"})


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
