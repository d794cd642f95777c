"""Tables out of grids of cells, whoever made the grid: a spreadsheet, a Word table, a web page.

People head their tables with titles and notes, spread a heading over several rows and merge it over several columns,
put two tables side by side, and add totals and remarks below. What comes out is a sequence of text lines and tables,
each table with one name a column ("资金/2022年") and one record a row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


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
_NOTE = re.compile(
    r"^(?:[（(]?(?:附件|附表|附录|附)\s*[\d一二三四五六七八九十]*\s*[)）]?\s*[:：]?$"
    r"|注\s*[:：\d]|备\s*注\s*[:：]|说\s*明\s*[:：]|填\s*报|填\s*表|制\s*表|编\s*制|审\s*核|复\s*核|报\s*送|上\s*报|单\s*位\s*(?:负责人|盖章|[:：（(])|联\s*系\s*(?:人|电\s*话)\s*[:：]"
    r"|负\s*责\s*人|数据来源|资料来源|截\s*[至止]|日\s*期\s*[:：]|时\s*间\s*[:：]|[（(](?:单位|截至|盖章)|[*※★])"
)
_UNIT = re.compile(
    r"(?<![\u3400-\u9fff])(?:计量|金额|货币)?单\s*位\s*[:：]\s*"
    r"((?:[百千万亿]*元|人民币|[万千]?(?:人次?|户|个|家|亩|公顷|吨|公斤|套|件|所|名|场次?|项|台|批)|[%％])(?:[、，,/](?:[百千万亿]*元|[万千]?(?:人次?|户|个|家|亩|吨|名|项|场次?)))*)"
)


def unit_of(text: str) -> str | None:
    """Return the unit of all figures that a note gives (单位：万元); 填报单位：… is none."""
    match = _UNIT.search(text)
    return match[1] if match else None


def is_note(text: str) -> bool:
    """Tell whether a line beside a table is a note about it (填报单位：, 注：, 附件1) and not its title."""
    return bool(_NOTE.match(text) or unit_of(text))


def distinct(row: Row) -> list[Cell]:
    """Return the cells of a row, each once, however many places it covers."""
    return list(dict.fromkeys(cell for cell in row if cell is not None))


def rectangular(grid: Grid) -> list[list[Cell | None]]:
    """Return a grid whose rows are of one length, without empty rows at its end and columns at its right."""
    width = max((j + 1 for row in grid for j, cell in enumerate(row) if cell is not None), default=0)
    rows = [[*row[:width], *[None] * (width - len(row))] for row in grid]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows
