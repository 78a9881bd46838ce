"""Long texts are cut, not refused [dg:items-datasets] [dg:limits]."""

from __future__ import annotations

import re

LONGEST = 20000
LONGEST_CJK = 7000

CJK = re.compile(
    "[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # Hiragana, Katakana, their half-width forms
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"  # Han with its extensions
)


def cut(text: str) -> str:
    """The first 20000 characters; the first 7000 where most characters are Chinese or Japanese."""
    if len(text) <= LONGEST_CJK:
        return text
    mostly_cjk = 2 * len(CJK.findall(text)) > len(text)
    return text[: LONGEST_CJK if mostly_cjk else LONGEST]
