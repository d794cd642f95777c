"""ZIP files: members by their readers, names as they were meant, and nothing that climbs, links or explodes."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Iterable

import pytest

from ingest.errors import Damaged, Encrypted, TooLarge, UnknownFormat
from ingest.readers import archive, registry
from ingest.readers.registry import read

PAGE = "# 题目\n\n正文一句。".encode()


def packed(members: Iterable[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as out:
        for name, content in members:
            out.writestr(name, content)
    return buffer.getvalue()


def in_gbk(name: str, content: bytes) -> bytes:
    """A ZIP as archivers on Chinese Windows write it: the name in GBK, and no flag that says so."""
    raw = name.encode("gbk")
    data = packed([("x" * len(raw), content)])
    return data.replace(b"x" * len(raw), raw)


def test_members_are_read_in_the_order_of_their_names() -> None:
    found = read(packed([("b/二.md", PAGE + b"2"), ("a.jsonl", b'{"text": "1"}'), ("b/", b"")]), "a.zip")
    assert [(one.file, one.title) for one in found.documents] == [("a.jsonl", None), ("b/二.md", "题目")]
    assert not found.refusals


@pytest.mark.parametrize("name", ["材料/通讯稿.md", "材料\\动态信息.md"])
def test_names_in_gbk(name: str) -> None:
    assert [one.file for one in read(in_gbk(name, PAGE), "a.zip").documents] == [name.replace("\\", "/")]


def test_clutter_is_passed_over() -> None:
    members = [
        ("__MACOSX/._a.md", b"x"),
        (".DS_Store", b"x"),
        ("a/~$b.docx", b"x"),
        ("a/Thumbs.db", b"x"),
        ("a.md", PAGE),
    ]
    found = read(packed(members), "a.zip")
    assert [one.file for one in found.documents] == ["a.md"]
    assert not found.refusals


@pytest.mark.parametrize("name", ["../evil.md", "/evil.md", "a/../../evil.md", "..\\evil.md", "C:\\evil.md"])
def test_names_that_climb_are_refused(name: str) -> None:
    found = read(packed([(name, PAGE), ("good.md", PAGE)]), "a.zip")
    assert [one.file for one in found.documents] == ["good.md"]
    assert [(one.member, one.status) for one in found.refusals] == [(name.replace("\\", "/"), "error")]


def test_links_are_refused() -> None:
    link = zipfile.ZipInfo("link.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    found = read(packed([(link, b"/etc/passwd")]), "a.zip")
    assert not found.documents
    assert "链接" in found.refusals[0].reason


def test_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_unpack", lambda *_: pytest.fail("unpacked"))
    found = read(packed([("bomb.txt", bytes(60_000_000))]), "a.zip")
    assert "膨胀" in found.refusals[0].reason


def test_total_of_all_members_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "MOST_UNPACKED", 3 * len(PAGE))
    found = read(packed([(f"{n}.md", PAGE) for n in range(5)]), "a.zip")
    assert len(found.documents) == 3
    assert [one.member for one in found.refusals] == ["3.md", "4.md"]


def test_nested_archives_are_read_to_a_depth() -> None:
    data = PAGE
    name = "deep.md"
    for level in range(4):
        data, name = packed([(name, data), ("here.md", PAGE + bytes([65 + level]))]), f"level{level}.zip"
    found = read(data, name)
    assert [one.file for one in found.documents] == ["here.md", "level2.zip!here.md", "level2.zip!level1.zip!here.md"]
    assert [(one.member, one.status) for one in found.refusals] == [("level2.zip!level1.zip!level0.zip", "error")]
    assert "嵌套" in found.refusals[0].reason


def test_unknown_and_broken_members_do_not_stop_the_others() -> None:
    found = read(
        packed([("a.exe", b"MZ\x90\x00"), ("b.pdf", b"no pdf at all"), ("c.md", b""), ("d.md", PAGE)]), "a.zip"
    )
    assert [one.file for one in found.documents] == ["d.md"]
    assert [(one.member, one.status) for one in found.refusals] == [
        ("a.exe", "skip"),
        ("b.pdf", "error"),
        ("c.md", "error"),
    ]


def test_member_with_a_password_is_named() -> None:
    data = bytearray(packed([("a.md", PAGE)]))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(signature) + offset
        data[at : at + 2] = struct.pack("<H", 1)
    assert "密码" in read(bytes(data), "a.zip").refusals[0].reason


def test_member_that_does_not_unpack_is_named() -> None:
    data = bytearray(packed([("a.md", PAGE * 50), ("b.md", PAGE)]))
    at = data.index(b"a.md") + len("a.md") + 4
    data[at : at + 20] = b"\xff" * 20
    found = read(bytes(data), "a.zip")
    assert [one.file for one in found.documents] == ["b.md"]
    assert "损坏" in found.refusals[0].reason


def test_archive_cut_short_is_damaged() -> None:
    with pytest.raises(Damaged, match="打不开"):
        read(packed([("a.md", PAGE * 99)])[:-40], "a.zip")


def test_archive_of_too_many_members_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    with pytest.raises(TooLarge):
        read(packed([(f"{n}.md", PAGE) for n in range(4)]), "a.zip")


# -- files that are not what they are called ---------------------------------------------------------------------------


def test_mislabelled_file_is_read_as_what_it_is() -> None:
    found = read(packed([("a.md", PAGE)]), "report.txt")
    assert found.documents
    assert "不符" in found.remarks[0]


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.png", "a.xlsx", "a.zip"])
def test_text_called_something_else_is_damaged(name: str) -> None:
    with pytest.raises(Damaged, match="内容却不是"):
        read("只是一段文字，不是别的。".encode(), name)


@pytest.mark.parametrize(
    ("data", "name", "error", "word"),
    [
        (b"", "a.docx", Damaged, "空的"),
        (b" \n\n", "a.txt", Damaged, "空白"),
        (packed([("a.md", PAGE)]), "a.docx", Damaged, "普通压缩包"),
        (b"{\\rtf1 x}", "a.txt", UnknownFormat, "RTF"),
        (b"Rar!\x1a\x07\x00", "a.rar", UnknownFormat, "RAR"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "a.doc", UnknownFormat, "旧版"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", Encrypted, "密码"),
        (b"plain", "a.xyz", UnknownFormat, ".xyz"),
    ],
)
def test_each_wrong_file_has_its_own_sentence(data: bytes, name: str, error: type[Exception], word: str) -> None:
    with pytest.raises(error, match=word):
        read(data, name)
