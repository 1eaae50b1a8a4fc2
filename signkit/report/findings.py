"""What a run's tables and figures mean: who is unseen, which pairs are confused, what to doubt."""

import numpy as np
import pandas as pd

from signkit.data.copies.mirrors import clashes
from signkit.data.copies.two_sides import seen_in_training
from signkit.data.group_kinds import tiny_groups
from signkit.evaluation.answers.classes_figures import FEWEST_GROUPS
from signkit.evaluation.intervals import bootstrap_interval
from signkit.report.parts.swings import swing

SPLITS = ("train", "validation", "test")
MANY_WITHOUT_HAND = 0.05  # share of the test photos
FEW_PHOTOS = 5  # a class


def split_groups(catalog) -> dict[str, list[str]]:
    """Names of the groups in each split; none where groups are not known."""
    if catalog is None or "group" not in catalog:
        return {split: [] for split in SPLITS}
    return {
        split: sorted(catalog.loc[catalog["split"] == split, "group"].dropna().astype(str).unique())
        for split in SPLITS
    }


def strategy(settings) -> str | None:
    """The split strategy a run was made with, or None where it isn't written down."""
    data, asked = settings.get("data") or {}, settings.get("settings") or {}
    return data.get("split_strategy") or data.get("strategy") or asked.get("split")


def random_weights(record) -> bool:
    """Whether the run says that its image backbone started from random weights, and used it."""
    settings = record.settings or {}
    resolved = settings.get("resolved") or {}
    if "backbone_weights_used" not in resolved or not record.kind.has_backbone(settings):
        return False
    used = resolved["backbone_weights_used"]
    return used is None or str(used).lower().startswith(("none", "random"))


def asked_kind(settings) -> str:
    """What a run says that it looks at, whether it is known or not."""
    return str(settings.get("kind") or "")


def interval_over(record, test, words) -> str:
    """What an interval is over: 'over 5 unseen groups', 'over 360 photos'."""
    if test["interval_over"] != "groups":
        return words["over_photos"].format(number=words.counted(test["samples"]))
    groups = split_groups(record.catalog)
    new = groups["test"] and not set(groups["test"]) & set(groups["train"])
    return words["over_groups" if new else "over_groups_shared"].format(number=test["groups"])


def confused_pairs(confusion, classes, most=10) -> list[dict]:
    """The pairs of classes most often taken for each other, both ways counted together."""
    counts = np.asarray(confusion)
    mistakes = np.triu(counts + counts.T, 1)
    order = np.argsort(-mistakes, axis=None, kind="stable")[:most]
    pairs = []
    for first, second in zip(*np.unravel_index(order, mistakes.shape), strict=True):
        if mistakes[first, second]:
            ways = [(first, second), (second, first)]
            ways = [(classes[a], classes[b], int(counts[a, b])) for a, b in ways if counts[a, b]]
            pair = {"classes": (classes[first], classes[second]), "ways": ways}
            pairs.append({**pair, "photos": int(mistakes[first, second])})
    return pairs


def mistaken_for(confusion, row) -> tuple[int, int] | None:
    """(class index, photos) a class is most often taken for, or None where it never is."""
    wrong = np.array(confusion[row])
    wrong[row] = 0
    return (int(wrong.argmax()), int(wrong.max())) if wrong.any() else None


def group_accuracy(predictions, split="test") -> pd.DataFrame:
    """Photos, accuracy and its interval over photos of each group of a split, worst first."""
    part = predictions[(predictions["split"] == split) & predictions["group"].notna()]
    right = part["label"].astype(str) == part["predicted"].astype(str)
    rows = [
        {
            "group": str(group),
            "photos": len(correct),
            "accuracy": correct.mean(),
            "interval": bootstrap_interval(correct.to_numpy()),
        }
        for group, correct in right.groupby(part["group"].astype(str))
    ]
    table = pd.DataFrame(rows, columns=["group", "photos", "accuracy", "interval"])
    return table.sort_values("accuracy", kind="stable", ignore_index=True)


def warnings(record, words) -> list[tuple[str, str]]:
    """(title, sentence) of everything a reader must know before trusting the figures."""
    settings, test = record.settings or {}, record.of_split("test")
    found = [*_about_the_split(record, words), *_about_the_copies(record, words)]
    if random_weights(record):
        found.append((words["warn_weights_title"], words["warn_weights"]))
    if said := swing(record, words):
        found.append((words["swing_title"], said))
    if test:
        found += _about_the_test(test, words, record.kind.inputs(settings))
    return found


def copies_seen(catalog) -> int:
    """How many test photos have a copy among those that were learnt from or chosen by."""
    if catalog is None or not {"hash", "source"} & set(catalog):
        return 0
    return int(seen_in_training(catalog).sum())


def some(names, words, most=6) -> str:
    """Names in a row with 'and' before the last; a long row is cut and says by how much."""
    names = [str(name) for name in names]
    if len(names) > most:
        more = words["more"].format(number=len(names) - most)
        return ", ".join(names[:most]) + more
    if len(names) < 2:
        return "".join(names)
    # Indonesian sets a comma before the last of three, but not of two.
    last = words["and" if len(names) == 2 else "and_last"]
    return f"{', '.join(names[:-1])}{last} {names[-1]}"


def _about_the_split(record, words):
    if record.catalog is None:
        return
    groups = split_groups(record.catalog)
    test, shared = groups["test"], sorted(set(groups["test"]) & set(groups["train"]))
    if not any(groups.values()):
        if strategy(record.settings or {}) != "given":
            yield words["warn_random_title"], words["warn_random"]
        return
    if shared:
        names = some(shared, words)
        yield words["warn_shared_title"], words["warn_shared"].format(groups=names)
    elif 0 < len(test) < FEWEST_GROUPS:
        text = words["warn_few_one" if len(test) == 1 else "warn_few"]
        sentence = text.format(number=len(test), groups=some(test, words))
        yield words["warn_few_title"], sentence
    if record.kind.hands and not words.people:
        name = "warn_groups_unsaid" if words.people is None else "warn_not_people"
        yield words[f"{name}_title"], words[name]
    if tiny := tiny_groups(record.catalog["group"]):
        yield words["warn_tiny_title"], _tiny_words(record.catalog["group"], tiny, words)
    part = record.catalog[record.catalog["split"] == "test"]
    if test and part["group"].isna().any():
        yield words["warn_partly_title"], words["warn_partly"]


def _tiny_words(groups, tiny, words):
    return words["warn_tiny"].format(
        number=words.counted(len(tiny)),
        all=words.counted(groups.nunique()),
        groups=some(tiny, words, most=4),
        photos=words["photos"],
    )


def _about_the_copies(record, words):
    if seen := copies_seen(record.catalog):
        test = int((record.catalog["split"] == "test").sum())
        counted = {"seen": words.counted(seen), "test": words.counted(test)}
        yield words["warn_copies_title"], words["copies_seen"].format(**counted)
    asked = (record.settings or {}).get("settings") or {}
    found = clashes((record.audit or {}).get("copies"), record.labels or [], asked)
    if found:
        pairs = [" / ".join(row["classes"]) for row in found]
        changes = sorted({name for row in found for name in row["changes"]})
        yield (
            words["warn_mirror_title"],
            words["warn_mirror"].format(classes=some(pairs, words), changes=", ".join(changes)),
        )


def _about_the_test(test, words, seen):
    without = test.get("without_hand")
    looks_at_hands = "landmark_input" in seen
    if without and looks_at_hands and without["photos"] > MANY_WITHOUT_HAND * test["samples"]:
        share = words.percent(without["photos"] / test["samples"])
        text = words["warn_hands" if "image_input" in seen else "warn_hands_nothing"]
        sentence = text.format(
            photos=words.counted(without["photos"]),
            samples=words.counted(test["samples"]),
            share=share,
        )
        yield words["warn_hands_title"], sentence
    there = [row for row in test["per_class"] if row["support"]]
    smallest = min(there, key=lambda row: row["support"], default=None)
    if smallest and smallest["support"] < FEW_PHOTOS:
        sentence = words["warn_small"].format(**smallest)
        yield words["warn_small_title"], sentence
    absent = [row["label"] for row in test["per_class"] if not row["support"]]
    if absent:
        names = some(absent, words, most=20)
        yield words["warn_absent_title"], words["warn_absent"].format(classes=names)
