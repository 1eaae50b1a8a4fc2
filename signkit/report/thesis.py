"""The sentences to put into a thesis: what was trained, on which split, and what the test says."""

from signkit.report.findings import SPLITS, inputs, random_weights, some, split_groups, strategy
from signkit.report.headline import interval_over

FILE = "thesis.txt"
SOFTWARE = {
    "signkit": "signkit",
    "keras": "Keras",
    "tensorflow": "TensorFlow",
    "mediapipe": "MediaPipe",
    "python": "Python",
}
_MOST_GROUPS = 12  # named one by one


def thesis(record, words) -> dict | None:
    """`sentences` that state a run's result with all that qualifies it; None without a test."""
    test = record.of_split("test")
    if not test:
        return None
    settings = record.settings or {}
    found = [_trained(record, settings, words), *split_words(record, words)]
    found += [_result(record, test, words), *_caveats(record, test, words)]
    found += [_gap(record, words), _software(settings, words)]
    return {"sentences": [sentence for sentence in found if sentence]}


def model_words(settings, words) -> str:
    """What the model is made of: option, backbone and its weights, size of photos, seeds."""
    asked, parts = settings.get("settings") or {}, []
    option = str(asked.get("option") or "")
    if option:
        parts.append(words["option"].format(option=option) if len(option) <= 2 else option)
    seen = inputs(settings)
    if len(seen) == 1:
        parts.append(words["thesis_inputs"][seen.pop()])
    if asked.get("backbone") and "image_input" in inputs(settings):
        named = {"backbone": asked["backbone"], "weights": weights_words(settings, words)}
        parts.append(words["thesis_backbone"].format(**named))
    if asked.get("image_size") and "image_input" in inputs(settings):
        parts.append(words["thesis_pixels"].format(pixels=asked["image_size"]))
    parts.append(seed_words(asked, words))
    return ", ".join(filter(None, parts))


def weights_words(settings, words) -> str:
    """Which weights the image backbone started from, as far as the run says."""
    used = (settings.get("resolved") or {}).get("backbone_weights_used")
    if random_weights(settings):
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


def is_random(record) -> bool:
    """Whether photos were split without keeping people apart: people of the test may be known."""
    groups = split_groups(record.catalog)
    if any(groups.values()):
        return not groups["test"] or bool(set(groups["test"]) & set(groups["train"]))
    return strategy(record.settings or {}) in ("random", "auto")


def split_words(record, words):
    """Sentences on who decided the split and whether people of the test are new."""
    groups = split_groups(record.catalog)
    if record.catalog is None:
        return
    test, others = set(groups["test"]), set(groups["train"]) | set(groups["validation"])
    if strategy(record.settings or {}) == "given":
        yield words["thesis_given"]
    if not any(groups.values()):
        yield words["thesis_people_unknown"]
    elif test and not test & others:
        named = {"number": len(test), "groups": some(sorted(test), words, most=_MOST_GROUPS)}
        yield words["thesis_unseen_one" if len(test) == 1 else "thesis_unseen"].format(**named)
    elif test and not test & set(groups["train"]):
        yield words["thesis_unseen_training"].format(
            groups=some(sorted(test), words, most=_MOST_GROUPS)
        )
    else:
        yield words["thesis_shared"]


def _trained(record, settings, words):
    if not settings or record.catalog is None:
        return None
    data = settings.get("data") or {}
    name = str(data.get("name") or (settings.get("settings") or {}).get("dataset") or "")
    counts = record.catalog["split"].value_counts()
    kind = words["lead_kinds"].get(str(settings.get("kind")), words["thesis_model"])
    return words["thesis_trained"].format(
        what=kind[0].lower() + kind[1:],
        parts=model_words(settings, words),
        dataset=name.rstrip("/").rsplit("/", 1)[-1] or "–",
        photos=words.counted(int(counts.reindex(SPLITS).sum())),
        classes=len(record.labels) if record.labels else record.catalog["label"].nunique(),
        train=words.counted(int(counts.get("train", 0))),
        validation=words.counted(int(counts.get("validation", 0))),
        test=words.counted(int(counts.get("test", 0))),
    )


def _result(record, test, words):
    worst = test["worst_class"]
    index = next(i for i, row in enumerate(test["per_class"]) if row["label"] == worst["label"])
    low, high = test["accuracy_interval"]
    f1_interval = test.get("macro_f1_interval")
    return words["thesis_result_random" if is_random(record) else "thesis_result"].format(
        accuracy=words.percent(test["accuracy"]),
        low=words.percent(low),
        high=words.percent(high),
        over=interval_over(record, test, words),
        f1=words.percent(test["macro_f1"]),
        f1_interval=""
        if not f1_interval
        else words["thesis_f1_interval"].format(
            low=words.percent(f1_interval[0]), high=words.percent(f1_interval[1])
        ),
        label=worst["label"],
        recall=words.percent(worst["recall"]),
        right=test["confusion"][index][index],
        support=test["per_class"][index]["support"],
    )


def _caveats(record, test, words):
    groups = split_groups(record.catalog)["test"]
    if groups and not is_random(record) and test["interval_over"] != "groups":
        yield words["thesis_over_photos"]
    if ((record.settings or {}).get("settings") or {}).get("ensemble", 1) == 1:
        yield words["thesis_one_run"]


def _gap(record, words):
    gap = (record.audit or {}).get("gap")
    if not gap or not gap.get("grouped") or gap.get("by") != "group":
        return None
    return words["thesis_gap"].format(
        random=words.percent(gap["random"]["mean"]),
        grouped=words.percent(gap["grouped"]["mean"]),
    )


def _software(settings, words):
    versions = settings.get("versions") or {}
    known = [f"{name} {versions[key]}" for key, name in SOFTWARE.items() if versions.get(key)]
    return words["thesis_software"].format(software=", ".join(known)) if known else None
