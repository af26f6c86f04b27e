"""A company's server with a built add-in, which also answers what the worker of the tests asks."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from salessheet.hosts.answers import answers
from salessheet.hosts.buttons import pressed

DOORS = {"/ask/functions": answers, "/ask/macros": pressed}
KINDS = {
    ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript",
    ".json": "application/json", ".wasm": "application/wasm",
}  # fmt: skip  # what browsers insist on


@contextmanager
def served(folder: Path, others: Mapping[str, bytes] | None = None, policy: str = "") -> Iterator[str]:
    """The address of a server of the folder's files. `others`: name → what it serves in their place.

    `policy`: a Content-Security-Policy that it sends with every file.
    """

    class Company(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = urlsplit(self.path).path.removeprefix("/")
            file, other = folder / name, (others or {}).get(name)
            if other is not None or file.is_file():
                self.answer(200, file.read_bytes() if other is None else other, KINDS.get(file.suffix, "image/png"))
            else:
                self.answer(404, name.encode(), "text/plain")

        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"])).decode()
            try:
                self.answer(200, DOORS[self.path](question).encode(), "application/json")
            except Exception as error:  # noqa: BLE001  a worker tells the page of any
                self.answer(500, repr(error).encode(), "text/plain")

        def answer(self, code: int, content: bytes, kind: str) -> None:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing: tests say what went wrong."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Company)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
