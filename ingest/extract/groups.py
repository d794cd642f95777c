"""Parties that are told by their make rather than named: counted groups of bodies or places, teams, troops, areas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.extract.mention import Mention, Sort
from ingest.regions import Mention as Place

_NUMBER = r"(?:\d[\d,.]*|[一二两三四五六七八九十百千]+)(?:余|多|几)?"
_LEVEL = r"(?:(?:来自)?(?:省外|省内|市内|州内|县内|全国性?|国家级|省级|市级|县级|省、州|东部省市)的?)?"
_BODIES = re.compile(
    rf"{_LEVEL}(?<!第)(?!一[个家]){_NUMBER}[家个](?:[\u4e00-\u9fff]{{0,12}}?)(?:社会组织|企业|机构|协会|商会|基金会|单位|高校|事务所)(?:成员)?"
    rf"|{_NUMBER}支[\u4e00-\u9fff]{{0,12}}?救援队(?!员|伍)"
)
_UNITS_OF_PLACE = (
    r"省（区、市）|省市|省份|县（市、区）|县（市）|县\(市\)|县市区?|区县|乡（镇[^）]*）|乡镇|镇（乡）|县|区|州|市|省|乡|镇"
    r"|村（社区）|村"
)
_SOME = r"(?:(?![了的和到等同与是把名或在为向给对赴于]|学生|儿童|孩子)[\u4e00-\u9fff]){0,14}?"
_PLACES = re.compile(
    rf"(?<![第\d.])(?!一[个所家])(?:{_NUMBER}[个所家]{_SOME}(?:{_UNITS_OF_PLACE}|工作地|安置点|地区|学校|院校|中小学|小学|中学|医院|卫生院|幼儿园)"
    rf"|\d+(?:{_UNITS_OF_PLACE}))(?![\u4e00-\u9fff]{{0,2}}(?:级|委|长|政府)|村?振兴)"
)
_KINDS = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}(?:及|和)其他[\u4e00-\u9fff]{0,4}省（市）的?|全国性|全省性|本地)?(?:社会组织)(?![\u4e00-\u9fff]*(?:助力|负责人|结对))"
)
_TEAM = re.compile(
    r"(?:第[\d一二三四五六七八九十]+批)?(?:驻地|“?组团式”?|对口)*(?<![救支])援[滇藏疆青黔桂川渝陇甘宁蒙]?(?:驻地|干部|人才)*(?:医疗队|工作队|工作组)"
    r"|第[\d一二三四五六七八九十]+批(?:驻地)?医疗队"
)
_FORCES = re.compile(
    r"第\d+集团军(?:某[\u4e00-\u9fff]{0,3}?[旅团营])?|[东南西北中]部战区[\u4e00-\u9fff]{1,8}?(?:基地|部队|旅|支队|医院)|武警[\u4e00-\u9fff]{2,10}?(?:总队|支队|大队|中队)"
    r"|(?:[\u4e00-\u9fff]{2,4}[省市县区州])+(?:人武部|武装部|警备区|军分区)"
)
_AREAS = re.compile(r"(?:京津冀|长三角|珠三角|粤港澳大湾区)(?:受灾地区|灾区)?|四省涉藏州县|三区三州|受灾地区")
_OUR = re.compile(r"(?:我|全|本)(省|市|县|区|州|镇|乡|村)(?![委政府长直级])")


def groups(sentence: str, places: Sequence[Place]) -> Iterator[Mention]:
    """Yield the groups of a sentence, each with the place right before it."""
    for match in _BODIES.finditer(sentence):
        yield _with_place(sentence, match, places, "bodies")
    for match in _PLACES.finditer(sentence):
        start = match.start()
        before = next((one for one in places if one.end == start), None)
        if before and sentence[before.start - 1 : before.start] not in "、，和":
            yield Mention(before.start, match.end(), sentence[before.start : match.end()], "places", before.code)
        else:
            ours = next((one for one in _OUR.finditer(sentence) if one.end() == start), None)
            start = ours.start() if ours else start
            yield Mention(start, match.end(), sentence[start : match.end()], "places")
    for match in _TEAM.finditer(sentence):
        yield _with_place(sentence, match, places, "body")
    for match in _FORCES.finditer(sentence):
        inside = [one.code for one in places if match.start() <= one.start and one.end <= match.end()]
        yield Mention(match.start(), match.end(), match[0], "body", inside[-1] if inside else None)
    for match in _AREAS.finditer(sentence):
        yield Mention(match.start(), match.end(), match[0], "place")
    for match in _KINDS.finditer(sentence):
        yield _with_place(sentence, match, places, "bodies")


def _with_place(sentence: str, match: re.Match[str], places: Sequence[Place], sort: Sort) -> Mention:
    """Return what matches with the place right before it: 越城区|29家企业."""
    before = next((one for one in places if one.end == match.start()), None)
    start = before.start if before else match.start()
    return Mention(start, match.end(), sentence[start : match.end()], sort, before.code if before else None)
