"""Answers given before: who may see them, as what they come back, and what was said of them."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from markdown_it import MarkdownIt

from assistant.access import OWNER, Visitor
from assistant.errors import BadInput
from assistant.feedback import feedback_of, give, in_chinese
from assistant.records import Answer, Checks, Citation
from assistant.ui import history, routes
from assistant.ui.exports.markdown import inert, markdown
from assistant.ui.exports.sheet import sheet
from assistant.ui.exports.word import word
from vectorstore.errors import NoSuchAnswer
from vectorstore.library import Library

READER, OTHER, ADMIN = Visitor("甲", "reader"), Visitor("乙", "reader"), Visitor("管理员", "admin")
CITED = Citation(1, "d" * 16, "报道", "日报", "2024-01-02", "样例/一.txt", "3", 3, 5, "3家")


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path) as opened:
        yield opened


def kept(library, *, asker="甲", after=None, said="有3家。[1]", question="有几家？", cited=CITED, **fields) -> str:
    given = Answer(question, "answered", said, (cited,), Checks(1), library="f", **fields)
    return library.save_answer(given.to_json() | {"asker": asker, "after": after, "feedback": None})


def test_an_answer_comes_back_from_its_record_as_it_was(library):
    given = Answer("问", "partial", "答。[1]", (CITED,), Checks(1, ("3.7亿",)), options=("甲", "乙"), facts=("f1",))
    record = library.save_answer(given.to_json() | {"feedback": None, "plan": {}})
    back = Answer.from_json(library.answer(record))
    assert back.to_json() == given.to_json() | {"record": record}


@pytest.mark.parametrize(("visitor", "sees"), [(READER, True), (OTHER, False), (ADMIN, True), (OWNER, True)])
def test_an_answer_is_for_who_asked_and_who_may_see_everyones(library, visitor, sees):
    record = kept(library)
    if sees:
        (exchange,) = history.reopened(library, record, visitor)
        assert exchange.answer.answer == "有3家。[1]"
        assert exchange.excerpts[0].quote == "3家"  # the document is gone, the record still quotes it
        assert exchange.stale
    else:
        with pytest.raises(NoSuchAnswer):
            history.reopened(library, record, visitor)


def test_what_another_asked_looks_like_what_nobody_asked(library):
    with pytest.raises(NoSuchAnswer) as hidden:
        history.visible(library, kept(library), OTHER)
    assert "甲" not in str(hidden.value)


def test_the_list_is_of_ones_own_conversations(library):
    first = kept(library)
    last = kept(library, after=first, question="那老师呢？")
    kept(library, asker="乙", question="别人的问题")
    listing = history.listed(library, READER, "", "zh")
    assert f'href="/?answer={last}"' in listing
    assert "2 个回答" in listing
    assert "别人的问题" not in listing
    assert "没有找到含有“&lt;b&gt;”的对话" in history.listed(library, READER, "<b>", "zh")


def test_feedback_replaces_what_the_same_person_said_before(library):
    record = kept(library)
    give(library, record, ("wrong_figure",), "应为4家", "甲")
    give(library, record, (), "查过了", "管理员")
    give(library, record, ("right",), "", "甲")
    told = feedback_of(library.answer(record))
    assert [(one.by, one.verdicts, one.words) for one in told] == [("管理员", (), "查过了"), ("甲", ("right",), "")]
    assert in_chinese(told[0]).endswith("（管理员） 查过了")
    with pytest.raises(BadInput, match="还没有写反馈"):
        give(library, record, (), "  ", "甲")
    with pytest.raises(BadInput, match="2,001 个字"):
        give(library, record, (), "长" * 2001, "甲")


@pytest.fixture
def client(library):
    """A browser of the page's own routes, sent as the person that `client.headers['x-name']` names."""
    app = FastAPI()
    routes.install(app, library)

    async def named(scope, receive, send):
        if scope["type"] == "http":
            name = dict(scope["headers"]).get(b"x-name", b"").decode()
            scope.setdefault("state", {})["visitor"] = {"a": READER, "b": OTHER}.get(name)
        await app(scope, receive, send)

    with TestClient(named) as opened:
        yield opened


@pytest.mark.parametrize("path", ["/page/answer/{}.docx", "/page/answer/{}.md", "/page/feedback/{}"])
def test_the_routes_of_an_answer_are_for_who_may_see_it(client, library, path):
    address = path.format(kept(library))
    assert client.get(address, headers={"x-name": "a"}).status_code == 200
    assert client.get(address, headers={"x-name": "b"}).status_code == 404
    assert client.post(address, json={"words": "x"}, headers={"x-name": "b"}).status_code in (404, 405)
    assert client.get(path.format("01JNONE"), headers={"x-name": "a"}).status_code == 404


def test_a_file_is_downloaded_under_the_name_of_its_answer(client, library):
    client.headers["x-name"] = "a"
    record = kept(library)
    response = client.get(f"/page/answer/{record}.docx")
    assert response.headers["content-disposition"] == f'attachment; filename="bangfu-{record}.docx"'
    assert docx.Document(BytesIO(response.content)).paragraphs[0].text == "有几家？"
    assert client.get(f"/page/answer/{record}.exe").status_code == 422


def test_a_file_holds_the_answer_its_sources_and_its_checks(library):
    record = kept(library)
    text = markdown(sheet(library.answer(record), library, "zh"), "zh")
    for words in ("有几家？", "有3家。【1】", "已核对 1 个数字", "3家", "日报，2024", record):
        assert words in text


HOSTILE = [
    "<script>alert(1)</script><img src=http://evil.example/a>",
    "[点](http://evil.example) ![图](http://evil.example/i) <http://evil.example>",
    "http://evil.example/bare www.evil.example a@evil.example",
    "[r]: http://evil.example\n\n[r] ``` ```` \n~~~\n# 头\n> 引\n- 项\n1. 项\n| a | b |\n|---|---|\n---\n$$x$$",
    "`</code>` & &lt;b&gt; \\` \u202e反\u202c \x00\x0b\ud800\uffff",
    "    缩进\n\t制表",
    "x" * 100_000,
]


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: text[:12])
def test_nothing_of_a_document_is_live_in_a_file(library, hostile):
    storable = hostile.replace("\ud800", "")
    cited = Citation(1, "d" * 16, storable, storable, "2024", storable, "3", 0, len(storable), storable)
    record = kept(library, question=storable, said=f"{storable}[1]", cited=cited)
    whole = sheet(library.answer(record), library, "zh")
    html = MarkdownIt("gfm-like", {"linkify": False}).render(markdown(whole, "zh"))
    for tag in ("<a", "<img", "<script", "<table", "<ol", "<video", "<blockquote"):
        assert tag not in html
    assert "\u202e" not in html
    written = docx.Document(BytesIO(word(whole, "zh")))
    assert not written.part._element.xpath("//w:hyperlink | //w:fldChar | //w:fldSimple | //w:instrText")
    assert {rel.reltype.rsplit("/", 1)[-1] for rel in written.part.rels.values() if rel.is_external} == set()


@pytest.mark.parametrize("address", ["http://evil.example/a?b=1", "www.evil.cn", "a@evil.com", "evil.example/`x`"])
def test_an_address_stands_as_code_that_nothing_links(address):
    html = MarkdownIt().renderInline(inert(f"见 {address} 处"))
    assert "evil" in html
    assert html.index("<code>") < html.index("evil") < html.rindex("</code>")
