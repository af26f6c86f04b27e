from __future__ import annotations

from pathlib import Path

from salessheet.files import written_whole


def test_what_a_link_leads_to_is_written_and_the_link_stays(tmp_path: Path) -> None:
    real, link = tmp_path / "shared" / "T1.xlsx", tmp_path / "T1.xlsx"
    real.parent.mkdir()
    real.write_bytes(b"old")
    link.symlink_to(Path("shared") / "T1.xlsx")

    with written_whole(link) as part:
        part.write_bytes(b"new")

    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert sorted(path.name for path in real.parent.iterdir()) == ["T1.xlsx"]
