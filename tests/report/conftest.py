"""Run folders as a training leaves them, with invented but believable figures."""

import html
import itertools
import json
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from signkit.evaluation import calibration, unknown
from signkit.evaluation.answers import labels_calibration
from signkit.evaluation.answers import labels_figures as multilabel
from signkit.evaluation.answers.classes_figures import evaluate
from signkit.evaluation.answers.translations import score_translations
from signkit.evaluation.retrieval import retrieval, zero_shot
from signkit.report.environment import TEMPLATES, environment
from signkit.report.photos.attention_plot import AttentionItem
from signkit.report.photos.clip_looks import ClipLook, save_clip_looks

VERSIONS = {"signkit": "0.1.0", "python": "3.11.9", "tensorflow": "2.20.0", "keras": "3.13.2"}
# An invented weather forecast in glosses and in German.
WHEN = {"MORGEN": "morgen", "HEUTE": "heute", "NACHT": "in der nacht", "ABEND": "am abend"}
WHERE = {"NORD": "im norden", "SUED": "im süden", "KUESTE": "an der küste", "BERG": "in den bergen"}
WHAT = {
    "REGEN": "regnet es",
    "SONNE": "scheint die sonne",
    "SCHNEE KALT": "fällt bei kälte schnee",
    "WIND STARK": "weht ein starker wind",
}


@pytest.fixture
def make_run(tmp_path):
    """A function that writes a run folder and returns its path; see `fabricate`."""
    return lambda **asked: fabricate(tmp_path / "run", **asked)


@pytest.fixture
def make_runs(tmp_path):
    """A function that writes run folders of these names and returns their paths.

    `skill` is one number for all or one each; runs of equal skill say the same of each photo.
    """

    def make(*names, skill=4.0):
        skills = skill if isinstance(skill, list) else [skill] * len(names)
        return [
            fabricate(tmp_path / "runs" / name, skill=each)
            for name, each in zip(names, skills, strict=True)
        ]

    return make


@pytest.fixture
def make_image_run(tmp_path):
    """A function that writes a run folder of photos alone; see `fabricate_images`."""
    return lambda name="photos", **asked: fabricate_images(tmp_path / name, **asked)


@pytest.fixture
def make_label_run(tmp_path):
    """A function that writes a run folder of photos with several labels; see the helper."""
    return lambda name="labels", **asked: fabricate_labels(tmp_path / name, **asked)


@pytest.fixture
def make_clip_run(tmp_path):
    """A function that writes a run folder of clips with all tasks; see `fabricate_clips`."""
    return lambda name="clips", **asked: fabricate_clips(tmp_path / name, **asked)


@pytest.fixture
def make_text_run(tmp_path):
    """A function that writes a run folder of sentences alone; see `fabricate_sentences`."""
    return lambda name="sentences", **asked: fabricate_sentences(tmp_path / name, **asked)


@pytest.fixture
def make_look():
    """A function that makes a ClipLook; see `fabricate_look`."""
    return fabricate_look


@pytest.fixture
def render_part():
    """A function that renders one part of the page; see `render`."""
    return render


def render(part, words, **context):
    """The fragment `part`.html as words alone, filled with contents by name."""
    macros = (TEMPLATES / "report.html").read_text(encoding="utf-8").split("<!doctype")[0]
    filled = {
        name: SimpleNamespace(content=content, problem=None) for name, content in context.items()
    }
    page = environment(words).from_string(macros + f'{{% include "parts/{part}.html" %}}')
    text = html.unescape(re.sub(r"<[^>]*>", " ", page.render(t=words, **filled)))
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.fixture
def attention_item():
    """A function that makes an AttentionItem; see `fabricate_attention`."""
    return fabricate_attention


def fabricate_attention(present=(True, False), **other):
    """A photo of 32 pixels; its right hand's points look at the top left of four positions."""
    l2v = np.zeros((42, 2, 2), np.float32)
    l2v[:21, 0, 0] = 1
    l2v[21:] = 0.25
    v2l = np.zeros((2, 2, 42), np.float32)
    v2l[..., 0], v2l[..., 8] = 0.25, 0.75
    hand = np.stack([np.linspace(5, 25, 21), np.linspace(28, 4, 21)], axis=1)
    given = {
        "photo": np.full((32, 32, 3), 90, np.uint8),
        "spatial": np.full((2, 2), 0.5, np.float32),
        "l2v": l2v,
        "v2l": v2l,
        "points": np.stack([hand, hand]).astype(np.float32),
        "present": np.array(present),
        "label": "halo",
        "predicted": "maaf",
        "probability": 0.75,
    }
    return AttentionItem(**given | other)


def fabricate(folder, classes=4, groups=6, strategy="grouped", weights="random", **more):
    """Write a run folder; `groups=0` means that nobody knows who is in the photos."""
    folder.mkdir(parents=True, exist_ok=True)
    labels = _labels(classes)
    rng = np.random.default_rng(more.get("seed", 0))
    catalog = more.get("catalog")
    catalog = _catalog(labels, groups, strategy, rng) if catalog is None else catalog
    predictions = _predictions(catalog, labels, rng, more.get("skill", 4.0))
    _write_settings(folder, catalog, labels, strategy, weights)
    _write_history(folder, more.get("stages", {"train": 24}), rng)
    (folder / "labels.json").write_text(json.dumps(labels))
    catalog.to_parquet(folder / "catalog.parquet")
    predictions.to_parquet(folder / "predictions.parquet")
    metrics = {split: _metrics(predictions, labels, split) for split in ("validation", "test")}
    metrics |= _reliance(predictions, labels)
    (folder / "metrics.json").write_text(json.dumps(metrics))
    (folder / "audit.json").write_text(json.dumps(_audit(catalog, labels, groups)))
    (folder / "model.keras").write_bytes(b"not read here")
    return folder


def _labels(number):
    if number <= 10:
        return ["halo", "maaf", "terima_kasih", "tolong"][:number]
    return [str(i) for i in range(10)] + [chr(ord("a") + i) for i in range(number - 10)]


def _catalog(labels, groups, strategy, rng):
    rows = []
    for label in labels:
        for person in range(max(groups, 6)):
            for shot in range(5):
                name = f"{label}/signer{person}_{shot}.jpg"
                rows.append((name, label, f"signer{person}", _side(person, strategy, rng)))
    table = pd.DataFrame(rows, columns=["path", "label", "group", "split"])
    if not groups:
        table["group"] = pd.NA
    return table.assign(
        group=table["group"].astype("string"),
        bytes=1000,
        hash=[f"{place:032d}" for place in range(len(table))],
    )


def _side(person, strategy, rng):
    if strategy == "random":
        return rng.choice(["train", "validation", "test"], p=[0.7, 0.15, 0.15])
    return "test" if person >= 3 else "validation" if person == 2 else "train"


def _predictions(catalog, labels, rng, skill):
    part = catalog[catalog["split"] != "train"].reset_index(drop=True)
    targets = part["label"].map(labels.index).to_numpy()
    scores = rng.normal(size=(len(part), len(labels)))
    scores[np.arange(len(part)), targets] += skill
    # The first class is often taken for the last one, as 0 and o are.
    alike = (targets == 0) & (rng.random(len(part)) < 0.5)
    scores[alike, -1] = scores[alike].max(axis=1) + 0.5
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    hands = np.where(rng.random(len(part)) < 0.06, 0, 1)
    columns = {f"p_{i:04d}": shares[:, i].astype("float32") for i in range(len(labels))}
    predicted = [labels[i] for i in shares.argmax(axis=1)]
    return part[["path", "label", "group", "split"]].assign(
        hands=hands, predicted=predicted, **columns
    )


def _metrics(predictions, labels, split):
    part = predictions[predictions["split"] == split]
    return evaluate(
        *_probabilities(part, labels),
        labels,
        groups=part["group"].to_numpy(),
        hands=part["hands"].to_numpy(),
    )


def _probabilities(part, labels):
    columns = [name for name in part if name.startswith("p_")]
    return part[columns].to_numpy(), part["label"].map(labels.index).to_numpy()


def _reliance(predictions, labels):
    both = [
        part
        for split in ("validation", "test")
        for part in _probabilities(predictions[predictions["split"] == split], labels)
    ]
    return {"calibration": calibration.calibrate(*both), "unknown": unknown.describe(*both)}


def _audit(catalog, labels, groups):
    folds = {"mean": 0.95, "interval": [0.93, 0.97], "folds": [0.94, 0.95, 0.96, 0.95, 0.95]}
    unseen = {"mean": 0.86, "interval": [0.78, 0.94], "folds": [0.8, 0.84, 0.86, 0.88, 0.92]}
    gap = {"probe": "svm", "photos": len(catalog), "classes": len(labels), "seed": 0}
    gap |= {"by": "group" if groups else None, "groups": groups or None}
    gap |= {"random": folds, "grouped": unseen if groups else None}
    copies = {"photos": len(catalog), "sets": 2, "in_sets": 5, "exact": 1, "near": 2}
    return {"copies": copies | {"across_classes": 1, "across_groups": 0}, "gap": gap}


def _write_settings(folder, catalog, labels, strategy, weights):
    asked = {"option": "A", "dataset": "/drive/datasets/asl-alphanumeric", "image_size": 224}
    asked |= {"backbone": "EfficientNetV2S", "weights": "auto", "epochs": 60, "batch_size": 32}
    asked |= {"learning_rate": 1e-3, "augment": True, "split": "auto", "seed": 0}
    data = {"name": "asl-alphanumeric", "fingerprint": "9f2c41aa", "photos": len(catalog)}
    data |= {"classes": len(labels), "split_strategy": strategy, "seed": 0}
    data |= {"fractions": [0.7, 0.15, 0.15], "skipped": 0}
    resolved = {"backbone_weights_used": weights, "device": "CPU", "parameters": 21_345_678}
    resolved["groups_are"] = "signer"
    settings = {"kind": "sign", "settings": asked, "resolved": resolved}
    settings |= {"versions": VERSIONS, "data": data}
    (folder / "settings.json").write_text(json.dumps(settings))


def _write_history(folder, stages, rng):
    lines, done, total = [], 0, sum(stages.values())
    for stage, epochs in stages.items():
        for epoch in range(1, epochs + 1):
            done += 1
            learnt = 1 - np.exp(-3.5 * done / total)
            noise = rng.normal(0, 0.012, 3)
            row = {"stage": stage, "epoch": epoch, "seconds": 31.5}
            row |= {"accuracy": 0.03 + 0.95 * learnt, "loss": 3.4 * (1 - learnt) + 0.15}
            row |= {"val_accuracy": 0.03 + 0.86 * learnt + noise[0]}
            row |= {"val_loss": 3.4 * (1 - learnt) + 0.4 + noise[1]}
            row |= {"top5": min(1.0, 0.2 + 0.82 * learnt), "val_top5": 0.2 + 0.76 * learnt}
            row |= {"learning_rate": 1e-3 if done < total * 0.7 else 5e-4}
            lines.append(json.dumps(row))
    (folder / "history.jsonl").write_text("\n".join(lines) + "\n")


def fabricate_images(folder, mode="transfer", trials=0, **more):
    """Write a run folder of photos alone, of one label each; `trials` of a search before it."""
    fabricate(folder, **{"groups": 0, "strategy": "random"} | more)
    predictions = pd.read_parquet(folder / "predictions.parquet").drop(columns="hands")
    predictions.to_parquet(folder / "predictions.parquet")
    metrics = json.loads((folder / "metrics.json").read_text())
    for split in ("validation", "test"):
        metrics[split]["without_hand"] = None
        for row in metrics[split]["per_class"]:
            row |= {"hands_found": None, "without_hand": None}
    (folder / "metrics.json").write_text(json.dumps(metrics))
    _as_images(folder, mode, trials)
    return folder


def fabricate_labels(folder, labels=5, photos=240, skill=2.2, groups=0, seed=0, mode="transfer"):
    """Write a run folder of photos with several labels; of equal seeds photos are the same."""
    folder.mkdir(parents=True, exist_ok=True)
    rng, names = np.random.default_rng(seed), ["crack", "dent", "rust", "scratch", "stain"][:labels]
    targets = (rng.random((photos, labels)) < np.linspace(0.08, 0.5, labels)).astype(int)
    logits = rng.normal(size=targets.shape) + skill * targets - 1.4
    scores = (1 / (1 + np.exp(-logits))).astype("float32")
    splits = np.array(["train", "train", "validation", "test"])[np.arange(photos) % 4]
    catalog = _label_catalog(names, targets, splits, groups)
    (folder / "labels.json").write_text(json.dumps(names))
    catalog.to_parquet(folder / "catalog.parquet")
    _write_settings(folder, catalog, names, "grouped" if groups else "random", "imagenet")
    _write_history(folder, {"visual_head": 6, "visual": 10}, rng)
    history = (folder / "history.jsonl").read_text().replace("accuracy", "map")
    (folder / "history.jsonl").write_text(history)
    metrics, thresholds = _label_metrics(names, targets, scores, splits, catalog, groups)
    (folder / "metrics.json").write_text(json.dumps(metrics))
    table = catalog.assign(**{f"p_{k:04d}": scores[:, k] for k in range(labels)})
    given = [[names[k] for k in np.flatnonzero(row >= thresholds)] for row in scores]
    table = table.assign(predicted_labels=given, predicted=[_joined(one) for one in given])
    table[splits != "train"].to_parquet(folder / "predictions.parquet")
    (folder / "model.keras").write_bytes(b"not read here")
    _as_images(folder, mode, 0)
    return folder


def _label_catalog(names, targets, splits, groups):
    labels = [[names[k] for k in np.flatnonzero(row)] for row in targets]
    paths = [f"part{place:04d}.jpg" for place in range(len(targets))]
    table = pd.DataFrame({"path": paths, "labels": labels, "split": splits})
    table["label"] = [_joined(one) for one in labels]
    sides = {"train": 0, "validation": 1, "test": 2}
    table["group"] = pd.Series(pd.NA, index=table.index, dtype="string")
    if groups:
        who = [f"box{sides[split]}{place // 4 % groups}" for place, split in enumerate(splits)]
        table["group"] = pd.Series(who, dtype="string")
    return table.assign(bytes=1000, hash=[f"{place:032d}" for place in range(len(table))])


def _label_metrics(names, targets, scores, splits, catalog, groups):
    both = {s: (scores[splits == s], targets[splits == s]) for s in ("validation", "test")}
    thresholds = multilabel.best_thresholds(*both["validation"])
    chosen = {"values": thresholds.tolist(), "fitted_on": "validation"}
    metrics = {"several": True, "thresholds": chosen}
    for split, known in both.items():
        of = {"groups": catalog.loc[splits == split, "group"].to_numpy()} if groups else {}
        half = multilabel.evaluate(*known, names)
        metrics[split] = multilabel.evaluate(*known, names, thresholds=thresholds, **of)
        f1 = {f"{name}_f1": half[name]["f1"] for name in ("macro", "micro")}
        metrics[split]["at_half"] = f1 | {"exact_match": half["exact_match"]}
    metrics["calibration"] = labels_calibration.calibrate(*both["validation"], *both["test"])
    return metrics, thresholds


def _joined(labels):
    return " + ".join(labels) or "no label"


def _as_images(folder, mode, trials):
    """Turn the settings of a fabricated run into those of photos alone; write a search."""
    settings = json.loads((folder / "settings.json").read_text())
    for name in ("option", "image_size"):
        del settings["settings"][name]
    backbone = "EfficientNetV2B0" if mode == "transfer" else ""
    asked = {"mode": mode, "model": "transfer" if backbone else "cnn", "backbone": backbone}
    asked |= {"img_height": 200, "img_width": 300, "tuner": "hyperband", "space": ""}
    settings["settings"] |= asked | {"stages": "visual 15 1e-3"}
    settings["kind"] = "image"
    settings["data"]["name"] = "atk-stationery"
    del settings["resolved"]["groups_are"]
    rng, lines = np.random.default_rng(0), []
    for number in range(1, trials + 1):
        values = {"conv1_filters": 32 * (1 + number % 4), "dropout": 0.2 + number % 3 / 10}
        line = {"trial": number, "values": values | {"learning_rate": 10.0 ** -(2 + number % 3)}}
        line |= {"epochs": 3 if number < 7 else 9, "begin": 0 if number < 7 else 3}
        line |= {"parent": None if number < 7 else number - 6, "seconds": 41.0 + number}
        lines.append(json.dumps(line | {"score": round(0.55 + 0.3 * rng.random(), 4)}))
    if trials:
        (folder / "search").mkdir()
        (folder / "search" / "trials.jsonl").write_text("\n".join(lines) + "\n")
        settings["resolved"]["tuned"] = json.loads(lines[-1])["values"]
    (folder / "settings.json").write_text(json.dumps(settings))
    (folder / "audit.json").write_text(json.dumps({"copies": _copies(), "gap": None}))


def fabricate_clips(folder, tasks="classify align translate", unseen=("halo_lagi",), **more):
    """Write a run folder of clips, option C, with what the tasks of text leave."""
    fabricate(folder, **more)
    settings = json.loads((folder / "settings.json").read_text())
    over_time = {"temporal": "recurrent", "frames": 48, "pictures": 4, "tasks": tasks}
    over_time |= {"option": "C", "text_encoder": "transformer", "stages": "clip_stages"}
    settings["settings"] |= over_time
    settings["kind"], settings["data"]["name"] = "clip", "greetings"
    (folder / "settings.json").write_text(json.dumps(settings))
    predictions = pd.read_parquet(folder / "predictions.parquet")
    predictions.assign(moment=0.4).to_parquet(folder / "predictions.parquet")
    metrics, labels = (
        json.loads((folder / f"{n}.json").read_text()) for n in ("metrics", "labels")
    )
    test = predictions[predictions["split"] == "test"]
    if "align" in tasks:
        metrics |= _aligned(folder, labels, list(unseen), test)
    if "translate" in tasks:
        metrics["translation"] = _translated(folder, test)
    (folder / "metrics.json").write_text(json.dumps(metrics))
    save_clip_looks(folder / "clip_looks.npz", [fabricate_look(), fabricate_look(label="maaf")])
    return folder


def _aligned(folder, labels, unseen, test):
    every = labels + unseen
    rng, right = np.random.default_rng(0), (test["label"] == test["predicted"]).to_numpy()
    apart = np.full(6 * len(unseen), len(labels))
    targets = np.concatenate([test["label"].map(every.index).to_numpy(), apart])
    scores = rng.normal(size=(len(targets), len(every)))
    scores[np.arange(len(targets)), targets] += 2 + np.r_[right, 0 * apart]
    vectors = np.eye(len(every)) + 0.2
    table = {"class": every, "description": every, "vector": list(vectors)}
    table["trained"] = [name in labels for name in every]
    pd.DataFrame(table).to_parquet(folder / "texts.parquet")
    told = {"label": [every[i] for i in targets], "nearest": [every[i] for i in scores.argmax(1)]}
    pd.DataFrame(told).to_parquet(folder / "retrieved.parquet")
    found = {"retrieval": retrieval(scores, targets)}
    if unseen:
        seen = np.isin(every, labels)
        found["zero_shot"] = {**zero_shot(scores, targets, seen), "names": unseen}
    return json.loads(json.dumps(found, default=float))


def _translated(folder, test):
    sentence = "saya bilang {} kepada kamu .".format
    table = test[["path", "label"]].assign(
        true=[sentence(label) for label in test["label"]],
        greedy=[sentence(label) + " ." for label in test["predicted"]],
        beam=[sentence(label) for label in test["predicted"]],
    )
    table.to_parquet(folder / "translations.parquet")
    ways = {way: _scores(table[way], table["true"]) for way in ("greedy", "beam")}
    return {"perplexity": 1.75, "sentences": len(table), "words": 12, **ways}


def fabricate_look(frames=12, **other):
    """A clip of 12 frames: a right hand that goes down from frame 2 on; frame 8 counts most."""
    hands = np.full((frames, 2, 21, 2), np.nan)
    hand = np.stack([np.linspace(-0.1, 0.1, 21), np.linspace(0.1, -0.1, 21)], axis=1)
    for frame in range(2, frames):
        hands[frame, 0] = hand + np.array([0, 0.02 * frame])
    points, lost = np.zeros((frames, 2, 21)), np.zeros(frames)
    points[8, 0, 8], points[5, 0, 4], lost[8] = 1.0, 0.5, 0.3
    given = {
        "path": "halo/signer1_0.mp4",
        "label": "halo",
        "predicted": "halo",
        "probability": 0.75,
        "hands": hands,
        "seconds": 0.2 + np.arange(frames) / 15,
        "points": points,
        "lost": lost,
        "pictures": np.array([0.0, 0.12]),
        "picture_seconds": np.array([0.2, 0.9]),
    }
    return ClipLook(**given | other)


def _copies():
    copies = {"photos": 240, "sets": 2, "in_sets": 5, "exact": 1, "near": 2}
    return copies | {"across_classes": 1, "across_groups": 0}


def fabricate_sentences(folder, skill=0.8, seed=0, seen=7, strategy="given", **asked):
    """Write a run folder of sentences alone; `skill` is the chance that a word is right.

    `seen` pairs of the test stand in the training too; `asked` are settings.
    """
    folder.mkdir(parents=True, exist_ok=True)
    table = _sentence_pairs(skill, seed, asked.pop("sentences", 64))
    table.to_parquet(folder / "translations.parquet")
    _write_sentence_settings(folder, len(table), seen, strategy, {"seed": seed, **asked})
    _write_sentence_history(folder, skill)
    (folder / "metrics.json").write_text(json.dumps(_sentence_metrics(table, seen)))
    (folder / "sentences.json").write_text(json.dumps({"words": ["ein", "wort"], "parts": True}))
    (folder / "translator.keras").write_bytes(b"not read here")
    return folder


def _sentence_pairs(skill, seed, sentences):
    rng, words = np.random.default_rng(seed), sorted({w for t in WHAT.values() for w in t.split()})
    rows = []
    for when, where, what in itertools.islice(itertools.product(WHEN, WHERE, WHAT), sentences):
        true = f"{WHEN[when]} {WHAT[what]} {WHERE[where]} ."
        row = {"source": f"{when} {where} {what}", "true": true}
        for way, chance in (("greedy", skill - 0.03), ("beam", skill)):
            said = [w if rng.random() < chance else str(rng.choice(words)) for w in true.split()]
            row[way] = " ".join(said)
        rows.append(row)
    return pd.DataFrame(rows)


def _sentence_metrics(table, seen):
    found = _measured(table)
    if seen:
        part = _scores(table["beam"][seen:], table["true"][seen:])
        found["new"] = {"sentences": len(table) - seen} | part
        del found["new"]["exact"], found["new"]["signature"]
    validation = _measured(table[::2])
    return {"translation": found, "validation": {"translation": validation}}


def _measured(table):
    ways = {way: _scores(table[way], table["true"]) for way in ("greedy", "beam")}
    counts = {"sentences": len(table), "words": 3366, "beam_width": 5, "length_penalty": 1.6}
    return {"perplexity": 9.4, **ways, **counts}


def _scores(said, true):
    scored = score_translations(said.tolist(), true.tolist(), repeats=20)
    return {
        "bleu": list(scored.bleu),
        "bleu_interval": list(scored.interval),
        "chrf": scored.chrf,
        "exact": float((said == true).mean()),
        "signature": scored.signature,
    }


def _write_sentence_settings(folder, test, seen, strategy, asked):
    settings = {"dataset": "gloss-text", "csv": "", "source": "gloss", "target": "de"}
    settings |= {"stages": "", "epochs": 60, "batch_size": 32, "learning_rate": 0.0}
    settings |= {"dropout": 0.3, "width": 256, "depth": 3, "heads": 4, "hidden": 1024}
    settings |= {"forget": 0.0, "label_smoothing": 0.1, "beam": 5, "length_penalty": 1.6}
    settings |= {"ema": 0.999, "language": "en", "run_name": "", **asked}
    split = {"train": 7096, "validation": 519, "test": test}
    data = {"name": "gloss-text", "pairs": sum(split.values()), "fingerprint": "9f2c41aa"}
    data |= {"split_pairs": split, "split_strategy": strategy, "fractions": [0.7, 0.15, 0.15]}
    data |= {"seed": settings["seed"], "seen": {"validation": 12 if seen else 0, "test": seen}}
    data |= {"vocabulary": {"source": 1085, "target": 3366}, "notes": []}
    resolved = {"device": "CPU", "keras_backend": "tensorflow", "parameters": 6_543_210}
    content = {"kind": "text", "settings": settings, "data": data, "resolved": resolved}
    (folder / "settings.json").write_text(json.dumps(content | {"versions": VERSIONS}))


def _write_sentence_history(folder, skill, epochs=24):
    lines = []
    for epoch in range(1, epochs + 1):
        learnt = 1 - np.exp(-4 * epoch / epochs)
        loss, held = 6 - 4.8 * learnt, 6 - 3.7 * learnt
        row = {"stage": "translation", "epoch": epoch, "seconds": 21.0, "learning_rate": 1e-3}
        row |= {"loss": loss, "accuracy": 0.8 * learnt, "perplexity": float(np.exp(loss))}
        row |= {"val_loss": held, "val_accuracy": skill * learnt}
        row |= {"val_perplexity": float(np.exp(held))}
        lines.append(json.dumps(row))
    (folder / "history.jsonl").write_text("\n".join(lines) + "\n")
