"""A corpus: sentence pairs whose splits are assigned."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from signkit.data.listing.csv_file import find_csv
from signkit.data.texts.sentence_pairs import SentencePairs, read_splits, read_table
from signkit.errors import DataError

TABLE = "pairs.csv"  # read where there are no text files
NAMES = {"train": "train", "dev": "validation", "test": "test"}


@dataclass(frozen=True)
class Corpus:
    """Sentences and their translations, each pair on one side."""

    root: Path
    table: pd.DataFrame  # source, target, split (train, validation or test)
    strategy: str  # "given" by the files, or "random"
    notes: tuple[str, ...] = ()

    def __len__(self):
        return len(self.table)

    def split(self, name: str) -> pd.DataFrame:
        """Return the pairs of one split, in the files' order."""
        return self.table[self.table["split"] == name].reset_index(drop=True)

    def seen(self, name: str) -> np.ndarray:
        """Tell which pairs (N,) of a split stand in the training split too, word for word."""
        trained = set(_keys(self.split("train")))
        return np.array([key in trained for key in _keys(self.split(name))], bool)

    @property
    def fingerprint(self) -> str:
        """A digest of every pair and its split."""
        text = self.table[["source", "target", "split"]].to_csv(index=False)
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def open_corpus(
    root: str | Path,
    csv: str = "",
    source: str = "gloss",
    target: str = "text",
    name: str = "",
    fractions: tuple[float, float, float] = (0.8, 0.1, 0.1),
    seed: int = 0,
) -> Corpus:
    """Open text files such as `NAME.train.gloss`, or a table of source, target and maybe split.

    The table is `csv`, or `pairs.csv` where there are no such files. Text files are told apart by
    their endings `source` and `target`; `name` is their first part, needed where the folder holds
    several. What the data don't divide is divided at random by `fractions` (train, validation,
    test) and `seed`, equal pairs on one side. Raises DataError naming what is missing.
    """
    root = Path(root)
    if not root.is_dir():
        raise DataError(f"There is no folder {root}.", "Check DATASET.")
    found = read_table(find_csv(root, csv)) if csv else _read_files(root, source, target, name)
    parts = [
        pd.DataFrame({"source": pairs.source, "target": pairs.target, "split": NAMES[split]})
        for split, pairs in found.items()
    ]
    table = pd.concat(parts, ignore_index=True)
    given = {NAMES[split] for split in found}
    _refuse(given, root)
    if given == {"train"}:
        table["split"] = _divided(table, dict(zip(NAMES.values(), fractions, strict=True)), seed)
        strategy = "random"
    else:
        strategy = "given"
        if "validation" not in given:
            shares = {"train": 1 - fractions[1], "validation": fractions[1]}
            training = table["split"] == "train"
            table.loc[training, "split"] = _divided(table[training], shares, seed)
    corpus = Corpus(root, table, strategy)
    told = dict.fromkeys(note for pairs in found.values() for note in pairs.notes)
    return Corpus(root, table, strategy, (*told, *_notes(corpus)))


def holds_pairs(root: Path) -> bool:
    """Whether a folder holds text files or a table of pairs, by their names."""
    return (root / TABLE).is_file() or any(root.glob("*.train.*"))


def _read_files(root: Path, source: str, target: str, name: str) -> dict[str, SentencePairs]:
    if name:
        return read_splits(root, name, source, target)
    ending = f".train.{source}"
    names = [
        file.name.removesuffix(ending)
        for file in sorted(root.glob(f"*{ending}"))
        if file.with_name(f"{file.name.removesuffix(ending)}.train.{target}").is_file()
    ]
    if len(names) == 1:
        return read_splits(root, names[0], source, target)
    if names:
        raise DataError(f"{root} holds several corpora: {', '.join(names)}.", "Set NAME to one.")
    if (root / TABLE).is_file():
        return read_table(root / TABLE)
    tables = ", ".join(file.name for file in sorted(root.glob("*.csv")))
    raise DataError(
        f"{root} has no files NAME.train.{source} and NAME.train.{target}, and no {TABLE}.",
        f"Check SOURCE and TARGET, or set CSV to a table{f': {tables}' if tables else ''}.",
    )


def _refuse(given: set[str], root: Path) -> None:
    if "train" not in given:
        raise DataError(f"{root} has no pairs to train on.", 'Give some the split "train".')
    if "test" not in given and "validation" in given:
        raise DataError(
            f"{root} has a split dev but no test.",
            "Add a test, or leave the splits out to have them made.",
        )


def _divided(table: pd.DataFrame, shares: dict[str, float], seed: int) -> np.ndarray:
    """The split of each row: equal pairs together, the shares as near as they allow."""
    codes, _ = pd.factorize(pd.Series(_keys(table)))
    counts = np.bincount(codes)
    order = np.random.default_rng(seed).permutation(len(counts))
    # What is said so often that it would fill a small share by itself is learnt from.
    large = counts > min(shares.values()) * len(table) / 2
    order = order[np.argsort(~large[order], kind="stable")]
    reached = np.cumsum(counts[order]) / len(table)
    names, edges = list(shares), np.cumsum(list(shares.values()))[:-1]
    if len(counts) < 5 * len(names):
        raise DataError(
            f"{len(counts)} different pairs are too few to divide.", "Give more, or a split column."
        )
    side = np.empty(len(counts), object)
    side[order] = np.array(names)[np.searchsorted(edges, reached - 1e-9)]
    return side[codes]


def _keys(table: pd.DataFrame) -> list[tuple[str, str]]:
    """Pairs as they are compared: small letters, single blanks."""
    return list(zip(_plain(table["source"]), _plain(table["target"]), strict=True))


def _plain(texts) -> list[str]:
    return [" ".join(text.lower().split()) for text in texts]


def _notes(corpus: Corpus):
    for split in ("validation", "test"):
        if count := int(corpus.seen(split).sum()):
            yield (
                f"{count} of {len(corpus.split(split))} {split} pairs stand word for word in the "
                "training split too: they are measured apart as well."
            )
