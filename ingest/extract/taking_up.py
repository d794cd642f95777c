"""Words that take up a party named before, as parties of their own: 该旅与这个村子结对, 集团与甲县政府签订协议."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ingest.extract.mention import Mention
from ingest.extract.words_of_aid import REFERRING

_POINTED = re.compile(
    rf"(?:该|这家|这个|这支|这座|这所|同一家)(?:爱心)?(?P<noun>{REFERRING}|[村县镇乡校区行院会]|社区)(?![\u4e00-\u9fff]?[委长级])子?"
)
_BARE = re.compile(
    rf"(?:(?<=[，。；：、“是由])|^)(?P<noun>{REFERRING})(?=[与和同]|对口|结对|定点|(?:已|共|还|又|再次|累计|先后|紧急|火速|首批|积极|率先)*(?:向|为|捐|资助|驰援))"
)


def taken_up(
    text: str, mentions: Sequence[Mention], last_called: Callable[[str, int], Mention | None]
) -> Iterator[Mention]:
    """Yield the words of a sentence that take up a party, each with that party's full name.

    :param last_called: returns the party named last before a place in the sentence whose name ends in a word.
    """
    for form in (_POINTED, _BARE):
        for match in form.finditer(text):
            if any(one.start < match.end() and match.start() < one.end for one in mentions):
                continue
            if meant := last_called(match["noun"], match.start()):
                yield replace(meant, start=match.start(), end=match.end(), text=match[0], full=meant.name)
