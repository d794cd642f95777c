"""An applicant against clauses: met, not met or unknown, never guessed, and what is to be asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.eligibility.checking import applicant
from assistant.eligibility.clauses import Applicant, Finding, assess, judge
from assistant.errors import BadInput
from assistant.ledger.kinds import LEVELS, TYPES
from tests.assistant import told
from vectorstore.facts import Aspect, Clause, Condition


def clause(*conditions: Condition, modality: Any = "may", subject: str = "", action: str = "申报项目") -> Clause:
    return Clause(
        sources=told.sources(told.NOTICE, "申报"),
        subject=subject,
        modality=modality,
        action=action,
        conditions=conditions,
        programme="山路行动",
    )


def condition(aspect: Aspect, *values: str, text: str = "条件") -> Condition:
    return Condition(aspect, values, text)


FOUNDATION = Applicant("省级", "基金会", ("52",), ("教育",))


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        (condition("level", "省级", "国家级"), "met"),
        (condition("level", "全国性"), "not_met"),
        (condition("type", "社会组织"), "met"),
        (condition("type", "公益慈善类社会组织"), "met"),
        (condition("type", "企业", "社会团体"), "not_met"),
        (condition("type", "红色组织"), "unknown"),
        (condition("home", "52"), "met"),
        (condition("home", "贵州省"), "met"),
        (condition("home", "5226"), "unknown"),  # somewhere in the province, perhaps there
        (condition("home", "37", "东部"), "not_met"),
        (condition("home", "境外"), "unknown"),
        (condition("field", "助学", "医疗"), "met"),
        (condition("field", "养老"), "not_met"),
        (condition("standing", "登记满两年"), "unknown"),
        (condition("other", "有意愿"), "unknown"),
    ],
)
def test_each_condition_is_judged_by_its_aspect(condition: Condition, verdict: str) -> None:
    found = judge(FOUNDATION, clause(condition))
    assert found.verdict == verdict
    assert bool(found.asks) == (verdict == "unknown")


def test_of_several_conditions_on_one_aspect_any_will_do() -> None:
    places = (
        condition("home", "37"),
        condition("home", "东部"),
        condition("type", "社会团体"),
        condition("type", "企业"),
    )
    assert judge(Applicant(type="企业", home=("33",)), clause(*places)).verdict == "met"
    assert judge(Applicant(type="企业", home=("52",)), clause(*places)).verdict == "not_met"
    assert judge(Applicant(type="企业"), clause(*places)).verdict == "unknown"


def test_a_registered_body_is_none_of_those_without_registration() -> None:
    ban = clause(
        condition("standing", text="没有登记"), modality="must_not", subject="没有登记的团队", action="单独报名"
    )
    assert judge(FOUNDATION, ban).verdict == "met"
    assert judge(Applicant(type="志愿服务组织"), ban).verdict == "unknown"


def test_an_obligation_is_asked_as_it_is_written() -> None:
    duty = clause(condition("standing", text="专职人员"), modality="must", action="至少配备2名专职人员")
    assert judge(FOUNDATION, duty).asks == ("请确认是否做到：至少配备2名专职人员",)


def test_what_has_not_been_said_is_asked_for() -> None:
    conditions = (
        condition("level", "省级", text="省级组织"),
        condition("type", "基金会", text="基金会"),
        condition("home", "37", text="山东"),
        condition("field", "教育", text="教育类"),
    )
    found = judge(Applicant(), clause(*conditions))
    assert found.verdict == "unknown"
    assert [word in ask for word, ask in zip(("哪一级", "基金会", "山东省", "教育"), found.asks, strict=True)] == [
        True
    ] * 4


def test_one_condition_that_fails_decides_and_the_rest_need_not_be_asked() -> None:
    found = judge(FOUNDATION, clause(condition("type", "企业"), condition("standing", "登记满两年")))
    assert (found.verdict, found.asks) == ("not_met", ())


@pytest.mark.parametrize(
    ("own", "wanted", "verdict"),
    [
        ("社会团体", "行业协会商会", "unknown"),
        ("行业协会商会", "社会团体", "met"),
        ("社会团体", "公益慈善类组织", "unknown"),
        ("企业", "社会组织", "not_met"),
        ("社会组织", "基金会", "unknown"),
        ("高校", "事业单位", "unknown"),
    ],
)
def test_kinds_hold_and_cross_one_another(own: str, wanted: str, verdict: str) -> None:
    assert judge(Applicant(type=own), clause(condition("type", wanted))).verdict == verdict


@pytest.mark.parametrize(
    ("action", "kind", "verdict", "applies"),
    [
        ("申报", "基金会", "not_met", True),  # whom the ban names is shut out
        ("申报", "企业", "met", True),
        ("向群众收费", "基金会", "unknown", True),  # a rule of conduct shuts nobody out
        ("向群众收费", "企业", "met", False),
    ],
)
def test_a_ban_on_taking_part_is_told_from_one_on_conduct(action: str, kind: str, verdict: str, applies: bool) -> None:
    ban = clause(condition("type", kind, text=kind), modality="must_not", subject=kind, action=action)
    found = judge(FOUNDATION, ban)
    assert (found.verdict, found.applies) == (verdict, applies)


@pytest.mark.parametrize(
    ("subject", "verdict", "applies"),
    [("企业", "met", False), ("申报单位", "not_met", True)],
)
def test_whom_an_obligation_binds_is_told_from_what_it_asks(subject: str, verdict: str, applies: bool) -> None:
    found = judge(
        FOUNDATION,
        clause(condition("type", "企业", text="企业"), modality="must", subject=subject, action="是企业"),
    )
    assert (found.verdict, found.applies) == (verdict, applies)


def verdicts(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.verdict for finding in findings]


def test_a_programme_is_open_by_one_door_and_shut_by_one_ban() -> None:
    doors = (clause(condition("type", "企业"), action="申报甲类"), clause(condition("type", "基金会")))
    ban = clause(condition("level", "省级", text="省级"), modality="must_not", subject="省级组织")
    (opened,) = assess(FOUNDATION, doors)
    assert (opened.verdict, verdicts(opened.findings)) == ("met", ["not_met", "met"])
    assert assess(FOUNDATION, (*doors, ban))[0].verdict == "not_met"
    assert assess(FOUNDATION, doors[:1])[0].verdict == "not_met"


def test_an_applicants_own_words_are_understood() -> None:
    asking = applicant("全省性", "民非", "黔东南州", ("留守儿童关爱", "蜡染"))
    assert asking == Applicant("省级", "社会服务机构", ("5226",), ("儿童", "蜡染"))
    assert TYPES.found_in("某省公益基金会") == "基金会"
    assert LEVELS.found_in("县区级社会组织") == "县级"
    for wrong in (("天级", None, None), (None, "星星", None), (None, None, "月亮县")):
        with pytest.raises(BadInput):
            applicant(*wrong)


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def filled(told_home, monkeypatch):
    monkeypatch.setenv("BANGFU_HOME", str(told_home))


def test_check_gives_every_clause_with_its_quote_and_what_to_ask(bangfu, filled) -> None:
    asked = ("check", "--level", "省级", "--type", "基金会", "--home", "云南省", "--field", "教育", "--json")
    code, out, _ = bangfu(*asked)
    report = json.loads(out)
    assert code == 0
    (programme,) = report["programmes"]
    assert (programme["programme"], programme["verdict"]) == ("山路行动", "unknown")
    clauses = programme["clauses"]
    assert [one["verdict"] for one in clauses] == ["met", "not_met", "unknown", "unknown", "unknown"]
    for one in clauses:
        assert told.NOTICE.text[one["start"] : one["end"]] == one["quote"]
        assert (one["title"], one["published"]) == (told.NOTICE.title, "2024-01-05")
    assert report["ask"] == [ask for one in clauses for ask in one["ask"]]
    assert len(report["ask"]) == 3
    from_the_east = json.loads(bangfu("check", "--type", "企业", "--home", "山东省", "--json")[1])
    assert from_the_east["programmes"][0]["verdict"] == "not_met"


def test_check_is_readable_on_the_terminal(bangfu, filled) -> None:
    code, out, _ = bangfu("check", "--type", "基金会")
    assert code == 0
    assert out.startswith("山路行动：待确认\n")
    for word in ("省级以上的基金会", "哪一级登", "2024-01-05"):
        assert word in out


def test_check_says_when_there_is_nothing_to_check_by(bangfu, filled) -> None:
    code, out, err = bangfu("check", "--type", "基金会", "--region", "西藏自治区")
    assert (code, out) == (0, "")
    assert "没有可以核对的参与条件" in err
    assert json.loads(bangfu("check", "--region", "西藏自治区", "--json")[1])["programmes"] == []


def test_check_names_what_it_does_not_know(bangfu, filled) -> None:
    for arguments, said in ((("--type", "星星"), "星星"), (("--home", "月亮县"), "月亮县"), (("--level", "天"), "天")):
        code, out, err = bangfu("check", *arguments)
        assert (code, out) == (1, "")
        assert said in err
        assert len(err.strip().splitlines()) == 1


@pytest.fixture
def notice(bangfu):
    (path,) = (Path(__file__).parents[2] / "evals" / "library").glob("*.docx")
    assert bangfu("ingest", path)[0] == 0


def test_a_notice_as_it_is_ingested_opens_the_programme_to_whom_it_says(bangfu, notice) -> None:
    verdicts = {}
    for home in ("山东省", "贵州省"):
        out = bangfu("check", "--level", "省级", "--type", "基金会", "--home", home, "--json")[1]
        (programme,) = json.loads(out)["programmes"]
        verdicts[home] = programme["verdict"]
        assert all(one["quote"] for one in programme["clauses"])
    assert verdicts == {"山东省": "unknown", "贵州省": "not_met"}  # its standing is still to be asked
