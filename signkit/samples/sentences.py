"""Sample sentence pairs, made by a small grammar of our own: glosses, and Indonesian for them.

The glosses follow no sign language: time and place come first and the verb last, as in many, so
that words must be moved, bent and added, not only looked up.
"""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd

from signkit.errors import DataError
from signkit.whole import STORED, write_text

NAME = "sample-sentences"  # of the data set
FILE = "pairs.csv"
PAIRS = 2000  # of all that the grammar makes

TIMES = {"": "", "BESOK": "besok", "KEMARIN": "kemarin", "SEKARANG": "sekarang", "NANTI": "nanti"}
ASPECTS = {"BESOK": "akan", "NANTI": "akan", "KEMARIN": "sudah", "SEKARANG": "sedang", "": ""}
PEOPLE = {
    "SAYA": "saya",
    "KAMU": "kamu",
    "DIA": "dia",
    "IBU": "ibu",
    "AYAH": "ayah",
    "GURU": "guru",
    "ADIK": "adik",
    "TEMAN SAYA": "teman saya",
}
# Each verb in its active form, and what it is done to.
VERBS = {
    "BELI": ("membeli", {"BUKU": "buku", "BERAS": "beras", "SEPATU": "sepatu"}),
    "BACA": ("membaca", {"BUKU": "buku", "KORAN": "koran", "SURAT": "surat"}),
    "MINUM": ("minum", {"AIR": "air", "KOPI": "kopi", "SUSU": "susu"}),
    "MAKAN": ("makan", {"NASI": "nasi", "ROTI": "roti", "IKAN": "ikan"}),
    "TULIS": ("menulis", {"SURAT": "surat", "NAMA": "nama"}),
    "BAWA": ("membawa", {"TAS": "tas", "BUKU": "buku", "AIR": "air"}),
}
PLACES = {"": "", "SEKOLAH": "di sekolah", "RUMAH": "di rumah", "PASAR": "di pasar"}
NEGATIONS = {"": "", "TIDAK": "tidak"}


def make_sample_sentences(folder: str | Path, pairs: int = PAIRS, seed: int = 0) -> Path:
    """Write `pairs.csv` of source and target, no pair twice, into a folder; return the folder.

    What is there already is left alone. Raises ValueError where the grammar has not so many.
    """
    folder = Path(folder)
    if (folder / FILE).is_file():
        return folder
    made = every_pair()
    if pairs > len(made):
        raise ValueError(f"The grammar makes {len(made)} pairs, not {pairs}.")
    chosen = np.random.default_rng(seed).permutation(len(made))[:pairs]
    table = pd.DataFrame([made[row] for row in chosen], columns=["source", "target"])
    write_text(folder / FILE, table.to_csv(index=False), STORED, DataError, folders=True)
    return folder


def every_pair() -> list[tuple[str, str]]:
    """Return all that the grammar makes: glosses, and the sentence they stand for."""
    parts = itertools.product(TIMES, PLACES, PEOPLE, NEGATIONS, VERBS)
    return [
        _pair(time, place, person, negation, verb, thing)
        for time, place, person, negation, verb in parts
        for thing in VERBS[verb][1]
    ]


def _pair(time, place, person, negation, verb, thing) -> tuple[str, str]:
    active, things = VERBS[verb]
    # "tidak" takes the place of what is done already or being done.
    aspect = ASPECTS[time] if not negation or ASPECTS[time] == "akan" else ""
    said = (
        TIMES[time],
        PEOPLE[person],
        NEGATIONS[negation],
        aspect,
        active,
        things[thing],
        PLACES[place],
        ".",
    )
    glosses = (time, place, person, thing, verb, negation)
    return " ".join(filter(None, glosses)), " ".join(filter(None, said))
