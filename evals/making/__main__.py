"""Write the newspaper page, the scan, the notice and the ledger of the sample library again.

    python -m evals.making FONT.ttf

FONT is a TrueType font with Chinese outlines; the committed files were made with AR PL UMing CN. The rest of the
library is plain text, edited by hand. Its publishers are invented, its figures are not.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from evals.making import ledger, newspaper, notice, scan

LIBRARY = Path(__file__).parents[1] / "library"

MAKERS: dict[str, Callable[[Path], bytes]] = {
    "益山周报_20241220_第3版.pdf": newspaper.make,
    "结对帮扶工作简讯_扫描件.pdf": scan.make,
    "关于动员社会组织参加专项行动的通知.docx": lambda _: notice.make(),
    "云南社会组织结对帮扶台账.xlsx": lambda _: ledger.make(),
}


def main() -> None:
    """Write every binary document of the library."""
    parser = argparse.ArgumentParser(description="Regenerate the binary documents of the sample library.")
    parser.add_argument("font", type=Path, help="a TrueType font with Chinese outlines")
    font = parser.parse_args().font
    for name, make in MAKERS.items():
        (LIBRARY / name).write_bytes(make(font))


if __name__ == "__main__":
    main()
