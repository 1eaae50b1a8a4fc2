"""The sentences to put into a thesis: what was trained, on which split, and what the test says."""

from signkit.data.catalog import UNKNOWN
from signkit.report.answers.text_words import tasks_words, text_results
from signkit.report.findings import (
    SPLITS,
    asked_kind,
    interval_over,
    random_weights,
    some,
    split_groups,
    strategy,
)
from signkit.report.parts.curves import judged_words
from signkit.report.parts.leaks import copies_in_split, crossed_blanks
from signkit.report.parts.search import tuned_words

SOFTWARE = {
    "signkit": "signkit",
    "keras": "Keras",
    "tensorflow": "TensorFlow",
    "mediapipe": "MediaPipe",
    "python": "Python",
}
_MOST_GROUPS = 12  # named one by one


def thesis(record, words, say, against) -> dict | None:
    """`sentences` that state a run's result with all that qualifies it; None without a test.

    `say` makes the sentence on the test of (record, test, words); where `against`, which is what is
    told of constant answers, finds the model no better, its warning stands alone.
    """
    test = record.of_split("test")
    if not test:
        return None
    settings = record.settings or {}
    found = [_trained(record, settings, words), *split_words(record, words)]
    found += [tuned_words(record, words), judged_words(record.history, words)]
    if against and against["warning"]:
        found.append(against["warning"])
    else:
        found += [say(record, test, words), against and against["sentence"]]
    found += text_results(record, words)
    found += _caveats(record, test, words)
    found += copies_in_split(record, words)
    found += [_gap(record, words), *_crossed(record, words), software(settings, words)]
    return {"sentences": [sentence for sentence in found if sentence]}


def model_words(record, words) -> str:
    """What the model is made of: option, backbone and its weights, size of photos, seeds."""
    settings = record.settings or {}
    asked, seen = settings.get("settings") or {}, record.kind.inputs(settings)
    parts = record.kind.made_of(settings, words)
    if asked.get("backbone") and "image_input" in seen:
        named = {"backbone": asked["backbone"], "weights": weights_words(record, words)}
        parts.append(words["thesis_backbone"].format(**named))
    if asked.get("image_size") and "image_input" in seen:
        parts.append(words["thesis_pixels"].format(pixels=asked["image_size"]))
    if asked.get("img_height") and asked.get("img_width"):
        size = {"height": asked["img_height"], "width": asked["img_width"]}
        parts.append(words["thesis_height_width"].format(**size))
    parts.append(tasks_words(asked, words))
    parts.append(seed_words(asked, words))
    return ", ".join(filter(None, parts))


def weights_words(record, words) -> str:
    """Which weights the image backbone started from, as far as the run says."""
    used = ((record.settings or {}).get("resolved") or {}).get("backbone_weights_used")
    if random_weights(record):
        return words["thesis_weights_random"]
    if used is None:
        return words["thesis_weights_unknown"]
    return words["thesis_weights"].format(weights=used)


def seed_words(asked, words) -> str:
    """The seed, or the seeds of an ensemble's members."""
    seed, members = asked.get("seed"), asked.get("ensemble") or 1
    if seed is None:
        return ""
    if members == 1:
        return words["thesis_seed"].format(seed=seed)
    seeds = some(range(seed, seed + members), words, most=10)
    return words["thesis_ensemble"].format(members=members, seeds=seeds)


def standing(record) -> str:
    """How people of the test stand to the training: "unseen", "random", "shared" or "unknown".

    "random": a random split, whose sides may share people; "shared": they do, though the split was
    not drawn at random; "unknown": not every photo says who is in it and nobody kept them apart.
    """
    name, groups = strategy(record.settings or {}), split_groups(record.catalog)
    if set(groups["test"]) & set(groups["train"]):
        return "random" if name == "random" else "shared"
    if record.catalog is None:
        return {"grouped": "unseen", "random": "random"}.get(name, "unknown")
    if not _all_named(record.catalog):
        nobody = not any(groups.values())
        return "random" if name == "random" or (nobody and name == "auto") else "unknown"
    return "unseen"


def is_random(record) -> bool:
    """Whether photos were split without keeping people apart: people of the test may be known."""
    return standing(record) == "random"


def split_words(record, words):
    """Sentences on who decided the split, whether its people are new, and classes left out."""
    if record.catalog is None:
        return
    groups = split_groups(record.catalog)
    test, train = set(groups["test"]), set(groups["train"])
    named = {"number": len(test), "groups": some(sorted(test), words, most=_MOST_GROUPS)}
    if strategy(record.settings or {}) == "given":
        yield words["thesis_given"]
    if not any(groups.values()):
        yield words["thesis_people_unknown"]
    elif test & train:
        yield words["thesis_shared"]
    elif not _all_named(record.catalog):
        yield words["thesis_partly"]
    elif test & set(groups["validation"]):
        yield words["thesis_unseen_training"].format(groups=named["groups"])
    else:
        yield words["thesis_unseen_one" if len(test) == 1 else "thesis_unseen"].format(**named)
    if any(groups.values()) and record.kind.hands and not words.people:
        yield words["thesis_groups_unsaid" if words.people is None else "thesis_not_people"]
    yield from _left_out(record, words)


def _all_named(catalog):
    return "group" in catalog and catalog.loc[catalog["split"].isin(SPLITS), "group"].notna().all()


def _left_out(record, words):
    catalog = record.catalog
    apart = catalog.loc[catalog["split"] == UNKNOWN, "label"].astype(str)
    if len(apart):
        names = sorted(apart.unique())
        # Where texts say what they are, the question is not only whether they are refused.
        text = "thesis_left_out"
        if (record.metrics or {}).get("zero_shot"):
            text = "thesis_left_out_texts"
        yield words[f"{text}_one" if len(names) == 1 else text].format(
            classes=some(names, words, most=_MOST_GROUPS), photos=words.counted(len(apart))
        )


def _trained(record, settings, words):
    if not settings or record.catalog is None:
        return None
    data = settings.get("data") or {}
    name = str(data.get("name") or (settings.get("settings") or {}).get("dataset") or "")
    counts = record.catalog["split"].value_counts()
    kind = words["lead_kinds"].get(asked_kind(settings), words["thesis_model"])
    return words["thesis_trained"].format(
        what=kind[0].lower() + kind[1:],
        parts=model_words(record, words),
        dataset=name.rstrip("/").rsplit("/", 1)[-1] or "–",
        photos=words.counted(int(counts.reindex(SPLITS).sum())),
        classes=len(record.labels) if record.labels else record.answer.classes_in(record.catalog),
        train=words.counted(int(counts.get("train", 0))),
        validation=words.counted(int(counts.get("validation", 0))),
        test=words.counted(int(counts.get("test", 0))),
    )


def over(record, test, words) -> str:
    """What the interval of a result is over."""
    alone = standing(record) == "unseen" and len(split_groups(record.catalog)["test"]) == 1
    if alone and test["interval_over"] != "groups":
        return words["thesis_over_one"].format(number=words.counted(test["samples"]))
    return interval_over(record, test, words)


def _caveats(record, test, words):
    there = record.catalog is not None
    if there and standing(record) == "unseen" and test["interval_over"] != "groups":
        yield words["thesis_over_photos"]
    if ((record.settings or {}).get("settings") or {}).get("ensemble", 1) == 1:
        yield words["thesis_one_run"]


def _gap(record, words):
    gap = (record.audit or {}).get("gap")
    if not gap or not gap.get("grouped") or gap.get("by") != "group":
        return None
    same = _same_groups(record, gap)
    if same is not None:
        shares = {way: words.percent(share) for way, share in same[1].items()}
        return words["thesis_gap_same"].format(
            groups=some(same[0], words, most=_MOST_GROUPS),
            random=shares["random"],
            grouped=shares["unseen"],
        )
    return words["thesis_gap"].format(
        random=words.percent(gap["random"]["mean"]),
        grouped=words.percent(gap["grouped"]["mean"]),
    )


def _same_groups(record, gap):
    """The test's groups, and what the probe reaches on these very ones; None where not known."""
    tested = sorted(split_groups(record.catalog)["test"])
    known = [gap.get("by_group", {}).get(name) for name in tested]
    if standing(record) != "unseen" or not tested or None in known:
        return None
    photos = sum(one["photos"] for one in known)
    ways = ("random", "unseen")
    return tested, {w: sum(one[w] * one["photos"] for one in known) / photos for w in ways}


def _crossed(record, words):
    for one in ((record.audit or {}).get("gap") or {}).get("crossed") or ():
        yield words["thesis_crossed"].format(**crossed_blanks(one, words))


def software(settings, words) -> str | None:
    """Which versions a result was reached with; None where they are not on record."""
    versions = settings.get("versions") or {}
    known = [f"{name} {versions[key]}" for key, name in SOFTWARE.items() if versions.get(key)]
    return words["thesis_software"].format(software=", ".join(known)) if known else None
