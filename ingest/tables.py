"""Tables out of grids of cells, whoever made the grid: a spreadsheet, a Word table, a web page.

People head their tables with titles and notes, spread a heading over several rows and merge it over several columns,
put two tables side by side, and add totals and remarks below. What comes out is a sequence of text lines and tables,
each table with one name a column ("资金/2022年") and one record a row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

MOST_HEADER_ROWS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell. Cells that are merged are one object standing at every place of the grid that they cover.

    :param shown: its text as a reader sees it, on one line.
    :param plain: the value behind it where the file has one: a number without separators, a date in ISO form.
    """

    shown: str
    plain: str
    numeric: bool = False


Row = Sequence[Cell | None]
Grid = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a table: its cells by column name, and the heading between rows (一、东部地区) that it stands under."""

    cells: Mapping[str, Cell]
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Records under column names; `unit` is the one that a note above gives for all figures (单位：万元)."""

    columns: tuple[str, ...]
    records: tuple[Record, ...]
    unit: str | None = None

    def lines(self) -> list[str]:
        """Return a line a record that can be read alone: 列：值；列：值."""
        return [self._line(record) for record in self.records]

    def _line(self, record: Record) -> str:
        pairs = [f"{name}：{cell.shown}" for name, cell in record.cells.items()]
        if self.unit and any(cell.numeric for cell in record.cells.values()):
            pairs.append(f"单位：{self.unit}")
        return (f"【{record.section}】" if record.section else "") + "；".join(pairs)

    def rows(self, **where: str) -> list[dict[str, str]]:
        """Return the records as column and value, with `where` they stand (_sheet, _table) in front."""
        own = {"_unit": self.unit} if self.unit else {}
        return [
            where
            | {name: cell.plain for name, cell in record.cells.items()}
            | ({"_section": record.section} if record.section else {})
            | own
            for record in self.records
        ]


Part = str | Table


def text_cell(text: str) -> Cell:
    """Return a cell for text as it stands in a document, which may be a figure."""
    shown = one_line(text)
    return Cell(shown, shown, bool(_FIGURE.fullmatch(shown)))


def one_line(text: str) -> str:
    """Put the lines of a cell on one, with a space only where it parts words of Latin script."""
    return re.sub(r"(?<=[\x21-\x7e])\s*\n\s*(?=[\x21-\x7e])", " ", text.strip()).replace("\n", "").strip()


_FIGURE = re.compile(r"[-+−]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?%?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOTE = re.compile(
    r"^(?:[（(]?(?:附件|附表|附录|附)\s*[\d一二三四五六七八九十]*\s*[)）]?\s*[:：]?$"
    r"|注\s*[:：\d]|备\s*注\s*[:：]|说\s*明\s*[:：]|填\s*报|填\s*表|制\s*表|编\s*制|审\s*核|复\s*核|报\s*送|上\s*报|单\s*位\s*(?:负责人|盖章|[:：（(])|联\s*系\s*(?:人|电\s*话)\s*[:：]"
    r"|负\s*责\s*人|数据来源|资料来源|截\s*[至止]|日\s*期\s*[:：]|时\s*间\s*[:：]|[（(](?:单位|截至|盖章)|[*※★])"
)
_LABELLED = re.compile(r"^[^：:\d]{1,12}[：:]")
_UNIT = re.compile(
    r"(?<![\u3400-\u9fff])(?:计量|金额|货币)?单\s*位\s*[:：]\s*"
    r"((?:[百千万亿]*元|人民币|[万千]?(?:人次?|户|个|家|亩|公顷|吨|公斤|套|件|所|名|场次?|项|台|批)|[%％])(?:[、，,/](?:[百千万亿]*元|[万千]?(?:人次?|户|个|家|亩|吨|名|项|场次?)))*)"
)
_HEADING_WORD = re.compile(
    r"序号|编号|名称|单位|机构|组织|姓名|省|市|州|县|区|乡|镇|村|地[区点址]|金额|资金|投入|项目|内容|时间|日期|年[度份]?|月|联系|电话|数量|人数|户数|类[别型]|"
    r"领域|备注|说明|合计|小计|总计|责任|负责|进度|完成|比例|占比|职务|来源|用途|标准|期限|级|[)）]$"
)


def parts(grid: Grid) -> list[Part]:
    """Return the text lines and tables of a grid, top to bottom, and left before right where tables stand abreast."""
    grid = _trimmed(grid)
    found: list[Part] = []
    for segment in _abreast(grid):
        found += _Stack(segment).parts()
    return found


def unit_of(text: str) -> str | None:
    """Return the unit of all figures that a note gives (单位：万元); 填报单位：… is none."""
    match = _UNIT.search(text)
    return match[1] if match else None


def is_note(text: str) -> bool:
    """Tell whether a line beside a table is a note about it (填报单位：, 注：, 附件1) and not its title."""
    return bool(_NOTE.match(text) or unit_of(text))


def _distinct(row: Row) -> list[Cell]:
    return list(dict.fromkeys(cell for cell in row if cell is not None))


def _trimmed(grid: Grid) -> list[list[Cell | None]]:
    """Make the grid rectangular, without empty rows at its end and columns at its right."""
    width = max((j + 1 for row in grid for j, cell in enumerate(row) if cell is not None), default=0)
    rows = [[*row[:width], *[None] * (width - len(row))] for row in grid]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _abreast(grid: list[list[Cell | None]]) -> list[list[list[Cell | None]]]:
    """Cut a grid where tables stand side by side: at an empty column with another heading to its right."""
    top = next((i for i, row in enumerate(grid) if len(_distinct(row)) > 1 and not _is_preface(grid, i)), None)
    if top is None:
        return [grid]
    width = len(grid[0])
    used = [j for j in range(width) if any(row[j] is not None for row in grid[top:])]
    cuts = [right for left, right in pairwise(used) if right > left + 1]
    bounds = [0, *(cut for cut in cuts if _is_other_table(grid[top:], cut)), width]
    if len(bounds) == 2:
        return [grid]
    across = [i for i in range(top) if len(_distinct(grid[i])) == 1]
    segments = [[[*row[a:b]] for row in grid[top:]] for a, b in pairwise(bounds)]
    heads = [
        [[cell if bounds[0] == a or i not in across else None for cell in grid[i][a:b]] for i in range(top)]
        for a, b in pairwise(bounds)
    ]
    return [head + segment for head, segment in zip(heads, segments, strict=True)]


def _is_other_table(rows: list[list[Cell | None]], cut: int) -> bool:
    """Whether the columns from `cut` on are a table of their own: the same headings again, or other rows in use."""
    if sum(any(row[j] is not None for row in rows) for j in range(cut, len(rows[0]))) < 2:
        return False
    for row in rows[:3]:
        if {cell.shown for cell in row[:cut] if cell} & {cell.shown for cell in row[cut:] if cell}:
            return True
    left = max((i for i, row in enumerate(rows) if any(row[:cut])), default=0)
    right = max((i for i, row in enumerate(rows) if any(row[cut:])), default=0)
    return abs(left - right) > 1  # a row of totals often leaves the last columns free


def _is_preface(grid: Grid, i: int) -> bool:
    """Whether a row above the table, though of several cells, is a title with a note or notes beside each other."""
    cells = _distinct(grid[i])
    widest = max(len(_distinct(row)) for row in grid)
    notes = sum(is_note(cell.shown) or bool(_LABELLED.match(cell.shown)) for cell in cells)
    return notes >= max(1, len(cells) - 1) and len(cells) <= max(2, widest // 2 + 1) and notes > 0


@dataclass
class _Stack:
    """Reads the rows of one grid from the top: text, heading, records, notes, and the next table below."""

    grid: list[list[Cell | None]]
    found: list[Part] = field(default_factory=list)
    unit: str | None = None
    columns: tuple[str, ...] = ()
    heading: tuple[tuple[str, ...], ...] = ()
    records: list[Record] = field(default_factory=list)
    section: str | None = None

    def parts(self) -> list[Part]:
        i, gap = 0, False
        while i < len(self.grid):
            cells = _distinct(self.grid[i])
            if not cells:
                i, gap = i + 1, True
                continue
            i += self._take(i, cells, gap)
            gap = False
        self._close()
        return self.found

    def _take(self, i: int, cells: list[Cell], gap: bool) -> int:
        """Read the row at `i`; return how many rows that took."""
        if not self.columns:
            return self._before_table(i, cells)
        if len(cells) == 1:
            return self._lone(i, cells[0])
        if self._is_heading_again(i):
            return len(self.heading)
        if self._starts_table(i, gap):
            self._close()
            return self._open(i)
        if self._is_footer(i, cells):
            self._say(cells)
        elif not _is_column_numbers(cells):
            self.records.append(Record(self._named(self.grid[i]), self.section))
        return 1

    def _before_table(self, i: int, cells: list[Cell]) -> int:
        width = max(len(_distinct(row)) for row in self.grid)
        if (len(cells) == 1 and width > 1) or (len(cells) > 1 and _is_preface(self.grid, i)):
            self._say(cells)
            return 1
        return self._open(i)

    def _say(self, cells: Sequence[Cell]) -> None:
        line = "　".join(cell.shown for cell in cells)
        self.unit = unit_of(line) or self.unit
        if self.columns:
            self._close()
        self.found.append(line)

    def _open(self, i: int) -> int:
        depth = heading_depth(self.grid, i)
        self.columns = column_names(self.grid[i : i + depth], len(self.grid[i]))
        self.heading = tuple(tuple(cell.shown if cell else "" for cell in row) for row in self.grid[i : i + depth])
        self.section = None
        return depth

    def _close(self) -> None:
        if self.records:
            used = {name for record in self.records for name in record.cells}
            columns = tuple(name for name in self.columns if name in used)
            self.found.append(Table(columns, tuple(self.records), self.unit))
        elif self.columns and self.heading:
            self.found += ["　".join(dict.fromkeys(text for text in row if text)) for row in self.heading]
        self.columns, self.heading, self.records, self.section = (), (), [], None

    def _named(self, row: Row) -> dict[str, Cell]:
        """Name the cells of a row; one merged over several columns stands under the first."""
        return {
            name: cell
            for j, (name, cell) in enumerate(zip(self.columns, row, strict=True))
            if cell is not None and cell.shown and (j == 0 or row[j - 1] is not cell)
        }

    def _lone(self, i: int, cell: Cell) -> int:
        """Read a row of one cell: a note, the title of a next table, a heading between rows, or a poor record."""
        row = self.grid[i]
        places = [j for j, one in enumerate(row) if one is cell]
        following = next((k for k in range(i + 1, len(self.grid)) if len(_distinct(self.grid[k])) > 1), None)
        if is_note(cell.shown) or (following is None and (len(places) > 1 or len(cell.shown) > 20)):
            self._note(cell, following)
        elif following is not None and self._starts_table(following, gap=True):
            self._say([cell])
        elif len(places) > max(1, len(row) // 2) or (places == [0] and not cell.numeric and self._counts_rows()):
            self.section = cell.shown
        else:
            self.records.append(Record(self._named(row), self.section))
        return 1

    def _note(self, cell: Cell, following: int | None) -> None:
        """Put a note after the table, keeping the table open where its rows go on below the note."""
        columns, heading = self.columns, self.heading
        self._say([cell])
        if following is not None and not self._would_open(following, heading):
            self.columns, self.heading = columns, heading

    def _would_open(self, i: int, heading: tuple[tuple[str, ...], ...]) -> bool:
        return _looks_like_heading(self.grid[i]) or (bool(heading) and _texts(self.grid[i]) == heading[0])

    def _counts_rows(self) -> bool:
        """Whether the first column numbers the records, so that words in it are no record."""
        firsts = [cell for record in self.records if (cell := record.cells.get(self.columns[0]))]
        return bool(firsts) and all(cell.numeric for cell in firsts)

    def _is_heading_again(self, i: int) -> bool:
        return bool(self.heading) and _texts(self.grid[i]) == self.heading[0] and bool(self.records)

    def _starts_table(self, i: int, gap: bool) -> bool:
        return gap and bool(self.records) and _looks_like_heading(self.grid[i]) and not self._is_heading_again(i)

    def _is_footer(self, i: int, cells: list[Cell]) -> bool:
        """Whether a row under the table is signed (制表人：…　审核人：…): all labels, and no record after it."""
        if not all(is_note(cell.shown) or _LABELLED.match(cell.shown) for cell in cells):
            return False
        return not any(len(_distinct(row)) > len(cells) for row in self.grid[i + 1 :])


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(cell.shown if cell else "" for cell in row)


def _is_column_numbers(cells: list[Cell]) -> bool:
    """Whether a row only numbers the columns (1 2 3 …, 甲 乙 1 2 …), as forms do under their heading."""
    figures = [cell.shown for cell in cells if cell.shown not in "甲乙丙丁戊"]
    return len(cells) > 2 and len(figures) > 1 and figures == [str(n) for n in range(1, len(figures) + 1)]


def _is_heading_cell(cell: Cell) -> bool:
    return len(cell.shown) <= 40 and (not cell.numeric or bool(_YEAR.fullmatch(cell.shown)))


def _looks_like_heading(row: Row) -> bool:
    """Whether a row below other records can head a new table: words only, most of them such as head columns."""
    cells = _distinct(row)
    words = [cell for cell in cells if _HEADING_WORD.search(cell.shown) and len(cell.shown) <= 16]
    return len(cells) > 1 and all(_is_heading_cell(cell) for cell in cells) and 2 * len(words) >= len(cells) + 1


def heading_depth(grid: Grid, i: int) -> int:
    """Return over how many rows from `i` the column heading goes; 0 where the first row is already a record."""
    first = _distinct(grid[i])
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
