"""A real spreadsheet opens what we export, as in an Indonesian office, and nothing runs."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bot import files

pytestmark = pytest.mark.slow
FORMULAS = ["=1+1", ";=1+1", "a;=1+1", 'a;"=1+1', "\t=1+1", "\r=1+1", "a\n=1+1", "+1+1", "-1+1",
    "@SUM(1)", "\N{FULLWIDTH EQUALS SIGN}1+1", "\N{ZERO WIDTH SPACE}=1+1", "\ufeff=1+1", " =1+1",
    '=HYPERLINK("http://x";"y")', "=cmd|' /C calc'!A0", 'a";=1+1', '";=1+1;"']  # fmt: skip
SEPARATORS = {"an Indonesian one": "59", "an English one": "44", "both": "44/59", "tabs": "9"}
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>id-ID</value></prop></item></oor:items>
"""


def opened(folder: Path, separators: str) -> str:
    """Open the file as a spreadsheet would, formulas and all; give the sheet as XML."""
    program = shutil.which("soffice")
    assert program, "LibreOffice is missing: .ci/run installs it"
    (folder / "profile" / "user").mkdir(parents=True, exist_ok=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(PROFILE)
    how = f"CSV:{separators},34,76,1,,1057,false,true,false,false,false,-1,true"
    command = [program, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless"]
    command += [f"--infilter={how}", "--convert-to", "fods", "--outdir", str(folder)]
    subprocess.run(
        [*command, str(folder / "rows.csv")], check=True, capture_output=True, timeout=120
    )
    return (folder / "rows.fods").read_text(encoding="utf-8")


@pytest.mark.parametrize("separators", SEPARATORS.values(), ids=SEPARATORS)
def test_no_cell_is_a_formula(tmp_path: Path, separators: str) -> None:
    with (tmp_path / "rows.csv").open("w", encoding="utf-8", newline="") as out:
        files.write_csv(out, ["reason", "more"], [{"reason": f, "more": f} for f in FORMULAS])
    sheet = opened(tmp_path, separators)
    assert "reason" in sheet
    assert "table:formula" not in sheet


def test_the_spreadsheet_would_have_run_them(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("reason\n=1+1\n", encoding="utf-8")
    assert "table:formula" in opened(tmp_path, "59")
