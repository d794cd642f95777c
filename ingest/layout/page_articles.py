"""A newspaper page to its articles: cut apart, put in reading order, lines joined into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.layout.lines import joined_text
from ingest.layout.page_atoms import atoms
from ingest.layout.page_blocks import JUMP, Block, blocks
from ingest.layout.page_model import Box, Graphics, Line, around
from ingest.layout.page_order import INDENT, SHORT, Flow
from ingest.layout.page_regions import Atom, Piece, pieces

BACKGROUND = 3
"""Lines of text on a picture from which it is a background."""

ADJACENT = 4.0
"""Ems between two pieces of one article at most."""

LONGEST_ADVERTISEMENT = 160
"""Characters; what is longer is an article, whatever telephone numbers it gives."""

_ADVERTISEMENT = re.compile("^(?:公益|商业)?广告$|(?:热线|电话|订购|咨询|地址|联系人|微信)\\s*[：:]")
_ONLY_LABEL = re.compile("^(?:公益|商业)?广告$")


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it stands on one page.

    :param decks: lines over and under the headline, in this order.
    :param jump_to: page on which it goes on; `jump_from` the page on which it began.
    :param open_end: its text stops in mid-sentence; `open_start` that it begins there.
    """

    title: str | None
    decks: tuple[str, ...]
    bylines: tuple[str, ...]
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    box: Box
    jump_to: str | None = None
    jump_from: str | None = None
    open_start: bool = False
    open_end: bool = False
    confidence: float = 1.0


def articles(lines: Iterable[Line], graphics: Graphics) -> list[Article]:
    """Return the articles of a page, those at the top left first; `lines` without its header and footer."""
    every = list(lines)
    if not every:
        return []
    pictures = tuple(picture for picture in graphics.pictures if not _is_background(picture, every))
    graphics = Graphics(graphics.rules, graphics.frames, pictures)
    found = blocks(every, graphics)
    parts = _with_frames(found, graphics)
    parts = _joined_by_text([part for part in parts if not _is_advertisement(part)])
    made = [_article(part) for part in parts if part.text or part.heads]
    return sorted(_with_loose_captions(made, parts), key=lambda one: (round(one.box.y0 / 40), one.box.x0))


def _is_background(picture: Box, lines: Sequence[Line]) -> bool:
    return sum(picture.holds(line.box) for line in lines) > BACKGROUND


def _with_frames(found: Sequence[Block], graphics: Graphics) -> list[Piece]:
    """Cut what every frame holds, the innermost first, and then the page with the frames in their places."""
    done: list[Piece] = []
    left, pictures, closed = list(found), list(graphics.pictures), list[Atom]()
    for frame in sorted({*graphics.frames, *_drawn_frames(graphics.rules)}, key=lambda box: box.area):
        inside = [one for one in left if _is_inside(one.box, frame)]
        if inside and len(inside) < len(left) and _sells(inside):
            left = [one for one in left if one not in inside]
            closed.append(Atom(frame, closed=True))
            continue
        if len(inside) == len(left) or not {"headline", "body"} <= {one.role for one in inside}:
            continue
        framed = [picture for picture in pictures if _is_inside(picture, frame)]
        nested = [atom for atom in closed if _is_inside(atom.box, frame)]
        done += pieces([*atoms(inside, framed, graphics.rules), *nested], graphics)
        left = [one for one in left if one not in inside]
        pictures = [picture for picture in pictures if picture not in framed]
        closed = [*(atom for atom in closed if atom not in nested), Atom(frame, closed=True)]
    return [*done, *pieces([*atoms(left, pictures, graphics.rules), *closed], graphics)]


def _is_inside(box: Box, frame: Box) -> bool:
    return frame.holds(box) and box.overlap(frame) > 0.8 * box.area


def _drawn_frames(rules: Sequence[Box]) -> list[Box]:
    """Return the boxes that four rules close."""
    flat = [rule for rule in rules if rule.width > rule.height]
    upright = [rule for rule in rules if rule.width <= rule.height]
    found = []
    for number, top in enumerate(flat):
        for bottom in flat[number + 1 :]:
            if abs(top.x0 - bottom.x0) > 4 or abs(top.x1 - bottom.x1) > 4 or abs(top.cy - bottom.cy) < 20:
                continue
            box = around((top, bottom))
            sides = [rule for rule in upright if abs(rule.y0 - box.y0) < 4 and abs(rule.y1 - box.y1) < 4]
            if any(abs(rule.cx - box.x0) < 4 for rule in sides) and any(abs(rule.cx - box.x1) < 4 for rule in sides):
                found.append(box)
    return found


def _is_advertisement(part: Piece) -> bool:
    """Tell whether a piece sells something: it says so, or gives a telephone number and hardly a sentence."""
    return _sells(part.blocks)


def _sells(blocks: Sequence[Block]) -> bool:
    texts = [one.text.replace("\n", "") for one in blocks]
    if any(_ONLY_LABEL.match(text.strip()) for text in texts):
        return True
    short = sum(map(len, texts)) < LONGEST_ADVERTISEMENT
    return short and not any("。" in text for text in texts) and any(_ADVERTISEMENT.search(text) for text in texts)


def _joined_by_text(parts: Sequence[Piece]) -> list[Piece]:
    """Give text without a headline to the article that it takes up in mid-sentence, or that takes it up."""
    headed = [part for part in parts if part.heads or not part.text]
    for stray in (part for part in parts if part.text and not part.heads):
        fits = [number for number, part in enumerate(headed) if part.text and _runs_on(part, stray)]
        if len(fits) == 1:
            headed[fits[0]] = Piece(headed[fits[0]].atoms + stray.atoms)
        else:
            headed.append(stray)
    return headed


def _runs_on(part: Piece, stray: Piece) -> bool:
    """Tell whether an article breaks off where a stray piece of like type next to it begins, or the other way."""
    size = stray.text[0].size
    apart = max(-part.box.x_overlap(stray.box), -part.box.y_overlap(stray.box))
    if apart > ADJACENT * size or abs(part.text[0].size - size) > 0.06 * size:
        return False
    own, other = part.flow.ordered(), stray.flow.ordered()
    after = part.flow.edges(own[-1]).open and not stray.flow.edges(other[0]).fresh
    before = stray.flow.edges(other[-1]).open and not part.flow.edges(own[0]).fresh
    return after or before


def _article(part: Piece) -> Article:
    head = part.heads[0] if part.heads else None
    group = next((atom.blocks for atom in part.atoms if head and head in atom.blocks), ())
    decks = [one for one in group if one is not head and one.role in ("deck", "headline")]
    inner = [one for one in part.heads[1:] if one not in decks]
    flow = Flow([*part.text, *inner])
    order = flow.ordered() if part.text else []
    jumps = [found for one in part.blocks if one.role == "jump" and (found := JUMP.match(one.text.replace("\n", "")))]
    return Article(
        title=headline(head) if head else None,
        decks=tuple(headline(one) for one in sorted(decks, key=lambda one: one.box.y0)),
        bylines=tuple(" ".join(line.text for line in one.lines) for one in _role(part, "byline")),
        paragraphs=paragraphs(order, flow),
        captions=tuple(joined_text([line.text for line in one.lines]) for one in _role(part, "caption")),
        box=part.box,
        jump_to=next((jump["page"] for jump in jumps if "转" in jump["way"]), None),
        jump_from=next((jump["page"] for jump in jumps if "接" in jump["way"]), None),
        open_start=bool(order) and not flow.edges(order[0]).fresh,
        open_end=bool(order) and flow.edges(order[-1]).open,
        confidence=min((line.confidence for one in part.blocks for line in one.lines), default=1.0),
    )


def _role(part: Piece, role: str) -> list[Block]:
    return sorted((one for one in part.blocks if one.role == role), key=lambda one: (one.box.y0, one.box.x0))


def headline(one: Block) -> str:
    """Return the lines of a headline as one, with a space where it has two halves rather than a wrapped line."""
    texts = [" ".join(line.text.split()) for line in one.lines]
    shortest, longest = min(map(len, texts)), max(map(len, texts))
    halves = len(texts) == 2 and shortest >= 5 and shortest > 0.6 * longest
    return (" " if halves else "").join(texts)


def paragraphs(order: Sequence[Block], flow: Flow) -> tuple[str, ...]:
    """Return the running text of blocks in reading order, a paragraph a string."""
    found: list[list[str]] = []
    ended = True
    for one in order:
        left, right = flow.column(one)
        if one.role == "headline":
            found.append([headline(one)])
            ended = True
            continue
        for line in one.lines:
            if ended or line.box.x0 > left + INDENT * one.size:
                found.append([])
            found[-1].append(line.text)
            ended = line.box.x1 < right - SHORT * one.size
    return tuple(text for lines in found if (text := joined_text(lines)))


def _with_loose_captions(made: Sequence[Article], parts: Sequence[Piece]) -> list[Article]:
    """Give the caption of a picture that stands by itself to the nearest article."""
    every = list(made)
    for part in parts:
        loose = [joined_text([line.text for line in one.lines]) for one in _role(part, "caption")]
        if part.text or part.heads or not loose or not every:
            continue
        nearest = min(range(len(every)), key=lambda number: _distance(every[number].box, part.box))
        own = every[nearest]
        every[nearest] = replace(own, captions=own.captions + tuple(loose))
    return every


def _distance(one: Box, other: Box) -> float:
    return max(0.0, -one.x_overlap(other)) + max(0.0, -one.y_overlap(other))
