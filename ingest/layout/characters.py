"""Characters as they should have been copied: radicals folded to ideographs, invisible characters gone.

Printing software often writes a glyph's code point instead of the character's (⽉ for 月), and search never finds it.
Every fold here replaces one character by one, so that offsets survive it.
"""

from __future__ import annotations

import re
import unicodedata

_SUPPLEMENT = dict(
    zip(
        "⺌⺎⺓⺕⺛⺝⺟⺠⺨⺩⺪⺮⺯⺰⺲⺳⺶⺷⺸⺼⺽⻀⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻐⻑⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "小兀幺彐旡月母民犭王疋竹糸纟罒罓羊羊羊月臼艹衤覀西见角讠贝车辶辶钅長镸长门雨青韦页风飞食食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
"""CJK Radicals Supplement: Unicode gives most of these no decomposition, though they look like the ideograph."""

_FOLDED_BLOCKS = (
    (0x2F00, 0x2FD5),  # Kangxi radicals
    (0xF900, 0xFAFF),  # CJK compatibility ideographs
    (0x2F800, 0x2FA1F),  # CJK compatibility ideographs supplement
    (0xFE10, 0xFE19),  # vertical forms of punctuation
    (0xFE30, 0xFE4F),  # vertical brackets, which NFKC gives back as the horizontal ones
    (0xFF10, 0xFF19),  # full-width digits
    (0xFF21, 0xFF3A),  # full-width capital letters
    (0xFF41, 0xFF5A),  # full-width small letters
)


_VERTICAL_MARKS = {0xFE10: "，", 0xFE13: "：", 0xFE14: "；", 0xFE15: "！", 0xFE16: "？"}
"""Where NFKC would give the ASCII mark, Chinese text wants its own."""

_SPACES = (0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F)
"""Spaces of every width that mean no more than a space; the ideographic space stays, for it marks an indent."""


def _fold_table() -> dict[int, str]:
    table = {ord(radical): ideograph for radical, ideograph in _SUPPLEMENT.items()}
    for first, last in _FOLDED_BLOCKS:
        for code in range(first, last + 1):
            folded = unicodedata.normalize("NFKC", chr(code))
            if len(folded) == 1 and folded != chr(code) and not folded.isspace():
                table[code] = folded
    table.update(_VERTICAL_MARKS)
    table.update(dict.fromkeys(_SPACES, " "))
    return table


FOLDS = _fold_table()
"""Code point to the one character it should have been."""

INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\uffff\x00-\x08\x0e-\x1f\x7f]"
)
"""Soft hyphens, zero-width characters, direction marks and control characters: nothing that a reader sees."""

HAN = "々〇一-鿿㐀-䶿\U00020000-\U0003134f"
"""Chinese characters, as the inside of a regular expression's class."""


def fold(text: str) -> str:
    """Return `text` with every foldable character replaced by the character it stands for; the length stays."""
    return text.translate(FOLDS)
