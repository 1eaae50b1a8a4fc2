"""Runs that translate sentences, side by side."""

from signkit.report.answers.compared.base import Column, column

_KEPT = ("bleu_1", "bleu_2", "bleu_3", "chrf", "perplexity", "exact", "bleu_4_new")


class ComparedSentences:
    """BLEU of all orders, chrF, perplexity, and BLEU-4 of pairs that the training lacks."""

    learnt = "val_accuracy"
    mark = ""

    def title(self, words) -> str:
        """The head over BLEU-4."""
        return "BLEU-4"

    def figures(self, run) -> dict:
        """BLEU as shares (0-1), chrF, perplexity and the share of sentences exactly right."""
        return {name: run.figures()[name] for name in _KEPT}

    def columns(self, runs, words) -> list[Column]:
        """The same as columns; that of new pairs where any run has some."""
        new = column(words["versus_new"], runs, lambda test: words.score(test["bleu_4_new"]))
        some = any(run.figures()["bleu_4_new"] is not None for run in runs)
        return [
            *([new] if some else []),
            *(column(f"BLEU-{n}", runs, self._bleu(n, words)) for n in (1, 2, 3)),
            column("chrF", runs, lambda test: words.number(test["chrf"])),
            column(words["perplexity"], runs, lambda test: words.number(test["perplexity"], 2)),
            column(words["translation_exact"], runs, lambda test: words.percent(test["exact"])),
        ]

    def _bleu(self, order, words):
        return lambda test: words.score(test[f"bleu_{order}"])
