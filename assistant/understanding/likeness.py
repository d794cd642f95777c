"""How near two written names are: slips of the input method, and characters swapped, left out, doubled or mistaken."""

from __future__ import annotations

from functools import lru_cache

SOUND, SWAPPED, EXTRA, NEAR_SOUND, MISSING, OTHER = 1, 2, 3, 4, 5, 6
"""The kinds of slip, the likeliest first: typed by its sound, two characters swapped, one too many, typed by a similar
sound, one too few, another character altogether."""

# What Mandarin speakers of one region or another do not tell apart.
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("h", "f"), ("r", "l"))
_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"), ("iong", "ong"), ("uang", "uan"))


def slip(written: str, name: str) -> int | None:
    """Return the kind of slip that makes `written` of `name`, or None where they differ by more than one."""
    if written == name:
        return None
    if len(written) == len(name):
        return _replaced(written, name)
    if len(written) == len(name) + 1:
        return EXTRA if _without_one(written, name) else None
    if len(written) + 1 == len(name) and len(name) > 3:
        return MISSING if _without_one(name, written) else None
    return None


def differing(one: str, other: str) -> int:
    """Return where two texts begin to differ."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    return start


@lru_cache(maxsize=4096)
def readings(character: str) -> frozenset[str]:
    """Return the pinyin of a character without tones, each of its readings."""
    from pypinyin import Style, pinyin

    return frozenset(pinyin(character, heteronym=True, style=Style.NORMAL)[0])


def _replaced(written: str, name: str) -> int | None:
    wrong = [at for at in range(len(name)) if written[at] != name[at]]
    if len(wrong) < len(name) and all(readings(written[at]) & readings(name[at]) for at in wrong):
        return SOUND
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        one, other = wrong
        return SWAPPED if written[one] == name[other] and written[other] == name[one] else None
    if len(wrong) != 1 or len(name) < 3:
        return None
    return NEAR_SOUND if _nearly(written[wrong[0]], name[wrong[0]]) else OTHER


def _without_one(longer: str, shorter: str) -> bool:
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def _nearly(one: str, other: str) -> bool:
    return bool({_blurred(sound) for sound in readings(one)} & {_blurred(sound) for sound in readings(other)})


@lru_cache(maxsize=4096)
def _blurred(sound: str) -> str:
    for exact, loose in _INITIALS:
        if sound.startswith(exact):
            sound = loose + sound[len(exact) :]
            break
    for exact, loose in _FINALS:
        if sound.endswith(exact):
            return sound[: -len(exact)] + loose
    return sound
