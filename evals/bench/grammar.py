"""The number grammar both ways: amounts written as officials and reporters write them, and read back.

    python -m evals.bench.grammar [--amounts 1000000] [--seed 7]

Every amount is written in one of the forms below, set into a sentence and read; a form that reads as anything else than
its value, unit and qualifier is counted and shown. The suite does the same with a few thousand.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from rich.console import Console

from ingest.quantities import quantities

UNITS = ("元", "人", "人次", "户", "个", "家", "所", "名", "台", "亩", "份", "公斤")
BEFORE = ("近", "约", "超", "超过", "逾", "至少", "不足")
AFTER = ("余", "多")
_DIGITS = "零一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


@dataclass(frozen=True, slots=True)
class Written:
    """An amount as it is written, and what it must be read as."""

    text: str
    value: Decimal
    unit: str
    qualifier: str | None


def numerals(number: int) -> str:
    """Write a number below a million million in Chinese numerals, as a clerk does."""
    for size, letter in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            head, rest = divmod(number, size)
            return numerals(head) + letter + (("零" if rest < size // 10 else "") + numerals(rest) if rest else "")
    text, gap = "", False
    for size, letter in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + letter
        gap = not digit and bool(text)
    return text or "零"


def _decimal(number: int) -> tuple[str, Decimal]:
    value = Decimal(number) / 100
    return f"{value.normalize():f}", value


def _plain(number: int) -> tuple[str, Decimal]:
    return str(number), Decimal(number)


def _grouped(number: int) -> tuple[str, Decimal]:
    return f"{number:,}", Decimal(number)


def _full_width(number: int) -> tuple[str, Decimal]:
    return str(number).translate(_FULL_WIDTH), Decimal(number)


def _myriads(number: int) -> tuple[str, Decimal]:
    text, value = _decimal(number)
    return f"{text}万", value * 10**4


def _hundred_millions(number: int) -> tuple[str, Decimal]:
    text, value = _decimal(number)
    return f"{text}亿", value * 10**8


def _numerals(number: int) -> tuple[str, Decimal]:
    return numerals(number), Decimal(number)


def _spaced(number: int) -> tuple[str, Decimal]:
    return f" {number} 万", Decimal(number) * 10**4


FORMS: tuple[Callable[[int], tuple[str, Decimal]], ...] = (
    _plain,
    _grouped,
    _full_width,
    _myriads,
    _hundred_millions,
    _numerals,
    _spaced,
)


def write(number: int, form: int, unit: str, before: str | None, after: str | None) -> Written:
    """Write an amount in one of the forms.

    :param number: a whole number from two up; the forms with decimals take it for hundredths.
    :param before: a qualifier before the number, or `after` one behind it; not both.
    """
    text, value = FORMS[form](number)
    return Written(f"{before or ''}{text}{after or ''}{unit}", value, unit, before or after)


def reads_back(written: Written) -> bool:
    """Whether the amount is read as what it is, in a sentence of other words."""
    found = list(quantities(f"该会累计支出{written.text}，群众受益。"))
    if len(found) != 1:
        return False
    (one,) = found
    return (one.value, one.unit, one.qualifier) == (written.value, written.unit, written.qualifier)


def amounts(count: int, seed: int) -> Iterator[Written]:
    """Yield so many amounts, small and large ones alike; the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - amounts are no secrets
    for _ in range(count):
        number = rng.randrange(2, 10 ** rng.randrange(1, 9) + 2)
        qualifier = rng.randrange(3)
        before = rng.choice(BEFORE) if qualifier == 1 else None
        after = rng.choice(AFTER) if qualifier == 2 else None
        yield write(number, rng.randrange(len(FORMS)), rng.choice(UNITS), before, after)


def main() -> None:
    """Write and read, and print what is not read back."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--amounts", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    console = Console()
    wrong = [one for one in amounts(arguments.amounts, arguments.seed) if not reads_back(one)]
    for one in wrong[:20]:
        console.print(f"{one.text}: {[(read.value, read.unit, read.qualifier) for read in quantities(one.text)]}")
    console.print(f"{arguments.amounts - len(wrong):,} of {arguments.amounts:,} amounts read back")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
