"""Engines that live in a process of their own, and the conversation with it.

The process connects to a port of this machine, names the secret it was started with, and then answers one message
after the other. While it answers it may ask for a cell function, as often as it likes:

    we:  {"do": "values"}        it: {"call": "SS_SPLIT", "arguments": [100.0, [[1.0], [1.0]]]}
    we:  {"result": [[50.0], [50.0]]}
                                 it: {"done": …}  or  {"failed": "why"}

A message is JSON in UTF-8 after its length as four bytes. An error value is {"error": "#N/A"}. A process that dies,
or says nothing for too long, becomes an EngineFailed that tells what it last said.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import struct
import subprocess
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Final

from salessheet.calc.functions import CalledFunctions
from salessheet.errors import EngineFailed, ErrorKind

ADDRESS, SECRET = "SALESSHEET_PORT", "SALESSHEET_SECRET"
_LOOPBACK: Final = "127.0.0.1"
_START_POLL: Final = 0.1
_FAREWELL: Final = 2.0  # seconds to end by itself, once it sees that nobody is there
_MOST_SAID: Final = 2_000


@dataclass(eq=False)
class Talk:
    """Messages over a connection, in both directions."""

    connection: socket.socket

    def send(self, message: Mapping[str, object]) -> None:
        content = json.dumps(message).encode()
        self.connection.sendall(struct.pack(">I", len(content)) + content)

    def receive(self) -> dict[str, Any]:
        (length,) = struct.unpack(">I", self._exactly(4))
        message: dict[str, Any] = json.loads(self._exactly(length))
        return message

    def call(self, name: str, arguments: Sequence[object]) -> Any:  # noqa: ANN401  a cell function's result as JSON
        """In the started process: the result of a cell function, which the parent knows."""
        self.send({"call": name, "arguments": encoded(arguments)})
        return self.receive()["result"]

    def serve(self, service: object) -> None:
        """In the started process: answer each message by the method of its name, until the parent is gone."""
        while True:
            try:
                message = self.receive()
            except (OSError, ValueError):
                return
            try:
                self.send({"done": getattr(service, message.pop("do"))(**message)})
            except ConnectionError:
                return
            except Exception as error:  # noqa: BLE001  the parent decides what to make of it
                traceback.print_exc()
                self.send({"failed": f"failed ({type(error).__name__}: {error})."})

    def _exactly(self, length: int) -> bytes:
        received = bytearray()
        while len(received) < length:
            piece = self.connection.recv(min(length - len(received), 1 << 20))
            if not piece:
                raise ConnectionError("the other side closed the connection")
            received += piece
        return bytes(received)


@dataclass(eq=False)
class Worker:
    """A started process. `timeout`: the seconds it may stay silent before it counts as hung."""

    engine: str
    process: subprocess.Popen[bytes]
    talk: Talk
    said: IO[bytes]
    timeout: float
    functions: CalledFunctions = field(default_factory=CalledFunctions)

    def ask(self, do: str, **details: object) -> Any:  # noqa: ANN401  whatever the process answers
        """Its answer. Raises EngineFailed where it refuses, dies or hangs; after the last two it is gone."""
        try:
            self.talk.send({"do": do, **details})
            while True:
                answer = self.talk.receive()
                if "call" not in answer:
                    break
                result = self.functions.call(answer["call"], decoded(answer["arguments"]))
                self.talk.send({"result": encoded(result)})
        except TimeoutError:
            words = self.stop()
            raise EngineFailed(self.engine, f"did not answer within {self.timeout:g} seconds.{words}") from None
        except (OSError, ValueError) as error:
            words = self.stop()
            raise EngineFailed(self.engine, f"crashed (exit code {self.process.returncode}).{words}") from error
        except BaseException:
            self.stop()
            raise
        if "failed" in answer:
            raise EngineFailed(self.engine, str(answer["failed"]))
        return answer["done"]

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> str:
        """End the process and everything it started; its last words."""
        self.talk.connection.close()
        try:
            self.process.wait(timeout=_FAREWELL)
        except subprocess.TimeoutExpired:
            _kill(self.process)
            self.process.wait()
        words = "" if self.said.closed else _last_words(self.said)
        self.said.close()
        return words


def start(
    engine: str,
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    timeout: float,
) -> Worker:
    """Raises EngineFailed where the program cannot be started, or does not connect in time."""
    secret = secrets.token_hex(16)
    said = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as the process, whose pipe would fill and stop it
    with socket.create_server((_LOOPBACK, 0)) as door:
        port = door.getsockname()[1]
        try:
            process = subprocess.Popen(  # noqa: S603  the engine's own command
                command,
                env={**environment, ADDRESS: str(port), SECRET: secret},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # the launcher's death would leave the program behind
            )
        except OSError as error:
            said.close()
            raise EngineFailed(engine, f"could not be started ({error.strerror}).") from error
        connection = _connected(engine, door, process, secret, said, timeout)
    connection.settimeout(timeout)
    return Worker(engine, process, Talk(connection), said, timeout)


def _connected(
    engine: str, door: socket.socket, process: subprocess.Popen[bytes], secret: str, said: IO[bytes], timeout: float
) -> socket.socket:
    door.settimeout(_START_POLL)
    until = time.monotonic() + timeout
    connection = None
    try:
        while connection is None and process.poll() is None and time.monotonic() < until:
            connection = _introduced(door, secret, timeout)
    finally:
        if connection is None:
            ended = process.poll()
            _kill(process)
            process.wait()
            words = _last_words(said)
            said.close()
    if connection is not None:
        return connection
    if ended is None:
        raise EngineFailed(engine, f"did not start within {timeout:g} seconds.{words}")
    raise EngineFailed(engine, f"ended while starting (exit code {ended}).{words}")


def _introduced(door: socket.socket, secret: str, timeout: float) -> socket.socket | None:
    """A connection whose other side knows the secret; None where nobody came yet, or somebody else did."""
    try:
        connection, _ = door.accept()
    except TimeoutError:
        return None
    connection.settimeout(timeout)
    try:
        if secrets.compare_digest(connection.recv(len(secret)), secret.encode()):
            return connection
    except OSError:  # whoever it is says nothing, or is gone again
        pass
    connection.close()
    return None


def _kill(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
    else:
        process.kill()


def _last_words(said: IO[bytes]) -> str:
    said.seek(0)
    text = said.read()[-_MOST_SAID:].decode("utf-8", "replace").strip()
    lines = [line for line in text.splitlines() if line.strip()]
    return f" It said: {lines[0] if len(lines) == 1 else ' / '.join(lines[:3])}" if lines else ""


def encoded(value: Any) -> Any:  # noqa: ANN401  a value, or lists of values
    """As JSON can say it."""
    if isinstance(value, (list, tuple)):
        return [encoded(item) for item in value]
    return {"error": value.value} if isinstance(value, ErrorKind) else value


def decoded(value: Any) -> Any:  # noqa: ANN401  as above
    """From JSON; errors as their text, which is how cell functions take them."""
    if isinstance(value, list):
        return [decoded(item) for item in value]
    return value["error"] if isinstance(value, dict) else value
