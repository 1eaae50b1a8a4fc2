"""The tasks of text on the page that compares runs: columns where all runs of a test have them."""

from signkit.report.answers.compared.base import Column


def text_figures(run) -> dict:
    """Recall at 1, accuracy on unseen classes (0-1) and BLEU-4 (0-100); {} without any.

    None where the run doesn't have that task.
    """
    metrics = run.record.metrics
    found = {name: read(metrics) for name, (read, _, _) in _COLUMNS.items()}
    return {} if all(value is None for value in found.values()) else found


def columns(runs, words) -> list[Column]:
    """The columns that all of these runs have a figure for."""
    shown = []
    for name, (_, title, write) in _COLUMNS.items():
        values = {run: text_figures(run).get(name) for run in runs}
        if all(value is not None for value in values.values()):
            cells = {run: write(words, value) for run, value in values.items()}
            shown.append(Column(words[title], cells, words[f"{title}_note"]))
    return shown


def _recall(metrics):
    found = metrics.get("retrieval")
    return found and found["sign_to_text"]["1"]["recall"]


def _unseen(metrics):
    found = metrics.get("zero_shot")
    return found and found["among_all"]["accuracy"]


def _bleu(metrics):
    found = metrics.get("translation")
    return found and found["beam"]["bleu"][3]


# Name in the table -> (reads it off metrics.json, its title, how it is written).
_COLUMNS = {
    "recall_at_1": (_recall, "versus_recall_at_1", lambda words, value: words.percent(value)),
    "unseen_among_all": (_unseen, "versus_unseen", lambda words, value: words.percent(value)),
    "bleu_4": (_bleu, "versus_bleu", lambda words, value: words.number(value)),
}
