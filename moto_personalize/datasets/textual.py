"""Long texts are cut, not refused [dg:items-datasets] [dg:limits]."""

from __future__ import annotations

import re

LONGEST = 20000
LONGEST_CJK = 7000

# Han with its extensions, Hiragana, Katakana, and their half-width forms
CJK = re.compile("[぀-ヿㇰ-ㇿ㐀-䶿一-鿿豈-﫿ｦ-ﾟ\U00020000-\U0003ffff]")


def cut(text: str) -> str:
    """The first 20000 characters; the first 7000 where most characters are Chinese or Japanese."""
    if len(text) <= LONGEST_CJK:
        return text
    mostly_cjk = 2 * len(CJK.findall(text)) > len(text)
    return text[: LONGEST_CJK if mostly_cjk else LONGEST]
