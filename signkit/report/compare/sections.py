"""The parts of the comparison page, each from runs to what the page's template fills in."""

from signkit.evaluation.ledger import OPEN
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
from signkit.report.compare.texts import columns, text_figures
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
            **figures_of(run),
            "validation_score": run.score("validation"),
            "score": run.score(),
            "interval": run.figures().get(f"{run.measure}_interval") or (None, None),
            "label": names[run],
            "also": run.name if run.named_by_settings else settings_of(run, every, words),
            "chosen": run is pick,
            "run": run,
        }
        for run in test.runs
    ]


def figures_of(run) -> dict:
    """The figures of one run by column, plain values; None where the run does not hold one."""
    test, validation = run.figures(), run.figures("validation")
    worst = test.get("worst_class") or {}
    low, high = test.get(f"{run.measure}_interval") or (None, None)
    if run.sentences:
        return {**_sentence_figures(run, low, high), **_of_training(run)}
    if run.several:
        return {**_label_figures(run, low, high), **_of_training(run)}
    return {
        "folder": run.name,
        "validation_accuracy": validation.get("accuracy"),
        "accuracy": test["accuracy"],
        "accuracy_low": low,
        "accuracy_high": high,
        "macro_f1": test.get("macro_f1"),
        "worst_class": worst.get("label"),
        "worst_recall": worst.get("recall"),
        "top5": test.get("top5"),
        "ece": (test.get("calibration") or {}).get("ece"),
        **text_figures(run),
        **_of_training(run),
    }


def _label_figures(run, low, high):
    """Figures of a run that gives several labels; macro F1 stands where accuracy does else."""
    test, worst = run.figures(), run.figures().get("worst_class") or {}
    return {
        "folder": run.name,
        "validation_macro_f1": run.score("validation"),
        "macro_f1": run.score(),
        "macro_f1_low": low,
        "macro_f1_high": high,
        "micro_f1": test.get("micro_f1"),
        "exact_match": test.get("exact_match"),
        "mean_average_precision": test.get("mean_average_precision"),
        "worst_class": worst.get("label"),
        "worst_f1": worst.get("f1"),
        "ece": (test.get("calibration") or {}).get("ece"),
    }


def _sentence_figures(run, low, high):
    """Figures of a run that translates sentences; BLEU and its interval as shares (0-1)."""
    shown = run.figures()
    kept = ("bleu_1", "bleu_2", "bleu_3", "chrf", "perplexity", "exact", "bleu_4_new")
    return {
        "folder": run.name,
        "validation_bleu_4": run.score("validation"),
        "bleu_4": run.score(),
        "bleu_4_low": low,
        "bleu_4_high": high,
        **{name: shown[name] for name in kept},
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
    several = len(tests) > 1
    return {
        "name": name,
        "lead": said.data_lead(runs, tests, words),
        "setups": _setups(setups, named, words),
        "setup_names": {setup: name for setup, (name, _) in named.items()},
        "tests": [_test(test, runs, several, words) for test in tests],
        "shared": _shared(tests, names, words) if several else None,
        "runs": runs,
        "names": names,
    }


def _test(test, every, several, words):
    # Within a test a name need not say what all of its runs share.
    names = labels(test.runs if len(test.runs) > 1 else every, words)
    pairs = compare_pairs(pairs_of(test.runs)) if len(test.runs) > 1 else []
    rows = rows_of(test, names, every, words)
    return {
        "test": test,
        "title": said.title_of_test(test, words) if several else "",
        "lead": said.lead_of_test(test, words),
        "rows": rows,
        "with_new": any(row.get("bleu_4_new") is not None for row in rows),
        "texts": [] if test.runs[0].sentences else columns(test.runs, words),
        "verdict": said.ranking(test, pairs, names, words) if pairs else None,
        "pairs": [said.pair_row(pair, names, words) for pair in pairs],
        "all_open": all(pair.verdict == OPEN for pair in pairs),
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
