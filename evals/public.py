"""Public question sets, read from a folder that a user points at; nothing of them is part of the project.

Every loader takes the files as their authors publish them, or in the plain form of corpus.jsonl (`doc_id`, `title`,
`text`) and questions.jsonl (`qid`, `question`, `answer` or `answers`, `gold_doc_ids`). Each says how the set is scored
where it comes from, and what is scored here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from evals.case import Case, check_ids
from evals.errors import BadSuite, MissingData
from evals.suite import Named, Suite, file_of, folder_of
from vectorstore.records import content_hash

Json = Mapping[str, Any]
REJECTED_EVERY = 3
"""Of RGB's questions, every third is asked without the passages that answer it."""


def plain(name: str) -> Callable[[Path | None], Suite]:
    """Return the loader of a set in the plain form: NCP policy, CMRC 2018 as prepared for retrieval, and any other.

    Scored by exact match, F1, ROUGE-L, numbers, and whether a document that answers is cited. (NCP policy: ROUGE-L of
    the answer where the document is right.)
    """

    def load(data: Path | None) -> Suite:
        folder = folder_of(data, name)
        corpus = file_of(folder, "corpus.jsonl")
        questions = file_of(folder, "questions.jsonl", "queries.jsonl", "dev_all.jsonl")
        return _suite(name, (_plain_case(line) for line in _lines(questions)), documents=(corpus,))

    return load


def crud_rag(data: Path | None) -> Suite:
    """CRUD-RAG, questions over one article (arXiv 2401.17043): a question is several, asked at once.

    Its authors let a model answer key questions from the text that was generated (RAGQuestEval), and take BLEU and
    ROUGE-L. Here each part whose answer stands in the article is expected, and `share` is the share of them held.
    """
    folder = folder_of(data, "crud_rag")
    corpus = file_of(folder, "corpus.jsonl")
    questions = file_of(folder, "questions.jsonl", "qa_1doc_questeval.jsonl")
    return _suite("crud_rag", map(_crud_case, _lines(questions)), documents=(corpus,))


def rgb(data: Path | None) -> Suite:
    """RGB in Chinese (arXiv 2309.01431): passages that answer, pooled with passages that do not.

    Its authors put five passages into a prompt and ask whether every answer, or an alias of it, is said (`right`
    here), and whether the model declines when none of the five answers. Here all passages are one library, and every
    third question is asked without those that answer it, so that declining is right.
    """
    lines = list(_lines(file_of(folder_of(data, "rgb"), "zh_refine.jsonl", "zh_refine.json", "zh.json")))
    rejected = {number for number in range(len(lines)) if number % REJECTED_EVERY == REJECTED_EVERY - 1}
    withheld = {text for number in rejected for text in lines[number]["positive"]}
    texts = dict.fromkeys(text for line in lines for text in (*line["positive"], *line["negative"]))
    cases = (_rgb_case(line, number in rejected) for number, line in enumerate(lines))
    return _suite("rgb", cases, written={"corpus.jsonl": _corpus(text for text in texts if text not in withheld)})


def squad(name: str) -> Callable[[Path | None], Suite]:
    """Return the loader of a set in the form of SQuAD, or of CMRC 2018 as first published.

    Scored by exact match and F1 as CMRC does it; a question marked `is_impossible` is right when it is declined.
    """

    def load(data: Path | None) -> Suite:
        folder = folder_of(data, name)
        found: list[tuple[str, Case]] = []
        for path in sorted(folder.glob("*.json")):
            found.extend(_squad_cases(_json(path), path))
        if not found:
            raise MissingData(f"文件夹 {folder} 中没有 SQuAD 形式的 .json 文件。")
        texts = dict.fromkeys(text for text, _ in found)
        return _suite(name, (case for _, case in found), written={"corpus.jsonl": _corpus(texts)})

    return load


def cmrc(data: Path | None) -> Suite:
    """CMRC 2018 (D19-1600), in the plain form or as published: exact match and F1, the best of three references."""
    folder = folder_of(data, "cmrc")
    return plain("cmrc")(data) if (folder / "corpus.jsonl").is_file() else squad("cmrc")(data)


def with_context(data: Path | None) -> Suite:
    """Any set of which each line holds a question, its answers, and the text that answers it (`context`)."""
    folder = folder_of(data, "jsonl")
    if (folder / "corpus.jsonl").is_file():
        return plain("jsonl")(data)
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in _lines(path)]
    if not lines:
        raise MissingData(f"文件夹 {folder} 中没有 .jsonl 文件；每行要有 question、answers 和 context。")
    for number, line in enumerate(lines, start=1):
        if not {"question", "context"} <= line.keys():
            raise BadSuite(f"{folder.name} 的第 {number} 个问题缺少 question 或 context。")
    cases = (
        _plain_case({"id": number, **line, "gold": [_id(line["context"])]}) for number, line in enumerate(lines, 1)
    )
    return _suite("jsonl", cases, written={"corpus.jsonl": _corpus(dict.fromkeys(line["context"] for line in lines))})


def domainrag(data: Path | None) -> Suite:
    """DomainRAG's questions on tables (arXiv 2406.05654): each page is a file of HTML under the title its address has.

    Its authors take exact match (here `included`: an answer is said), strict exact match, F1 and ROUGE-L.
    """
    lines = list(_lines(file_of(folder_of(data, "domainrag"), "structured_tables.jsonl")))
    pages: dict[str, str] = {}
    for line in lines:
        pages[f"{_id(line['url'])}.html"] = _page(line["url"], line["tables_html"])
    return _suite("domainrag", map(_domainrag_case, lines), written=pages)


def uhgeval(data: Path | None) -> Suite:
    """UHGEval (arXiv 2311.15296): a verifier shall stop an invented continuation of a news report and pass a real one.

    The rest of the report is what it checks against. A continuation that is refused counts as abstained, so that the
    precision and recall of abstaining are those of finding inventions.
    """
    lines = list(_lines(file_of(folder_of(data, "uhgeval"), "questions.jsonl", "uhgeval_concise.jsonl")))
    return _suite("uhgeval", (case for line in lines for case in _uhgeval_cases(line)), kind="verify")


PUBLIC: Mapping[str, Named] = {
    "ncp_policy": Named("NCP 政策问答", plain("ncp_policy"), external=True),
    "crud_rag": Named("CRUD-RAG 新闻问答", crud_rag, external=True),
    "rgb": Named("RGB 中文：噪声与拒答", rgb, external=True),
    "cmrc": Named("CMRC 2018 抽取式问答", cmrc, external=True),
    "uhgeval": Named("UHGEval 新闻续写：核对器能否拦住编造", uhgeval, external=True),
    "domainrag": Named("DomainRAG 网页表格问答", domainrag, external=True),
    "squad": Named("任何 SQuAD 形式的 .json 题集", squad("squad"), external=True),
    "jsonl": Named("任何 JSONL 形式的题集：每行有 question、answers 和 context", with_context, external=True),
}


def _suite(
    name: str,
    cases: Iterable[Case],
    *,
    kind: Any = "answer",  # noqa: ANN401 - a literal of Suite's
    documents: tuple[Path, ...] = (),
    written: Mapping[str, str] | None = None,
) -> Suite:
    try:
        found = tuple(cases)
    except (KeyError, TypeError, ValueError) as error:
        raise BadSuite(f"题集 {name} 中有一个问题不是它应有的形式：{type(error).__name__} {error}。") from error
    check_ids(found, name)
    return Suite(name, kind, found, documents, written or {})


def _plain_case(line: Json) -> Case:
    references = _answers(line.get("answers", line.get("answer", ())))
    return Case(
        id=str(line.get("qid", line.get("id"))),
        question=line.get("query") or line["question"],
        references=references,
        abstain=not references,
        gold=tuple(line.get("gold_doc_ids") or line.get("gold") or ()),
    )


def _crud_case(line: Json) -> Case:
    parts = [part for part in line["sub_questions"] if part["answer_in_doc"]]
    return Case(
        id=line["qid"],
        question=line["question"],
        type="list" if len(line["sub_questions"]) > 1 else "question",
        expect=tuple((part["a"],) for part in parts),
        references=_answers(line["answer"]),
        gold=tuple(line["gold_doc_ids"]),
    )


def _rgb_case(line: Json, rejected: bool) -> Case:
    groups = tuple(tuple(one) if isinstance(one, list) else (one,) for one in line["answer"])
    return Case(
        id=str(line["id"]),
        question=line["query"],
        type="rejection" if rejected else "answerable",
        expect=() if rejected else groups,
        abstain=rejected,
        gold=() if rejected else tuple(map(_id, line["positive"])),
    )


def _squad_cases(found: Any, path: Path) -> Iterator[tuple[str, Case]]:  # noqa: ANN401 - whatever a file holds
    articles = found.get("data") if isinstance(found, dict) else found
    if not isinstance(articles, list):
        raise BadSuite(f"{path.name} 不是 SQuAD 形式：缺少 data。")
    try:
        for article in articles:
            for paragraph in article.get("paragraphs", [article]):
                text = paragraph.get("context") or paragraph["context_text"]
                yield from ((text, _squad_case(asked, text)) for asked in paragraph["qas"])
    except (KeyError, TypeError, AttributeError) as error:
        raise BadSuite(f"{path.name} 不是 SQuAD 形式：{type(error).__name__} {error}。") from error


def _squad_case(asked: Json, text: str) -> Case:
    impossible = bool(asked.get("is_impossible"))
    return Case(
        id=str(asked.get("id", asked.get("query_id"))),
        question=asked.get("question") or asked["query_text"],
        type="unanswerable" if impossible else "question",
        references=() if impossible else _answers(asked["answers"]),
        abstain=impossible,
        gold=() if impossible else (_id(text),),
    )


def _domainrag_case(line: Json) -> Case:
    whole = [answer for answer in line["answers"] if len(answer) == len(line["answers"][0])]
    return Case(
        id=line["qid"],
        question=line["question"],
        expect=tuple(tuple(dict.fromkeys(alternatives)) for alternatives in zip(*whole, strict=True)),
        references=tuple("，".join(answer) for answer in line["answers"]),
    )


def _uhgeval_cases(line: Json) -> Iterator[Case]:
    context = f"{line['newsBeginning']}\n{line['newsRemainder']}"
    for name, invented in (("real", False), ("hallucinated", True)):
        said = line[f"{name}Continuation"].strip()
        yield Case(id=f"{line['id']}-{name}", question=said, type=line["type"], abstain=invented, context=context)


def _answers(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - sets write them in many ways
    """Return the answers, each once: a text, a list of texts, or SQuAD's objects with `text`."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Mapping):
        return _answers(value["text"])
    return tuple(dict.fromkeys(text for one in value for text in _answers(one)))


def _page(url: str, tables: Sequence[str]) -> str:
    title = escape(" ".join(part for part in unquote(urlsplit(url).path).split("/") if part and not part.isascii()))
    years = " ".join(part for part in urlsplit(url).path.split("/") if part.isdigit())
    heading = f"{title} {years}".strip()
    body = "\n".join(tables)
    return f"<html><head><title>{heading}</title></head><body><h1>{heading}</h1>\n{body}\n</body></html>"


def _corpus(texts: Iterable[str]) -> str:
    return "".join(json.dumps({"doc_id": _id(text), "text": text}, ensure_ascii=False) + "\n" for text in texts)


def _id(text: str) -> str:
    return content_hash(text)


def _lines(path: Path) -> Iterator[Json]:
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            try:
                found = json.loads(line)
            except ValueError as error:
                raise BadSuite(f"{path.name} 第 {number} 行不是 JSON：{error}。") from error
            if not isinstance(found, dict):
                raise BadSuite(f"{path.name} 第 {number} 行不是 JSON 对象。")
            yield found


def _json(path: Path) -> Any:  # noqa: ANN401 - whatever a file holds
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadSuite(f"{path.name} 不是 JSON：{error}。") from error
