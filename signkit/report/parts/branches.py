"""The branch ledger in words: verdicts on the branches, and the rows of its tables."""

import pandas as pd

from signkit.evaluation.ledger import CONDITIONS, SOURCES
from signkit.report.findings import interval_over
from signkit.report.record_files import read_record
from signkit.report.texts import texts

FEW_GROUPS = 6  # below this, signers who differ make the interval hold in fewer than 95 of 100


def branches(record, words) -> dict | None:
    """The ledger's section of the report, or None where the run has no ledger."""
    ledger = record.of_split("ledger")
    if not ledger:
        return None
    return {
        "lead": words["ledger_lead"].format(photos=words.counted(ledger["photos"])),
        "rows": [
            {"name": words["ledger_sources"][source], **ledger["sources"][source]}
            for source in SOURCES
            if source in ledger["sources"]
        ],
        "verdicts": [
            (verdict(ledger, pair, words), _discordant(pair, words)) for pair in ledger["pairs"]
        ],
        "degraded": _degraded(ledger, words),
        "notes": _notes(record, ledger, words),
    }


def ledger_table(run_folder, language="en") -> pd.DataFrame:
    """A run's ledger for a notebook: accuracy and its interval, a row a branch; no rows without."""
    words, record = texts(language), read_record(run_folder)
    sources = (record.of_split("ledger") or {}).get("sources", {})
    rows = {
        words["ledger_sources"][source]: [
            words.percent(sources[source]["accuracy"]),
            " – ".join(map(words.percent, sources[source]["interval"])),
        ]
        for source in SOURCES
        if source in sources
    }
    columns = [words["accuracy"], words["interval_short"]]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def main_verdict(ledger, words) -> str | None:
    """The sentence on the fused model against the better of its branches, or None without one."""
    pairs = [pair for pair in ledger.get("pairs", []) if pair["first"] == "fused"]
    if not pairs:
        return None
    hardest = max(pairs, key=lambda pair: ledger["sources"][pair["second"]]["accuracy"])
    return verdict(ledger, hardest, words)


def verdict(ledger, pair, words) -> str:
    """One pair's sentence: which is better, or that nobody can tell, and the figures for it."""
    names, sources = words["ledger_names"], ledger["sources"]
    evidence = words["ledger_evidence"].format(
        one=words.percent(sources[pair["first"]]["accuracy"]),
        two=words.percent(sources[pair["second"]]["accuracy"]),
        difference=_difference(pair["difference"], words),
        interval=_span(*pair["interval"], words),
        p=words.probability(pair["p_holm"]),
    )
    sentence = words[f"ledger_{pair['verdict']}"].format(
        first=names[pair["first"]], second=names[pair["second"]], evidence=evidence
    )
    return sentence[0].upper() + sentence[1:]


def _points(difference, words):
    return words.number(abs(100 * difference))


def _difference(difference, words):
    if not difference:
        return words["ledger_same"]
    return words["ledger_more" if difference > 0 else "ledger_less"].format(
        points=_points(difference, words)
    )


def _span(low, high, words):
    if low < 0 < high:
        return words["ledger_two_sides"].format(low=_points(low, words), high=_points(high, words))
    low, high = sorted((abs(low), abs(high)))
    return words["ledger_one_side"].format(low=_points(low, words), high=_points(high, words))


def _discordant(pair, words):
    names = words["ledger_names"]
    return words["ledger_discordant"].format(
        first=names[pair["first"]],
        second=names[pair["second"]],
        one=words.counted(pair["first_only"]),
        two=words.counted(pair["second_only"]),
    )


def _degraded(ledger, words):
    """Column titles, and a row a source: its plain accuracy, then (accuracy, change) of each."""
    there = [name for name in CONDITIONS if name in ledger["conditions"]]
    if not there:
        return None
    rows = []
    for source in SOURCES:
        if source in ledger["sources"]:
            found = [ledger["conditions"][name].get(source) for name in there]
            plain = words.percent(ledger["sources"][source]["accuracy"])
            cells = [
                cell and (words.percent(cell["accuracy"]), _change(cell, words)) for cell in found
            ]
            rows.append((words["ledger_sources"][source], plain, cells))
    return {"titles": [words["degraded_conditions"][name] for name in there], "rows": rows}


def _change(cell, words):
    if cell["drop_interval"] is None:
        return words["degraded_same"]
    low, high = cell["drop_interval"]
    # The interval of the change is that of the drop, turned round.
    span = words["ledger_one_side"].format(low=_signed(-high, words), high=_signed(-low, words))
    return f"{_signed(-cell['drop'], words)} ({span})"


def _signed(difference, words):
    # A change that rounds to nothing has a plus; U+2212 is the minus as wide as one.
    sign = "\N{MINUS SIGN}" if round(100 * difference, 1) < 0 else "+"
    return sign + _points(difference, words)


def _notes(record, ledger, words):
    test = {**ledger, "samples": ledger["photos"]}
    pairs = len(ledger["pairs"])
    yield words["ledger_how"].get(ledger["how"], "")
    if pairs:
        yield words["ledger_rule" if pairs > 1 else "ledger_rule_one"].format(pairs=pairs)
    yield words["ledger_intervals"].format(over=interval_over(record, test, words))
    if ledger["interval_over"] == "groups":
        yield words["ledger_groups"]
        if ledger["groups"] < FEW_GROUPS:
            yield words["ledger_rough"].format(groups=ledger["groups"])
    else:
        yield words["ledger_unknown" if ledger["groups"] is None else "ledger_few"]
