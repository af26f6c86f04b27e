"""Pyodide from npm, which has Python for browsers but none of its packages: those are stood in for by empty ones."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from salessheet.hosts.office.pyodide import PACKAGES

VERSION = "314.0.7"


def unpacked(folder: Path) -> Path:
    """The folder of the release in npm. Raises CalledProcessError where npm cannot fetch it."""
    npm = Path(sys.executable).with_name("npm")  # of the wheel of Node.js
    command = [str(npm), "pack", f"pyodide@{VERSION}", "--silent", "--cache", str(folder / "cache")]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    with tarfile.open(folder / f"pyodide-{VERSION}.tgz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def with_empty_packages(release: Path) -> Path:
    """The release as a full distribution, whose numpy and pandas have no code; its own lock file names them."""
    lock = json.loads((release / "pyodide-lock.json").read_text(encoding="utf-8"))
    for name in PACKAGES:
        about = lock["packages"][name]
        content = wheel(name, about["version"])
        file = f"{name}-{about['version']}-py3-none-any.whl"
        (release / file).write_bytes(content)
        about |= {"file_name": file, "sha256": sha256(content).hexdigest(), "depends": []}
    (release / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    return release


def wheel(name: str, version: str) -> bytes:
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}/__init__.py": f"__version__ = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "",
    }
    written = BytesIO()
    with ZipFile(written, "w") as target:
        for path, text in files.items():
            target.writestr(path, text)
    return written.getvalue()
