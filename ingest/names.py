"""Names of organisations in a sentence: what the tagger marks, carried on to the end of the name."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.words import words

# What the name of a body ends in. A tagger often stops before it (镇雄乐为社会工作 | 服务中心).
BODY = (
    "基金会|协会|商会|学会|促进会|联合会|研究会|校友会|总会|慈善会|红十字会|工会|服务中心|发展中心|救助中心|服务社|合作社|工作站|指挥部|委员会"
    "|有限责任公司|股份有限公司|有限公司|公司|集团|医院|学院|大学|银行|研究院|中心"
)
_ENDS = re.compile(rf"(?:{BODY})$")
_REACH = re.compile(rf"[\u4e00-\u9fffA-Za-z（）()]{{0,10}}?(?:{BODY})(?![\u4e00-\u9fff]{{0,1}}(?:基金会|协会|商会))")


@lru_cache(maxsize=4096)
def organisations(sentence: str) -> tuple[str, ...]:
    """Return the names of the bodies that `sentence` names, in order, each once."""
    found: dict[str, None] = {}
    tagged = words(sentence)
    for index, word in enumerate(tagged):
        if word.tag != "ORG":
            continue
        start, end = word.start, word.end
        before = tagged[index - 1] if index else None
        if before and before.tag == "LOC" and before.end == start:
            start = before.start
        if not _ENDS.search(word.text):
            more = _REACH.match(sentence, end)
            if more and not re.search("[，。、]", more[0]):
                end = more.end()
        found.setdefault(sentence[start:end])
    return tuple(found)


def is_body(name: str) -> bool:
    """Whether a name ends as the name of an association, foundation, company or institution does."""
    return bool(_ENDS.search(name))
