"""The questions of a desk as tools of the Model Context Protocol. This is all that knows the protocol."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, Final

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, InputRequiredResult, ToolAnnotations

from salessheet.batch.books import program_version
from salessheet.errors import UserError
from salessheet.mcp.answers import Answer
from salessheet.mcp.desk import Desk

_READ_ONLY: Final = ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)
_ABOUT: Final = (
    "Answers about sales workbooks: where a number stands, what it comes of, how a payout came about. Nothing is "
    "written. Numbers are told as they are stored, unrounded; days are 2026-06-01 in answers and serial numbers in "
    "cells. Lists end with 'and N more' where there is more. Take numbers from answers; compute none."
)
_NOT_TOLD: Final = "What people are paid is not told to this audience."


class _Server(MCPServer[object]):
    """Refuses an argument that a tool does not take, and one that is no text.

    The protocol's library drops the former: the answer would be to less than was asked, such as another month. It
    refuses a number, which may be an id, and null, by which assistants leave something out.
    """

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[object, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        arguments = {key: _as_text(value) for key, value in arguments.items() if value is not None}
        known = {tool.name: tool.input_schema for tool in await self.list_tools()}.get(name)
        if known is not None:
            takes, needs = known.get("properties", {}), known.get("required", ())
            wrong = [f"it takes no {one!r}" for one in arguments if one not in takes]
            wrong += [f"it needs {one!r}" for one in needs if one not in arguments]
            wrong += [f"{one!r} is no text" for one, value in arguments.items() if not isinstance(value, str)]
            if wrong:
                raise ToolError(f"{name}: {', '.join(wrong)}. It takes {', '.join(takes) or 'nothing'}.")
        return await super().call_tool(name, arguments, context)


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def server(desk: Desk) -> MCPServer[object]:
    """One tool a question, one answer at a time."""
    about = " ".join(filter(None, [_ABOUT, desk.caution, "" if desk.sight.hears_pay else _NOT_TOLD]))
    made = _Server("salessheet", instructions=about, version=program_version(), log_level="WARNING")
    in_turn = Lock()
    for question in desk.questions:
        made.add_tool(_answered(desk, question, in_turn), annotations=_READ_ONLY)
    return made


def serve(desk: Desk) -> None:
    """Until the other side hangs up. Standard output is the protocol alone."""
    server(desk).run("stdio")


def _answered(desk: Desk, question: Callable[..., Answer], in_turn: Lock) -> Callable[..., Answer]:
    """What an error of ours says is an answer, too; anything else is a defect, told without its words."""

    @wraps(question)
    def answered(*arguments: object, **named: object) -> Answer:
        try:
            with in_turn:
                return question(*arguments, **named)
        except UserError as error:
            raise ToolError(desk.refusal(error)) from error

    return answered
