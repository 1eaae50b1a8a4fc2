"""Every pair of copies as a table and as pictures, in files beside what was prepared."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from signkit.data.copies.audit import Copies, across_groups
from signkit.data.copies.mirrors import mirrors
from signkit.errors import StoreError
from signkit.whole import STORED, whole

TABLE, PICTURES = "copies.csv", "copies"
PAGES = 20  # pictures at most; the table has every pair
SURE = 0.8  # a score from which on hardly any pair is none


def copies_table(copies: Copies) -> pd.DataFrame:
    """Return a row a pair, set by set: what is most wrong is in `look_at`, how sure in `sure`."""
    pairs = copies.pairs
    number = pd.Series(pd.factorize(pairs["first"].map(copies.sources))[0] + 1, index=pairs.index)
    high = (pairs["score"] >= SURE) & (pairs["kind"] != "alike")  # of clips: hands alone agree
    sure = np.where(high, "sure", "look at it")
    conflict = pairs["first_label"] != pairs["second_label"]
    look = np.select(
        [mirrors(pairs), conflict, across_groups(pairs)],
        ["mirror-image classes", "two classes", "two groups"],
        "",
    )
    table = pd.DataFrame(
        {
            "set": number,
            "kind": pairs["kind"],
            "sure": np.where(pairs["kind"] == "exact", "certain", sure),
            "score": pairs["score"].round(3),
            "look_at": look,
        }
    )
    ends = [f"{end}{what}" for what in ("", "_label", "_group") for end in ("first", "second")]
    return table.join(pairs[ends]).sort_values(["set", "first", "second"], kind="stable")


def write_copies(copies: Copies, folder: Path, draw: Callable, a_page: int, pages=PAGES) -> str:
    """Write copies.csv and `pages` of `a_page` pairs at most to a folder; return where, in words.

    `draw(copies, most, page)` gives the figure of a page, from 1. Pages of an earlier call go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pictures = folder / PICTURES
    for old in pictures.glob("page_*.png"):
        old.unlink()
    with whole(folder / TABLE, STORED, StoreError) as part:
        copies_table(copies).to_csv(part, index=False, encoding="utf-8-sig")  # as Excel wants it
    found = len(copies.pairs)
    if not found:
        return f"No copies: {folder / TABLE} is empty."
    pages = min(pages, -(-found // a_page))
    pictures.mkdir(exist_ok=True)
    for page in range(1, pages + 1):
        draw(copies, a_page, page).savefig(pictures / f"page_{page:02}.png", dpi=80)
    shown = min(found, pages * a_page)
    what = f"all {found}" if shown == found else f"the first {shown} of {found}"
    return (
        f"{folder / TABLE} lists the {found} pairs; {pictures} shows {what} in {pages} "
        f"page{'s' * (pages != 1)}, what is most wrong first."
    )
