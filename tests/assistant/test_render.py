"""Rendering strings that nobody vouches for: whatever a document or a model says, it stays text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from assistant.feedback import Feedback
from assistant.ledger.conflicting import Telling
from assistant.records import Answer, Checks, Citation
from assistant.ui import actions, differing, document_view, render
from vectorstore.records import Document

OUR_TAGS = {
    *("fieldset", "input", "label", "legend", "textarea"),
    *("caption", "table", "tbody", "td", "th", "thead", "tr"),
    *("a", "article", "blockquote", "br", "button", "div", "h2", "h3", "mark", "p", "pre", "section", "span"),
}
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=http://evil.example/a onerror=alert(1)>",
    '"><svg onload=alert(1)><image href=http://evil.example/s />',
    "<video src=http://evil.example/v autoplay></video><audio src=x>",
    '<div style="background:url(http://evil.example/c);position:fixed;inset:0">',
    "<form action=http://evil.example/f><input name=a><button>提交</button></form>",
    "<base href=http://evil.example/><meta http-equiv=refresh content=0;url=http://evil.example>",
    "</pre></blockquote></div></section><iframe src=http://evil.example></iframe>",
    "<!-- --><![CDATA[<b>x</b>]]><?php ?>",
    "&lt;img src=x&gt; &#60;b&#62;",
    "x" * 100_000,
]


class Tags(HTMLParser):
    """Collects the tags, attributes and text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def document(text: str, **fields) -> Document:
    return Document(text=text, **{"file": "/库/样例/一.txt", "title": "标题", **fields})


def citation(of: Document, quote: str, marker: int = 1) -> Citation:
    start = of.text.index(quote)
    source = "样例/一.txt"
    return Citation(
        marker, of.id, of.title, of.publisher, of.published, source, of.page, start, start + len(quote), quote
    )


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: text[:16])
def test_hostile_strings_become_text_everywhere(hostile):
    source = document(f"前。{hostile}后。", title=hostile, publisher=hostile, page=hostile, doc_number=hostile)
    item = render.excerpt(citation(source, hostile), source)
    given = Answer(hostile, "partial", f"{hostile}[1]", (item.citation,), Checks(1, (hostile,)))
    pieces = (
        render.question(hostile),
        render.notice("", hostile, "zh"),
        render.draft(hostile, "zh"),
        render.answer(given, [item], 1, "zh"),
        render.sources([(1, hostile, [item])], "zh"),
        document_view.document(source, 2, 2 + len(hostile), "zh"),
        actions.under("01J", [Feedback((), hostile, hostile, "2024")], "zh"),
        actions.form([Feedback((), hostile, hostile, "2024")], hostile, "zh"),
        actions.follow_ups([hostile], "zh"),
        differing.table([Telling(hostile, hostile, hostile, hostile, hostile)], "zh"),
    )
    for piece in pieces:
        seen = Tags(piece)
        assert {tag for tag, _ in seen.tags} <= OUR_TAGS
        assert not any(name.startswith("on") or name in ("style", "src") for _, attrs in seen.tags for name in attrs)
        assert all(attrs["href"].startswith(("#", "/page/answer/01J.")) for tag, attrs in seen.tags if tag == "a")
        assert hostile[:400] in seen.text or render.unlinked(hostile)[:400] in seen.text


def test_a_computation_is_set_apart_and_a_remark_in_brackets_is_not():
    said = "共25家（6家 + 8家 + 11家），覆盖8个县（市、区）；平均75万元（1.2亿元 ÷ 160个 ≈ 75万元）。[1]"
    html = render.answer(Answer("问", "answered", said), [], 1, "zh")
    assert re.findall('<span class="computation">(.*?)</span>', html) == [
        "6家 + 8家 + 11家",
        "1.2亿元 ÷ 160个 ≈ 75万元",
    ]
    assert "8个县（市、区）" in html


def test_markers_become_links_only_where_a_citation_stands():
    source = document("有3家。")
    item = render.excerpt(citation(source, "有3家"), source)
    html = render.answer(Answer("问", "answered", "有3家。[1][7]", (item.citation,)), [item], 2, "zh")
    assert '<a class="marker" href="#source-2-1">【1】</a>【7】' in html


@pytest.mark.parametrize(
    "markdown", ["![图](http://evil.example/a)", "[点](http://evil.example)", "[r]: http://evil.example"]
)
def test_markdown_is_shown_as_it_was_written(markdown):
    given = Answer("问", "answered", markdown)
    assert markdown in Tags(render.answer(given, [], 1, "zh")).text


@pytest.mark.parametrize("control", ["\u202e", "\u2066", "\u200f", "\ufeff", "\x00", "\x1b", "\x85"])
def test_controls_that_hide_or_reorder_are_made_visible(control):
    assert render.escape(f"甲{control}乙") == "甲\ufffd乙"


def test_lines_stay_lines():
    assert render.escape("甲\r\n乙\n丙\r丁") == "甲<br>乙<br>丙<br>丁"


def test_an_excerpt_runs_from_sentence_to_sentence_around_the_quote():
    text = "".join(f"这是第{number}句话，说的是第{number}件事情。" for number in range(60))
    quote = "这是第30句话"
    item = render.excerpt(citation(document(text), quote), document(text))
    assert item.quote == quote
    assert item.before.startswith("…这是第")
    assert item.before.endswith("件事情。")
    assert item.after.endswith("件事情。…")
    assert len(item.before) + len(item.after) < 2 * render.CONTEXT + 4


def test_an_excerpt_of_a_short_document_is_all_of_it():
    item = render.excerpt(citation(document("甲乙丙丁。"), "乙丙"), document("甲乙丙丁。"))
    assert (item.before, item.quote, item.after) == ("甲", "乙丙", "丁。")


def test_a_quote_too_long_for_the_panel_is_cut_in_the_middle():
    text = "头" + "字" * 5000 + "尾"
    item = render.excerpt(citation(document(text), text), document(text))
    assert len(item.quote) < 1000
    assert item.quote[0] + item.quote[-1] == "头尾"


def test_a_page_is_a_newspapers_or_a_files():
    for kind, words in (("news", "第 3 版"), ("policy", "第 3 页")):
        source = document("甲乙", kind=kind, page="3")
        panel = render.sources([(1, "问", [render.excerpt(citation(source, "甲"), source)])], "zh")
        assert words in panel


def test_a_whole_document_has_exactly_the_cited_words_highlighted():
    source = document("甲🙂乙\n丙丁", published="2024-01-02")
    html = document_view.document(source, 2, 5, "zh")
    assert re.search("<mark>(.*?)</mark>", html)[1] == "乙<br>丙"
    assert "2024-01-02" in html
    assert "<mark></mark>" in document_view.document(source, 900, -4, "zh")


def test_what_is_copied_is_the_answer_with_its_references():
    source = document("有3家。", publisher="日报", published="2024-01-02")
    item = render.excerpt(citation(source, "有3家"), source)
    given = Answer("问", "answered", "有3家。[1]", (item.citation,))
    assert render.plain(given, [item], "zh") == "有3家。【1】\n\n来源：\n【1】《标题》，日报，2024-01-02"
    assert render.plain(given, [item], "en").endswith("Sources:\n【1】《标题》，日报，2024-01-02")


def test_the_last_answers_sources_are_shown_first():
    source = document("甲乙")
    item = render.excerpt(citation(source, "甲"), source)
    panel = render.sources([(1, "一", [item]), (3, "二", [])], "zh")
    assert re.findall('class="(turn[ a-z]*)" id="(.*?)"', panel) == [
        ("turn", "sources-1"),
        ("turn current", "sources-3"),
    ]
    assert "没有引用任何文档" in panel


def test_a_draft_says_so_and_leads_nowhere():
    shown = render.draft("见 https://evil.example/a?b=1 或 www.evil.cn，写信给 a@evil.com。已投入3.5亿元[1]。", "zh")
    assert "草稿" in shown
    assert "evil" not in shown
    assert "3.5亿元【1】" in shown
