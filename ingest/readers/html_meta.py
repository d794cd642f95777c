"""What a page says about its article outside the article: meta tags, JSON-LD, its title, the lines around the text.

Government sites name their tags by a national standard (ArticleTitle, PubDate, ContentSource); news sites use Open
Graph and schema.org; old sites only write a line under the headline.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.metadata import find_date, is_name
from ingest.readers.html_tree import Node

_TITLES = ("articletitle", "og:title", "twitter:title", "dc.title", "dcterms.title", "title")
_DATES = (
    "pubdate", "publishdate", "publishtime", "publish-date", "article:published_time", "og:release_date",
    "datepublished",
    "dc.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "weibo:article:create_at",
    "bytedance:published_time",
)  # fmt: skip
_SOURCES = (
    "contentsource",
    "source",
    "og:source",
    "article:source",
    "dc.publisher",
    "dcterms.publisher",
    "mediaid",
    "publisher",
)
_SITES = ("sitename", "og:site_name", "application-name", "dc.source")
_AUTHORS = ("article:author",)
_NOBODY = re.compile(
    r"(?:本\s*[站网]|原创|本[站网]原创|网络|互联网|网上|转载|未知|不详|佚名|无|其他|其它|综合|整理|admin|管理员|系统管理员|编辑|本站编辑|网站|官网)(?:站|整理|来源)?|null|none|n/?a",
    re.IGNORECASE,
)
_ARTICLE_TYPES = re.compile(r"Article|Posting|Report|NewsArticle|WebPage|CreativeWork|GovernmentService|Legislation")
_LINKED_DATA = re.compile(r"<script[^>]{0,200}application/ld\+json[^>]{0,200}>", re.IGNORECASE)
_SITE_NAME = re.compile(
    r".{2,24}(?:网|报|社|在线|门户|官网|网站|政府|局|厅|委|委员会|办公室|中心|协会|总会|商会|学会|联合会|基金会|促进会)"
)
_DATE_NAME = re.compile(r"pub\w*[-_:.]?(?:time|date)|issued|release[-_:.]?date")
_SEPARATORS = re.compile(r"\s*(?:_{1,3}|\s[-–—|｜·»]\s|[-–—]{2,}|\s-|-\s|\||｜|—|–)\s*")


@dataclass(frozen=True, slots=True)
class Meta:
    """What the page's head tells; `heading` is the title element, which often carries the name of the site."""

    title: str | None = None
    heading: str | None = None
    publisher: str | None = None
    site: str | None = None
    published: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


def meta_of(root: Node, scripts: str) -> Meta:
    """Read the head of a page.

    :param scripts: the page as it came, since structured data stands in a script.
    """
    tags = dict(_tags(root))
    linked = next(_articles(scripts), {})
    heading = root.findtext(".//title")
    return Meta(
        title=_text(linked.get("headline")) or _first(tags, _TITLES),
        heading=_squeezed(heading) if heading else None,
        publisher=somebody(_first(tags, _SOURCES)),
        site=somebody(_first(tags, _SITES)) or somebody(_named(linked.get("publisher"))) or _site(heading or ""),
        published=_day(_first(tags, _DATES))
        or _day(_any_date(tags))
        or _day(_text(linked.get("datePublished")))
        or _day(_time(root)),
        tags=tags,
    )


def somebody(name: str | None) -> str | None:
    """Return a name that names somebody: not 本站 or 网络."""
    if not name:
        return None
    name = re.sub(r"^(?:来源|稿源|信息来源)\s*[:：]\s*", "", _squeezed(name)).strip("　 ")
    return name if is_name(name) and not _NOBODY.fullmatch(name) else None


def without_site(heading: str) -> str:
    """Return a page's title without the names of site and section that follow its last separators."""
    parts = [part for part in _SEPARATORS.split(heading) if part]
    return max(parts, key=lambda part: (len(part) >= 8, -parts.index(part))) if parts else heading


def _site(heading: str) -> str | None:
    """Return the name of the site that closes a page's title, where it is one and not a column (政务公开)."""
    parts = _SEPARATORS.split(_squeezed(heading))
    return parts[-1] if len(parts) > 1 and _SITE_NAME.fullmatch(parts[-1]) else None


def _time(root: Node) -> str | None:
    """Return the moment that the page's first time element marks, unless it says it is that of a change."""
    times = (one for one in root.iter("time") if "update" not in (one.get("class") or "") + (one.get("itemprop") or ""))
    return next((str(one.get("datetime")) for one in times if one.get("datetime")), None)


def _tags(root: Node) -> Iterator[tuple[str, str]]:
    for tag in reversed(list(root.iter("meta"))):
        key = (tag.get("name") or tag.get("property") or tag.get("itemprop") or "").strip().lower()
        content = _squeezed(tag.get("content") or "")
        if key and content:
            yield key, content


def _first(tags: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((tags[name] for name in names if name in tags), None)


def _any_date(tags: Mapping[str, str]) -> str | None:
    """Return the value of a tag whose name says that it holds a day of publication, whatever the name is."""
    return next((value for name, value in tags.items() if _DATE_NAME.search(name)), None)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _day(text: str | None) -> str | None:
    if not text:
        return None
    compact = re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{6})?", text.strip())
    return find_date("-".join(compact.groups())) if compact else find_date(re.sub(r"(?<=\d)T(?=\d)", " ", text))


def _text(value: object) -> str | None:
    return _squeezed(value) if isinstance(value, str) and value.strip() else None


def _named(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _articles(source: str) -> Iterator[dict[str, Any]]:
    """Return the articles that the page's JSON-LD describes."""
    for match in _LINKED_DATA.finditer(source):
        end = source.find("</", match.end())
        while end >= 0 and not source.startswith(("</script", "</SCRIPT"), end):
            end = source.find("</", end + 2)
        if end < 0:
            return
        try:
            data = json.loads(source[match.end() : end], strict=False)
        except (ValueError, RecursionError):
            continue
        yield from (
            one for one in _objects(data, 0) if _ARTICLE_TYPES.search(str(one.get("@type"))) and one.get("headline")
        )


def _objects(data: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(data, list):
        for one in data:
            yield from _objects(one, depth + 1)
    elif isinstance(data, dict):
        yield data
        yield from _objects(data.get("@graph"), depth + 1)
