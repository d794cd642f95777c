"""The heading of a table: over how many rows it goes, and what it calls each column."""

from __future__ import annotations

import re

from ingest.tables import Cell, Grid, Row, distinct

MOST_HEADER_ROWS = 4

_YEAR = re.compile(r"(?:19|20)\d\d")
_HEADING_WORD = re.compile(
    r"序号|编号|名称|单位|机构|组织|姓名|省|市|州|县|区|乡|镇|村|地[区点址]|金额|资金|投入|项目|内容|时间|日期|年[度份]?|月|联系|电话|数量|人数|户数|类[别型]|"
    r"领域|备注|说明|合计|小计|总计|责任|负责|进度|完成|比例|占比|职务|来源|用途|标准|期限|级|[)）]$"
)


def _is_heading_cell(cell: Cell) -> bool:
    return len(cell.shown) <= 40 and (not cell.numeric or bool(_YEAR.fullmatch(cell.shown)))


def looks_like_heading(row: Row) -> bool:
    """Tell whether a row below other records can head a new table: words only, most of them such as head columns."""
    cells = distinct(row)
    words = [cell for cell in cells if _HEADING_WORD.search(cell.shown) and len(cell.shown) <= 16]
    return len(cells) > 1 and all(_is_heading_cell(cell) for cell in cells) and 2 * len(words) >= len(cells) + 1


def heading_depth(grid: Grid, i: int) -> int:
    """Return over how many rows from `i` the column heading goes; 0 where the first row is already a record."""
    first = distinct(grid[i])
    if not all(_is_heading_cell(cell) for cell in first) or all(_YEAR.fullmatch(cell.shown) for cell in first):
        return 0
    depth = 1
    while (
        depth < MOST_HEADER_ROWS and i + depth < len(grid) and _continues_heading(grid[i : i + depth], grid[i + depth])
    ):
        depth += 1
    return depth


def _continues_heading(heading: Grid, row: Row) -> bool:
    above = heading[-1]
    fresh = [j for j, cell in enumerate(row) if cell is not None and cell is not above[j]]
    shared = any(cell is not None and cell is above[j] for j, cell in enumerate(row))
    if not fresh:
        return shared
    if not all(_is_heading_cell(cell) for j in fresh if (cell := row[j])):
        return False
    if shared:
        return True
    groups = _grouped(above)
    elsewhere = [j for j, cell in enumerate(above) if cell is not None and j not in groups]
    apart = all(row[j] is None or _same_text(row[j], above[j]) for j in elsewhere)
    return (
        bool(groups)
        and apart
        and all(j in groups or j in elsewhere for j in fresh)
        and bool(elsewhere or _wide(heading))
    )


def _same_text(one: Cell | None, other: Cell | None) -> bool:
    return one is not None and other is not None and one.shown == other.shown


def _wide(heading: Grid) -> bool:
    """Whether every cell of the heading's last row is merged over columns, so that names must follow below."""
    row = heading[-1]
    return all(row[j] is row[j + 1] or (j > 0 and row[j] is row[j - 1]) for j in range(len(row) - 1) if row[j])


def _grouped(row: Row) -> set[int]:
    """Return the columns under a heading that goes over several: merged, or blank to the right of its words."""
    merged = {j for j in range(len(row)) for k in (j - 1, j + 1) if 0 <= k < len(row) and row[j] and row[j] is row[k]}
    blank = {j for j, cell in enumerate(row) if cell is None and any(row[:j])}
    return merged | blank | {j - 1 for j in blank if row[j - 1] is not None}


def column_names(heading: Grid, width: int) -> tuple[str, ...]:
    """Return one name a column, the levels of its heading joined by "/", each name once."""
    levels = [_spread(heading, i) for i in range(len(heading))]
    names: list[str] = []
    for j in range(width):
        level = [row[j] for row in levels]
        texts = [
            re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", cell.shown) for cell in dict.fromkeys(level) if cell
        ]
        name = "/".join(dict.fromkeys(text for text in texts if text)) or f"第{j + 1}列"
        same = sum(one == name or one.startswith(f"{name}（第") for one in names)
        names.append(f"{name}（第{same + 1}个）" if same else name)
    return tuple(names)


def _spread(heading: Grid, i: int) -> list[Cell | None]:
    """Return a row of the heading with the words of a group repeated over the blank columns that belong to it."""
    row = list(heading[i])
    if i + 1 < len(heading):
        for j in range(1, len(row)):
            if row[j] is None and heading[i + 1][j] is not None and heading[i + 1][j - 1] is not row[j - 1]:
                row[j] = row[j - 1]
    return row
