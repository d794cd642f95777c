"""CSV and its kin into a grid of cells: the encoding and the delimiter are found out, quoted line breaks kept whole."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import islice

from ingest.decoding import decode, tidy
from ingest.errors import Damaged
from ingest.tables import Cell, text_cell

_DELIMITERS = ",\t;|，；"
_SAMPLE_RECORDS = 60
_LONGEST_FIELD = 16 << 20


def grid_of_text(data: bytes) -> list[list[Cell | None]]:
    """Return the cells of a delimited text file.

    :raises Damaged: when the bytes are no text.
    """
    text = tidy(decode(data).text)
    delimiter, text = _stated(text)
    csv.field_size_limit(_LONGEST_FIELD)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(text))
    try:
        return [[text_cell(value) if value.strip() else None for value in record] for record in records]
    except csv.Error as broken:
        raise Damaged("文件不是完整的表格文本，引号或单元格没有结束；请检查后重新导入。") from broken


def _stated(text: str) -> tuple[str | None, str]:
    """Take the line `sep=;` off, with which Excel's files may state their delimiter."""
    first, _, rest = text.partition("\n")
    stated = first.strip().strip('"')
    return (stated[4], rest) if stated[:4].lower() == "sep=" and len(stated) == 5 else (None, text)


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts most of the first records into the same number of fields, more than one."""
    return max(_DELIMITERS, key=lambda one: _evenness(text, one))


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    try:
        sample = list(islice(csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=delimiter), _SAMPLE_RECORDS))
    except csv.Error:
        return 0.0, 0
    widths = Counter(len(record) for record in sample if any(field.strip() for field in record))
    width, count = max(widths.items(), key=lambda item: (item[1] if item[0] > 1 else 0, item[0]), default=(1, 0))
    return (count / widths.total(), width) if width > 1 else (0.0, 0)
