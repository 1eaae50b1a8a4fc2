"""Model versions as tables in plain words: all of a task, and a few side by side."""

import pandas as pd

from signkit.report.compare_runs import RunResult, differing
from signkit.report.record_files import read_record
from signkit.runs.version_record import Version

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


def list_table(versions: list[Version], active: str, broken: dict[str, str]) -> pd.DataFrame:
    """A row a version, oldest first; a broken one has nothing but what is wrong with it."""
    rows = [_row(version, version.name == active) for version in versions]
    rows += [{"version": name, "note": f"broken: {why}"} for name, why in broken.items()]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype(object).where(table.notna(), "")


def compare_table(versions: list[Version]) -> pd.DataFrame:
    """A column a version, a row a fact: the test's figures, the data, settings that differ.

    `.attrs["comparable"]` says whether all were measured on the same test photos, and
    `.attrs["note"]` says it in words; so does the first row.
    """
    why = differing_tests(versions)
    rows = {("test", "same test photos as the first"): _same_tests(versions)}
    for name, values in _facts(versions):
        rows[name] = [_shown(value) for value in values]
    runs = [RunResult(read_record(version.folder)) for version in versions]
    for name, values in differing(runs).items():
        rows["settings that differ", name] = [_shown(value) for value in values]
    table = pd.DataFrame(
        list(rows.values()),
        index=pd.MultiIndex.from_tuples(rows, names=["", "fact"]),
        columns=[version.name for version in versions],
    )
    table.attrs |= {"comparable": not why, "note": why or "All were tested on the same photos."}
    return table


def differing_tests(versions: list[Version]) -> str:
    """Why the test figures of versions can't be compared, in words; "" where they can."""
    if all(_test(version) == _test(versions[0]) for version in versions):
        return ""
    names = " and ".join(version.name for version in versions)
    data = [version.about["data"] for version in versions]
    reasons = []
    if len({entry["name"] for entry in data}) > 1:
        reasons.append("another data set")
    elif len({entry["fingerprint"] for entry in data}) > 1:
        reasons.append("photos or labels were added, changed or removed")
    if any(entry["split"] != data[0]["split"] for entry in data):
        reasons.append("the photos were split otherwise")
    return (
        f"{names} were measured on different test photos ({'; '.join(reasons) or 'other photos'}): "
        "their test figures can't be compared. A higher figure may only mean easier photos."
    )


def test_words(version: Version) -> str:
    """The headline figure with its 95 % interval: "accuracy 92.4 % (88.1 to 95.0 %)"."""
    test = version.about["test"]
    if test["value"] is None:
        return "not measured"
    interval = test["interval"]
    span = f" ({100 * interval[0]:.1f} to {100 * interval[1]:.1f} %)" if interval else ""
    return f"{test['measure']} {_percent(test['value'])}{span}"


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


def _same_tests(versions: list[Version]) -> list[str]:
    first = _test(versions[0])
    return ["yes" if _test(version) == first else "NO: can't be compared" for version in versions]


def _test(version: Version):
    """What two versions tested on the same photos share."""
    data = version.about["data"]
    return data["test_photos"] or (data["fingerprint"], str(data["split"]))


def _facts(versions: list[Version]):
    """(part, name) and a value a version."""
    abouts = [version.about for version in versions]
    yield ("test", "result (95 % interval)"), [test_words(version) for version in versions]
    yield ("test", "photos"), [about["test"]["photos"] for about in abouts]
    figures = [about["test"]["figures"] for about in abouts]
    for name in dict.fromkeys(name for each in figures for name in each):
        shares = [_percent(each[name]) if name in each else None for each in figures]
        yield ("test", name.replace("_", " ").replace("f1", "F1")), shares
    for name, words in (("name", "data set"), ("fingerprint", "fingerprint"), ("photos", "photos")):
        yield ("data", words), [about["data"][name] for about in abouts]
    splits = [about["data"]["split"] for about in abouts]
    yield ("data", "split"), [split.get("split_strategy") for split in splits]
    yield ("version", "run"), [about["run"]["name"] for about in abouts]
    yield ("version", "model"), [about["run"]["model"] for about in abouts]
    yield ("version", "labels"), [len(about["gives"]["labels"]) for about in abouts]
    yield ("version", "MiB"), [round(version.bytes / 2**20, 1) for version in versions]
    yield ("version", "note"), [about["note"] for about in abouts]


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _shown(value) -> str:
    return "" if value is None else str(value)
