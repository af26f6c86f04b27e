"""Whether workbooks that stand in a folder are protected, and that a run takes no protection away by mistake."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from salessheet.batch.inputs import kept_inputs
from salessheet.batch.planning import Plan
from salessheet.errors import RefusedOutput
from salessheet.xlsx.encryption import OLE, Password, is_protected, opens


def refuse_exposure(plan: Plan, out: Path, *, overwrite: bool) -> None:
    """Raises RefusedOutput where passwords lie among the workbooks, or would be gone from them.

    Who forgets the key file in a later run would replace protected workbooks by others that anybody can read.
    """
    if plan.keys is not None and out.resolve() in plan.keys.path.resolve().parents:
        raise RefusedOutput(
            f"{plan.keys.path} lies in the folder of the workbooks, which are handed on.",
            "Keep the passwords elsewhere.",
        )
    if plan.keys is not None or overwrite:
        return
    there = ((job.file, out / job.file) for job in plan.jobs)
    protected = [place for place, path in there if _is_protected(path) and not got_password(path)]
    if protected:
        raise RefusedOutput(
            f"{out}: protected by passwords, and would be replaced by workbooks without: {', '.join(protected)}."
            " Nothing was written.",
            "Say --encrypt-with KEYFILE, choose another --out, or say --overwrite.",
        )


def got_password(path: Path) -> bool:
    """Whether a workbook that was built without a password has one by now: what is kept beside it has none."""
    kept = kept_inputs.path_of(path)
    return _is_protected(path) and kept.is_file() and not is_protected(kept.read_bytes())


def _is_protected(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(len(OLE))  # nearly no workbook begins so
        return head == OLE and is_protected(head + file.read())


def is_as_asked(path: Path, password: Password | None) -> bool:
    """By the file itself: nothing is noted anywhere that would tell of a password."""
    if password is None:
        return not is_protected(path.read_bytes())
    return opens(path.read_bytes(), password)


def unprotected(out: Path, places: Iterable[str]) -> list[str]:
    """The places of those that anybody can open."""
    return [place for place in places if (out / place).is_file() and not _is_protected(out / place)]
