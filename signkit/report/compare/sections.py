"""The parts of the comparison page, each from runs to what the page's template fills in."""

from signkit.evaluation.paired import OPEN
from signkit.report.compare import words as said
from signkit.report.compare.groups import (
    TestSet,
    against_first,
    by_data,
    by_test,
    labels,
    partly_shared,
    settings_of,
    setup_names,
    setups_of,
    shown,
)
from signkit.report.compare.runs import MAIN, differing
from signkit.report.compare.tests import chosen, compare_pairs, pairs_of
from signkit.report.findings import some
from signkit.report.parts.sections import train_seconds
from signkit.report.texts import Words, texts

SHARED_MOST = 15  # pairs of tests listed


def data_sets(runs, words) -> list[dict]:
    """One part of the page for each data set, those with most runs first."""
    found = sorted(by_data(runs).items(), key=lambda entry: -len(entry[1]))
    parts, number = [], 1
    for name, each in found:
        tests = by_test(each, first=number)
        number += len(tests)
        own = words_of(each, words)
        parts.append({**_data_set(name, each, tests, own), "t": own})
    return parts


def words_of(runs, words) -> Words:
    """The words as they fit what all of these runs are: photos alone, labels, kinds of groups."""
    fit = [run.record.variants for run in runs]
    kinds = {run.record.groups_are for run in runs}
    return texts(
        words["lang"],
        *(name for name in fit[0] if all(name in each for each in fit)),
        groups=kinds.pop() if len(kinds) == 1 else "",
    )


def rows_of(test: TestSet, names, every, words) -> list[dict]:
    """The table of a test: figures of each run, the most accurate first.

    Beside its name stands what the name does not say: the folder, or how its settings differ from
    those of `every` run.
    """
    pick = chosen(test.runs) if len(test.runs) > 1 and test.same_validation else None
    return [
        {
            **_of_training(run),
            "validation_score": run.score("validation"),
            "score": run.score(),
            "interval": run.interval,
            "label": names[run],
            "also": run.name if run.named_by_settings else settings_of(run, every, words),
            "chosen": run is pick,
            "run": run,
        }
        for run in test.runs
    ]


def figures_of(run) -> dict:
    """The figures of one run by column, plain values; None where the run does not hold one."""
    (low, high), measure = run.interval, run.measure
    return {
        "folder": run.name,
        f"validation_{measure}": run.score("validation"),
        measure: run.score(),
        f"{measure}_low": low,
        f"{measure}_high": high,
        **run.compared.figures(run),
        **_of_training(run),
    }


def _of_training(run):
    history = run.record.history
    return {
        "parameters": run.resolved.get("parameters"),
        "epochs": None if history is None else len(history),
        "seconds": train_seconds(run.record),
    }


def settings_table(runs, words) -> dict | None:
    """The settings in which runs differ, a row each, a column a run; None where none does."""
    differ = differing(runs)
    if not differ:
        return None
    names = labels(runs, words)
    rows = [(name, [shown(value, words) for value in values]) for name, values in differ.items()]
    same = [
        f"{words['versus_settings'].get(name, name)} {shown(runs[0].settings[name], words)}"
        for name in MAIN
        if name in runs[0].settings and name not in differ
    ]
    return {
        "runs": [names[run] for run in runs],
        "rows": rows,
        "same": words["versus_same"].format(settings=some(same, words, most=10)) if same else "",
    }


def _data_set(name, runs, tests, words):
    names, setups = labels(runs, words), setups_of(runs)
    named = setup_names(setups, words)
    more = len(tests) > 1
    return {
        "name": name,
        "lead": said.data_lead(runs, tests, words),
        "setups": _setups(setups, named, words),
        "setup_names": {setup: name for setup, (name, _) in named.items()},
        "tests": [_test(test, runs, more, words) for test in tests],
        "shared": _shared(tests, names, words) if more else None,
        "runs": runs,
        "names": names,
    }


def _test(test, every, more, words):
    # Within a test a name need not say what all of its runs share.
    names = labels(test.runs if len(test.runs) > 1 else every, words)
    pairs = compare_pairs(pairs_of(test.runs)) if len(test.runs) > 1 else []
    compared = test.runs[0].compared
    columns = compared.columns(test.runs, words)
    return {
        "test": test,
        "title": said.title_of_test(test, words) if more else "",
        "lead": said.lead_of_test(test, words),
        "score": compared.title(words),
        "columns": columns,
        "columns_note": " ".join(column.note for column in columns if column.note),
        "rows": rows_of(test, names, every, words),
        "verdict": said.ranking(test, pairs, names, words) if pairs else None,
        "pairs": [said.pair_row(pair, names, words) for pair in pairs],
        "all_open": all(pair.found.verdict == OPEN for pair in pairs),
        "notes": said.pair_notes(pairs, words) if pairs else "",
        "validation_differs": len(test.runs) > 1 and not test.same_validation,
    }


def _setups(setups, named, words):
    """Setups over their repetitions, where any was repeated."""
    if max(len(setup.runs) for setup in setups) < 2:
        return None
    versus = [
        (named[one.runs[0].setup][0], named[two.runs[0].setup][0], result)
        for one, two, result in against_first(setups)
    ]
    return {
        "rows": [said.setup_row(each, *named[each.runs[0].setup], words) for each in setups],
        "verdicts": [said.repeated(*each, words) for each in versus],
        "notes": said.setup_notes(setups, versus, words),
    }


def _shared(tests, names, words):
    pairs = compare_pairs(partly_shared(tests)[:SHARED_MOST])
    pairs = [pair for pair in pairs if pair.first.setup != pair.second.setup]
    of_run = {run: test.number for test in tests for run in test.runs}
    apart = words["versus_apart_tests"].format(number=len(tests))
    return {
        "lead": words["versus_shared_lead" if pairs else "versus_shared_none"],
        "apart": apart,
        "pairs": [
            {
                **said.pair_row(pair, names, words),
                "tests": f"{of_run[pair.first]} – {of_run[pair.second]}",
                "photos": words.counted(pair.photos),
            }
            for pair in pairs
        ],
    }
