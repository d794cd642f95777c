"""One sentence of an article: its parties and clauses, and who acts in each."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

from ingest.extract.actors import opening
from ingest.extract.mention import Mention
from ingest.extract.words_of_aid import ABOUT_AID, REFERRING
from ingest.words import Word, words
from vectorstore.facts import Source
from vectorstore.records import Span

if TYPE_CHECKING:
    from ingest.extract.article import Article

_COUNTS = re.compile(
    r"\d[\d,.]*\s*[余多万亿]*(?![\d,.年月日时点分号岁])[\u4e00-\u9fff%]|[两三四五六七八九十百千万][余多万亿]*[个家名人位所元户台]"
)
_HELPS = re.compile("支持|协助|帮助|项目|爱心|公司|集团|银行|基金会|协会|商会|大学|学院|医院")
BULLET = re.compile(r"[-•*·]\s*(?=\S)")
_PAIR = 2  # parties of a topic that go on acting; what lists more is no longer meant a sentence later
LONGEST = 1000  # characters of a sentence that is read; what is longer is none
CLAUSE_ENDS = "，；。！？：\n"
_ADVERBIAL = re.compile(
    r"^(?:[“”‘’（）()【】■—\s]|据[^，]{0,8}(?:介绍|悉|了解|统计)|[\d年月日至、—\-~～.]+|近日|日前|近年来?|目前|今年|去年|昨日|今日|当天|此前|此外"
    r"|其中|第一时间|连夜|紧急|火速|同时|随后|截至|期间|活动|现场|上午|下午|以来|来自|由|如|仅|在此次[^，]{0,12}(?:上|中)|像|另外|还有|方面|原标题|正文|来源|讯|记者|通讯员"
    r"|爱心企业(?!家)|在[沪京]?[\u4e00-\u9fff]{0,3}(?:央企|国企|企业)|与此同时|下一步|接下来|这是|并|也|还|又|则|而|但|自|从|每年|一直|多年|长期|[一二三四五六七八九十]+是|在[^，]{0,10}方面)*$"
)
_OBLIQUE = re.compile(
    r"(?:在|向|对|为|给|从|到|往|赴|与|和|同|把|将|被|于|至|驻|以|针对|前往|来到|走进|位于|覆盖|支持|帮助|感谢|组织|邀请|参加|得到|获得)$"
)
_PASSING = frozenset({"TIME", "t", "d", "ad", "c", "w", "f", "u", "xc", "r"})
_SUBJECTS = frozenset({"n", "nz", "PER", "ORG", "LOC", "nw", "nr", "ns", "nt", "m"})
_PRONOUNS = frozenset({"他们", "她们", "他", "她", "我们"})
_MEMBERS = re.compile(
    r"专家|队员|社工|志愿者|双方|工作人员|员工|职工|一行|代表团|团队|老师|医生|项目|活动|基金|仪式|累计|善款|款项|物资|资金|爱心|捐款|设备|图书"
)
_NAMED = re.compile(
    r"(?:(?!宣布|决定|首期|计划|第一时间|再次|火速|累计|先后|定向|紧急|追加|向|为|给|将|已|也|还|捐|在|通过|联合|的|和|与|对)[\u4e00-\u9fffA-Za-z]){2,12}"
)
_OFFICE = re.compile(
    r"[\u4e00-\u9fff、]{0,12}?(?:书记|县长|市长|区长|镇长|主席|会长|秘书长|院长|主任|局长|处长|委员|董事长|总经理|总裁|校长|部长|厅长|教授|医师)"
)
_SAYS = re.compile("表示|说|强调|指出|介绍|透露|认为|告诉")
_SETS = re.compile(r"(?:组织|动员|引导|协调|对接|促成|鼓励|推动|调派|抽调)(?:了|一批|相关)?$")
_SUBORDINATE = re.compile(r"^(?:近日，)?(?:在|得知|为|自|随着|作为|根据|按照)|(?:后|时|以来|之际|中)$")
_WHO = re.compile("的((?:(?!的)[\u4e00-\u9fff]){2,16})$")
_REFERS = re.compile(rf"^(?:该|这家|同一家|此批?|本|这个|这支)?(?:援[\u4e00-\u9fff]{{1,3}}|驻地){{0,2}}({REFERRING})")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between commas: offsets are into the sentence."""

    start: int
    end: int


@dataclass
class Sentence:
    """One sentence of an article; `start` is its offset in the document."""

    article: Article
    number: int
    start: int
    text: str
    mentions: list[Mention]
    topic: tuple[Mention, ...] = ()
    """What its paragraph has been about so far."""
    earlier: tuple[Mention, ...] = ()
    """What the article has, in this paragraph or the last that told."""

    @cached_property
    def clauses(self) -> list[Clause]:
        """The stretches between commas, semicolons and stops, quotations left whole."""
        found, depth = [], 0
        begun = bullet.end() if (bullet := BULLET.match(self.text)) else 0
        for i, letter in enumerate(self.text):
            depth += (letter in "（《") - (letter in "）》")
            if letter in CLAUSE_ENDS and depth <= 0:
                if i > begun:
                    found.append(Clause(begun, i))
                begun = i + 1
        if begun < len(self.text):
            found.append(Clause(begun, len(self.text)))
        return found

    def clause_at(self, position: int) -> int:
        """Return the number of the clause that a position lies in."""
        ends = [clause.end for clause in self.clauses]
        return min(bisect_left(ends, position), len(ends) - 1)

    def subject(self, position: int, *, strict: bool = False) -> tuple[Mention, ...]:
        """Return who acts at a position: the clause's own subject, that of one near it, or the topic so far.

        :param strict: return nobody where a clause has a subject of its own that is no party, rather than look further.
        """
        own = self.clause_at(position)
        if owner := self.article.owner_before(self, position):
            return (owner,)
        for number in range(own, -1, -1):
            clause = self.clauses[number]
            if found := self._told_to_act(clause, position) or self.subject_of(clause, position):
                return self._eldest(number, found)
            other = self._other_subject(clause, position)
            if number and other and self.is_person(other[0]) and self._holds_office(clause, other[0]):
                continue  # 甲县委书记某某、副书记某某
            if other or (other is not None and strict and number == own):
                return other
        if _SUBORDINATE.search(self.text[self.clauses[own].start : self.clauses[own].end]):
            for clause in self.clauses[own + 1 : own + 3]:
                if found := self.subject_of(clause, clause.end):
                    return found
        return self.topic if len(self.topic) <= _PAIR else ()

    def _other_subject(self, clause: Clause, before: int) -> tuple[Mention, ...] | None:
        """Return a name that the clause opens with though it is no known party; () for another noun, None for none."""
        stop = min(before, clause.end)
        told = [word for word in self.words if clause.start < word.end and word.start < stop]
        opening = dropwhile(lambda word: word.tag in _PASSING or bool(_ADVERBIAL.match(word.text)), told)
        if told and told[0].text in _PRONOUNS:
            return ()
        run = list(takewhile(lambda word: word.tag in _SUBJECTS, opening))
        if not run or _MEMBERS.match(run[0].text):
            return None
        word = next((word for word in reversed(run) if word.tag in ("PER", "nz", "ORG")), run[0])
        named = _NAMED.match(self.text, word.start)
        if word.tag not in ("PER", "nz", "ORG") or named is None or named.end() >= before:
            return ()
        if _SAYS.match(self.text, word.end):
            return ()
        verb = next((one.start for one in self.words if one.start > word.start and one.tag == "v"), len(self.text))
        long = word.tag == "PER" and (len(word.text) > 2 or len(named[0]) > 4)
        name = word.text if long else self.text[word.start : max(word.end, min(named.end(), verb))]
        return (Mention(word.start, word.start + len(name), name, "body"),)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The sentence's words."""
        return words(self.text) if len(self.text) <= LONGEST and is_worth_it(self.text) else ()

    def _acts(self, one: Mention) -> bool:
        """Whether a place acts, rather than only says where the body behind it is."""
        behind = next((word for word in self.words if word.start >= one.end), None)
        return behind is None or behind.tag not in _SUBJECTS

    def _told_to_act(self, clause: Clause, before: int) -> tuple[Mention, ...]:
        """Return whom a clause sets to work: 组织、动员、引导 a body."""
        limit = min(clause.end, before)
        inside = [one for one in self.mentions if clause.start <= one.start and one.end <= limit and one.is_body]
        return next(((one,) for one in inside if _SETS.search(self.text[clause.start : one.start])), ())

    def _eldest(self, number: int, found: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """Where people with their offices are listed clause by clause, return the first one's body."""
        for clause in reversed(self.clauses[:number] if self._is_office(found) else ()):
            before = self.subject_of(clause, clause.end)
            if before and self._is_office(before):
                found = before
            elif not _OFFICE.search(self.text[clause.start : clause.end]):
                break
        return found

    def _holds_office(self, clause: Clause, person: Mention) -> bool:
        return bool(_OFFICE.search(self.text[clause.start : person.start]))

    def _is_office(self, found: tuple[Mention, ...]) -> bool:
        return bool(found) and bool(_OFFICE.match(self.text[found[-1].end :]))

    def subject_of(self, clause: Clause, before: int) -> tuple[Mention, ...]:
        """Return who a clause opens with up to a position, if that is a party."""
        limit = min(clause.end, before)
        if opened := opening(self.text, clause.start, limit, self.mentions, self.words):
            return self.article.in_full(opened.parties)
        inside = [one for one in self.mentions if clause.start <= one.start and one.end <= limit]
        for one in inside:
            lead = self.text[clause.start : one.start]
            if _OBLIQUE.search(lead) and not re.search(r"由$", lead):
                continue
            if _ADVERBIAL.match(lead) and (one.is_body or self._acts(one)):
                return self._with_listed(one)
            break
        return self._referred(clause)

    def is_person(self, one: Mention) -> bool:
        """Whether a mention is somebody's name."""
        return any(word.tag == "PER" and word.start <= one.start and one.end <= word.end + 1 for word in self.words)

    def opens_with(self, position: int) -> tuple[Mention, ...]:
        """Return the names that the clause of a position opens with, right before its predicate."""
        return self.opens_from(self.clauses[self.clause_at(position)].start, position)

    def opens_from(self, start: int, position: int) -> tuple[Mention, ...]:
        """Return the names that stand between two positions, right before a predicate."""
        opened = opening(self.text, start, position, self.mentions, self.words)
        return self.article.in_full(opened.parties) if opened else ()

    def _with_listed(self, first: Mention) -> tuple[Mention, ...]:
        """Return a mention and those listed or joined with it: 甲、乙和丙; 甲联合乙."""
        group, reached = [first], first.end
        for other in self.mentions:
            if other.start < reached:
                continue
            between, reached = self.text[reached : other.start], other.end
            if between == "、" and first.is_body and not other.is_body:
                continue  # one of a list of bodies that has a place's name
            if re.fullmatch(r"、|和|及|以及|联合|携手|会同|与|牵手|携", between) and other.is_body and first.is_body:
                if re.fullmatch("与|和", between) and not self._acts_together(other.end):
                    break
                group.append(other)
            else:
                break
        return tuple(group)

    def _acts_together(self, position: int) -> bool:
        """Whether 甲与乙 do something together, rather than with each other."""
        return not re.match(r"[^，。；]{0,20}(?:结对|签|帮扶关系|协议|合作|续约|对口)", self.text[position:])

    def _referred(self, clause: Clause) -> tuple[Mention, ...]:
        lead = self.text[clause.start : clause.end]
        lead = re.sub(r"^(?:此外|同时|目前|近年来|[\d年月日至]+|，|“)*", "", lead)
        if (match := _REFERS.match(lead)) is None:
            return ()
        found = self.article.last_called(match[1], self.start + clause.start)
        return (found,) if found else ()

    def named_behind(self, clause: Clause, position: int) -> tuple[Mention, ...]:
        """Return whom a clause only tells of behind a position: 向乙捐赠过的甲."""
        behind = _WHO.search(self.text, position, clause.end)
        if behind is None or not self.text.startswith(("，", "。"), clause.end):
            return ()
        one = Mention(behind.start(1), behind.end(1), behind[1], "body")
        known = tuple(other for other in self.mentions if other.is_body and other.end == clause.end)
        return known if known and known[0].start >= one.start else (one,) if self.is_person(one) else ()

    def source(self, start: int, end: int) -> Source:
        """Return the characters of the sentence from `start` to `end` as a source of a fact."""
        span = Span(self.article.document.id, self.start + start, self.start + end)
        return Source(span, self.text[start:end])


def is_worth_it(text: str) -> bool:
    """Whether a sentence may tell something, so that the tagger is to look at it: of aid, or an amount."""
    return bool(ABOUT_AID.search(text) or _HELPS.search(text) or _COUNTS.search(text))
