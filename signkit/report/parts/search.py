"""The search for hyperparameters that came before a training: what was tried, what was best."""

from signkit.report.findings import some
from signkit.settings.spaces import read_space, space_size


def search(record, words) -> dict | None:
    """`sentences`, `names` of the values, `rows` of trials, the best score first; None without.

    A row has `trial`, `values` (in the order of `names`), `epochs`, `score`, `seconds`, `best`.
    """
    trials = finished(record)
    if not trials:
        return None
    winner = best_trial(trials)
    names = list(dict.fromkeys(name for trial in trials for name in trial["values"]))
    rows = [
        {
            "trial": trial["trial"],
            "values": [value_words(trial["values"].get(name), words) for name in names],
            "epochs": _epochs(trial, words),
            "score": trial["score"],
            "seconds": trial.get("seconds"),
            "best": trial is winner,
        }
        for trial in sorted(trials, key=lambda trial: (-trial["score"], trial["trial"]))
    ]
    sentences = [_searched(record, trials, words), _chosen(record, trials, words)]
    return {"sentences": sentences, "names": names, "rows": rows, "trials": trials}


def finished(record) -> list[dict]:
    """The trials of a run that have a score, in order."""
    trials = [t for t in record.trials or [] if t.get("score") is not None and "values" in t]
    return sorted(trials, key=lambda trial: trial["trial"])


def best_trial(trials) -> dict:
    """The trial with the highest score; of equal ones the first."""
    return max(trials, key=lambda trial: (trial["score"], -trial["trial"]))


def tuned_words(record, words) -> str:
    """How the hyperparameters were chosen, in a sentence for a thesis; "" without a search."""
    trials = finished(record)
    if not trials:
        return ""
    winner = best_trial(trials)
    return words["thesis_tuned"].format(
        method=_method(record, words),
        trials=words.counted(len(trials)),
        values=values_words(winner["values"], words),
        score=words.percent(winner["score"]),
    )


def values_words(values, words) -> str:
    """Values with their names in a row, such as: dropout 0.3, learning_rate 0.001."""
    return ", ".join(f"{name} {value_words(value, words)}" for name, value in values.items())


def value_words(value, words) -> str:
    """A value as the language writes it; a dash where there is none."""
    if value is None:
        return words["nothing"]
    if isinstance(value, float) and not value.is_integer():
        return f"{value:g}".replace(".", words["decimal"])
    return f"{value:g}" if isinstance(value, float) else str(value)


def _searched(record, trials, words):
    asked = (record.settings or {}).get("settings") or {}
    tried = {repr(sorted(trial["values"].items())) for trial in trials}
    said = words["search_what"].format(
        method=_method(record, words),
        trials=words.counted(len(trials)),
        tried=words.counted(len(tried)),
        names=some(list(trials[0]["values"]), words, most=12),
        epochs=max(trial.get("epochs") or 0 for trial in trials),
    )
    try:
        size = space_size(read_space(asked["space"], asked["model"]))
    except (KeyError, ValueError, AttributeError):  # a run of other settings, or of another space
        return said
    return f"{said} {words['search_space'].format(size=words.counted(size))}"


def _chosen(record, trials, words):
    winner = best_trial(trials)
    return words["search_chosen"].format(
        trial=winner["trial"],
        score=words.percent(winner["score"]),
        values=values_words(winner["values"], words),
        trials=words.counted(len(trials)),
    )


def _method(record, words):
    name = str(((record.settings or {}).get("settings") or {}).get("tuner") or "")
    return words["search_methods"].get(name, name or words["search_method_unknown"])


def _epochs(trial, words):
    """Up to which epoch a trial trained, and from which it went on with another's weights."""
    if trial.get("begin"):
        return words["search_went_on"].format(
            begin=trial["begin"], epochs=trial["epochs"], parent=trial.get("parent")
        )
    return str(trial.get("epochs", words["nothing"]))
