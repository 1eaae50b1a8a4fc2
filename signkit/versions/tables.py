"""Model versions as tables in plain words: all of a task, and a few side by side."""

from collections.abc import Iterable

import pandas as pd

from signkit.evaluation.answers.table import ANSWERS
from signkit.report.compare.runs import RunResult, differing
from signkit.report.record_files import read_record
from signkit.versions.record import Version

COLUMNS = (
    "version",
    "active",
    "created (UTC)",
    "run",
    "model",
    "data set",
    "test",
    "MiB",
    "note",
)
NAMES = {
    "bleu_4": "BLEU-4",
    "bleu_4_new": "BLEU-4 of new pairs",
    "chrf": "chrF",
    "exact": "exactly right",
}


def list_table(versions: list[Version], active: str, broken: dict[str, str]) -> pd.DataFrame:
    """A row a version, oldest first; a broken one has nothing but what is wrong with it."""
    rows = [_row(version, version.name == active) for version in versions]
    rows += [{"version": name, "note": f"broken: {why}"} for name, why in broken.items()]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype(object).where(table.notna(), "")


def compare_table(versions: list[Version]) -> pd.DataFrame:
    """A column a version, a row a fact: the test's figures, the data, settings that differ.

    `.attrs["comparable"]` says whether all were measured on the same photos or sentences, and
    `.attrs["note"]` says it in words; so does the first row.
    """
    why = differing_tests(versions)
    tested = _tested_on(versions)
    rows = {("test", f"same {tested} as the first"): _same_tests(versions)}
    for name, values in _facts(versions):
        if any(value is not None for value in values):
            rows[name] = [_shown(value) for value in values]
    # Runs of two answers differ in nearly every setting, which tells nobody anything.
    alike = versions if tested != "test" else []
    runs = [RunResult(read_record(version.folder)) for version in alike]
    for name, values in differing(runs).items():
        rows["settings that differ", name] = [_shown(value) for value in values]
    table = pd.DataFrame(
        list(rows.values()),
        index=pd.MultiIndex.from_tuples(rows, names=["", "fact"]),
        columns=[version.name for version in versions],
    )
    same = f"All were tested on the same {tested.removeprefix('test ')}."
    table.attrs |= {"comparable": not why, "note": why or same}
    return table


def differing_tests(versions: list[Version]) -> str:
    """Why the test figures of versions can't be compared, in words; "" where they can."""
    if all(_test(version) == _test(versions[0]) for version in versions):
        return ""
    tested = _tested_on(versions)
    if tested == "test":
        return _differing_answers(versions)
    things, answer = tested.removeprefix("test "), versions[0].answer
    data = [version.about["data"] for version in versions]
    reasons = []
    if len({entry["name"] for entry in data}) > 1:
        reasons.append("another data set")
    elif len({entry["fingerprint"] for entry in data}) > 1:
        reasons.append(f"{answer.tested.changed} were added, changed or removed")
    if any(entry["split"] != data[0]["split"] for entry in data):
        reasons.append(f"the {answer.tested.parts} were split otherwise")
    why = "; ".join(reasons) or f"other {things}"
    return (
        f"{_names(versions)} were measured on different {tested} ({why}): "
        f"their test figures can't be compared. A higher figure may only mean easier {things}."
    )


def test_words(version: Version) -> str:
    """The headline figure with its 95 % interval: "accuracy 92.4 % (88.1 to 95.0 %)".

    BLEU is no share: "BLEU-4 22.2 (20.1 to 24.3)".
    """
    test = version.about["test"]
    if test["value"] is None:
        return "not measured"
    measure, interval, tested = test["measure"], test["interval"], version.answer.tested
    value, low, high = (
        tested.written(measure, number) for number in (test["value"], *(interval or (0, 0)))
    )
    span = f" ({low.removesuffix(' %')} to {high})" if interval else ""
    return f"{measure} {value}{span}"


def _row(version: Version, active: bool) -> dict:
    about = version.about
    values = (
        version.name,
        "active" if active else "",
        about["created"][:16].replace("T", " "),
        about["run"]["name"],
        about["run"]["model"],
        about["data"]["name"],
        test_words(version),
        round(version.bytes / 2**20, 1),
        about["note"],
    )
    return dict(zip(COLUMNS, values, strict=True))


def _differing_answers(versions: list[Version]) -> str:
    every = [answer.tested.does for answer in reversed(ANSWERS.values())]
    named = {does: _names(v for v in versions if v.answer.tested.does == does) for does in every}
    said = " and ".join(f"{does} ({names})" for does, names in named.items() if names)
    return (
        f"{said[0].upper()}{said[1:]} are different tests:"
        " there is no figure that both have, so they can't be compared."
    )


def _names(versions: Iterable[Version]) -> str:
    return " and ".join(version.name for version in versions)


def _same_tests(versions: list[Version]) -> list[str]:
    first = _test(versions[0])
    return ["yes" if _test(version) == first else "NO: can't be compared" for version in versions]


def _test(version: Version):
    """What two versions tested on the same photos, or sentences, share."""
    data = version.about["data"]
    test = data["test_photos"] or (data["fingerprint"], str(data["split"]))
    return version.answer.tested.does, test


def _tested_on(versions: list[Version]) -> str:
    """What the versions were tested on, in words; no more than "test" where answers differ."""
    if len({version.answer.tested.does for version in versions}) > 1:
        return "test"
    return f"test {versions[0].answer.tested.samples}"


def _facts(versions: list[Version]):
    """(part, name) and a value a version."""
    abouts = [version.about for version in versions]
    yield ("test", "result (95 % interval)"), [test_words(version) for version in versions]
    for name in ("photos", "sentences"):
        yield ("test", name), [about["test"].get(name) for about in abouts]
    figures = [about["test"]["figures"] for about in abouts]
    for name in dict.fromkeys(name for each in figures for name in each):
        shown = [
            version.answer.tested.written(name, each[name]) if name in each else None
            for version, each in zip(versions, figures, strict=True)
        ]
        yield ("test", NAMES.get(name, name.replace("_", " ").replace("f1", "F1"))), shown
    for name in ("name", "fingerprint", "photos", "pairs"):
        words = "data set" if name == "name" else name
        yield ("data", words), [about["data"].get(name) for about in abouts]
    splits = [about["data"]["split"] for about in abouts]
    yield ("data", "split"), [split.get("split_strategy") for split in splits]
    yield ("version", "run"), [about["run"]["name"] for about in abouts]
    yield ("version", "model"), [about["run"]["model"] for about in abouts]
    labels = [about["gives"].get("labels") for about in abouts]
    yield ("version", "labels"), [None if one is None else len(one) for one in labels]
    yield ("version", "words"), [about["gives"].get("vocabulary") for about in abouts]
    yield ("version", "MiB"), [round(version.bytes / 2**20, 1) for version in versions]
    yield ("version", "note"), [about["note"] for about in abouts]


def _shown(value) -> str:
    return "" if value is None else str(value)
