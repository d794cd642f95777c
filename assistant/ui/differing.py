"""The table under an answer of what different sources say of one figure."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.ledger.conflicting import Telling
from assistant.ui.render import escape
from assistant.ui.text import Language, say

_COLUMNS = ("differ_what", "differ_value", "differ_scope", "differ_source", "differ_date")


def table(tellings: Sequence[Telling], language: Language) -> str:
    """Render what sources say differently; nothing where they agree."""
    if not tellings:
        return ""
    head = "".join(f'<th scope="col">{say(key, language)}</th>' for key in _COLUMNS)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells(telling, language))}</tr>" for telling in tellings
    )
    caption = f"<caption>{say('differ', language)}</caption>"
    return f'<div class="differing"><table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def cells(telling: Telling, language: Language) -> tuple[str, ...]:
    """Return what one source says, a cell a column."""
    title = telling.title or say("untitled", language)
    return telling.what, telling.value, telling.scope, f"《{title}》", telling.published or say("undated", language)
