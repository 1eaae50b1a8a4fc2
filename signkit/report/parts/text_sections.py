"""What tasks of text came to: signs and texts that find each other, and unseen classes."""

import numpy as np

from signkit.report.findings import some

NEAR = 8  # pairs of texts, of confused signs
WAYS = ("sign_to_text", "text_to_sign")
FEW_UNSEEN = 5  # classes


def retrieval(record, words) -> dict | None:
    """Recall both ways beside chance, and which texts are confused; None where not measured."""
    found = (record.metrics or {}).get("retrieval")
    if not found:
        return None
    number, unseen = text_count(record), _unseen(record)
    rows = [
        {**row, "way": way, "k": int(k), "interval": row.get("interval")}
        for way in WAYS
        for k, row in found[way].items()
    ]
    told = [row for row in rows if row["chance"] < 1]  # else everything is found, whoever looks
    notes = [words["retrieval_note"]]
    if len(told) < len(rows):
        notes.append(words["retrieval_left_out"])
    lead = [words["retrieval_lead"].format(texts=words["nothing"] if number is None else number)]
    if unseen:
        lead.append(words["retrieval_unseen"].format(number=unseen))
    return {
        "lead": " ".join(lead),
        "rows": told,
        "notes": " ".join(notes),
        "confused": confused_texts(record),
        "near": near_texts(record),
    }


def text_count(record) -> int | None:
    """How many classes' texts signs were compared with."""
    if record.texts is not None:
        return len(record.texts)
    return len(record.labels) + _unseen(record) if record.labels else None


def near_texts(record, most=NEAR) -> list[tuple[str, str, float]]:
    """(class, class, cosine) of the texts whose vectors are most alike, the nearest first."""
    if record.texts is None or len(record.texts) < 2:
        return []
    vectors = np.stack(record.texts["vector"].to_numpy()).astype(float)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    names = record.texts["class"].astype(str).tolist()
    cosines = vectors @ vectors.T
    above = np.column_stack(np.triu_indices(len(names), 1))
    above = above[np.argsort([-cosines[i, j] for i, j in above], kind="stable")][:most]
    return [(names[i], names[j], float(cosines[i, j])) for i, j in above]


def confused_texts(record, most=NEAR) -> list[tuple[str, str, int]]:
    """(class of the sign, class of the nearest text, how often) where they differ, most first."""
    told = record.retrieved
    if told is None:
        return []
    pairs = told[["label", "nearest"]].astype(str)
    pairs = pairs[pairs["label"] != pairs["nearest"]].value_counts(sort=False)
    found = [(*pair, int(number)) for pair, number in pairs.items()]
    return sorted(found, key=lambda pair: -pair[2])[:most]


def zero_shot(record, words) -> dict | None:
    """What is said of classes never trained on, with chance; None where there were none."""
    found = (record.metrics or {}).get("zero_shot")
    if not found:
        return None
    names, unseen = found["names"], found["among_unseen"]
    everything = round(1 / found["among_all"]["chance"])
    counts = {"among_unseen": len(names), "among_all": everything, "seen": everything}
    rows = []
    for name, number in counts.items():
        if row := found[name]:
            title = words[f"zero_shot_{name}"].format(number=number)
            rows.append({**row, "name": name, "title": title})
    if found["harmonic"] is not None:
        title, blank = words["zero_shot_harmonic"], {"interval": None, "chance": None}
        row = {"name": "harmonic", "accuracy": found["harmonic"], "signs": None, **blank}
        rows.append({**row, "title": title})
    notes = [words["zero_shot_note"]]
    if len(names) < FEW_UNSEEN:
        notes.append(words["zero_shot_few"])
    return {
        "lead": words["zero_shot_lead"].format(
            signs=words.counted(unseen["signs"]), names=some(names, words, most=12)
        ),
        "verdict": words[f"zero_shot_{against_chance(unseen)}"].format(
            chance=words.percent(unseen["chance"])
        ),
        "rows": rows,
        "notes": " ".join(notes),
    }


def against_chance(row) -> str:
    """Whether an accuracy's interval lies above its chance level: "better", "worse" or "open"."""
    low, high = row["interval"]
    return "better" if low > row["chance"] else "worse" if high < row["chance"] else "open"


def _unseen(record) -> int:
    if record.texts is not None:
        return int((~record.texts["trained"]).sum())
    return len(((record.metrics or {}).get("zero_shot") or {}).get("names", []))
