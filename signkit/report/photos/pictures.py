"""The report's drawings: made once, kept as files, and fitted into the page."""

import contextlib
import re
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace

from markupsafe import Markup

from signkit.report.plots import classes as plots
from signkit.report.plots import curve_plot, label_plot
from signkit.report.plots.gap_plot import plot_gap
from signkit.report.plots.groups_plot import plot_groups
from signkit.report.plots.palette import settle, to_pdf, to_png, to_svg
from signkit.report.plots.search_plot import plot_search
from signkit.report.plots.sureness_plot import plot_reliability
from signkit.report.plots.text_plots import plot_retrieval, plot_translation, plot_zero_shot
from signkit.report.plots.unknowns_plot import plot_coverage
from signkit.report.record_files import RecordFiles
from signkit.report.texts import Words
from signkit.runs.files import FIGURES


@dataclass(frozen=True)
class Pictures:
    """Draws the pictures of one run in one language."""

    record: RecordFiles
    words: Words

    def draw(self, name, needed, make, page=True, dpi=300) -> SimpleNamespace:
        """A picture kept as figures/NAME and, for the page, as SVG; why not, where it fails.

        `make` takes the words as its language. Where what is `needed` is None or empty there is
        none.
        """
        if not needed:
            return SimpleNamespace(content=None, problem=None)
        try:
            figure = make(language=self.words)
            settle(figure)
            svg = _fitted(to_svg(figure)) if page else None
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            return SimpleNamespace(content=None, problem=self.words["no_picture"].format(why=why))
        if name:
            self.keep(name, figure, dpi)
        return SimpleNamespace(content=svg, problem=None)

    def keep(self, name, figure, dpi=300) -> None:
        """Write figures/NAME.png and figures/NAME.pdf."""
        # The page holds every picture: a file that can't be written costs a copy, not the report.
        with contextlib.suppress(Exception):
            settle(figure)
            folder = self.record.folder / FIGURES
            folder.mkdir(exist_ok=True)
            to_png(figure, folder / f"{name}.png", dpi)
            to_pdf(figure, folder / f"{name}.pdf", dpi)

    def curves(self, measures) -> list[tuple[str, SimpleNamespace]]:
        """(measure, picture) of each curve; the file `curves` holds them all."""
        plot, named = partial(curve_plot.plot_curves, self.record.history), self.words["measures"]
        self.draw("curves", measures, partial(plot, measures), page=False)
        return [
            (named.get(name, name), self.draw(None, [name], partial(plot, [name])))
            for name in measures
        ]

    def of_figures(self) -> dict[str, SimpleNamespace]:
        """The gap, the reliability diagram and the price of a threshold, where they are known."""
        audit, metrics = self.record.audit or {}, self.record.metrics or {}
        found = {}
        for part, name, plot, needed in (
            ("gap_picture", "gap", plot_gap, audit.get("gap")),
            ("reliability", "reliability", plot_reliability, metrics.get("calibration")),
            ("coverage", "coverage", plot_coverage, metrics.get("unknown")),
        ):
            found[part] = self.draw(name, needed, partial(plot, needed))
        return found

    def of_labels(self, content) -> dict[str, SimpleNamespace]:
        """F1 and the four counts of each label, where a photo may have several."""
        rows = content and content["rows"]
        return {
            "label_f1": self.draw("label_f1", rows, partial(label_plot.plot_label_f1, rows)),
            "label_counts": self.draw(
                "label_counts", rows, partial(label_plot.plot_label_counts, rows)
            ),
        }

    def of_texts(self, parts) -> dict[str, SimpleNamespace]:
        """Pictures of the tasks of text, of the page's `parts` that have any."""
        found = {}
        for name, key, plot in (
            ("retrieval", "rows", plot_retrieval),
            ("zero_shot", "rows", plot_zero_shot),
            ("translation", "ways", plot_translation),
        ):
            content = parts[name].content
            needed = content and content[key]
            found[f"{name}_picture"] = self.draw(name, needed, partial(plot, needed))
        return found

    def of_search(self, content) -> SimpleNamespace:
        """The scores of a search's trials, where there was one."""
        trials = content and content["trials"]
        return self.draw("search", trials, partial(plot_search, trials))

    def of_groups(self, rows) -> None:
        """Accuracy by group, as a file alone: the page has a table."""
        self.draw("groups", rows, partial(plot_groups, rows), page=False)

    def of_classes(self, test) -> SimpleNamespace:
        """The confusion matrix for the page; recall and hands found by class as files alone."""
        self.draw("per_class", test, partial(plots.plot_per_class, test), page=False)
        found = test if test and test.get("without_hand") else None
        self.draw("hands_found", found, partial(plots.plot_hands_found, test), page=False)
        classes = [row["label"] for row in test["per_class"]] if test else []
        counts = test and test["confusion"]
        return self.draw("confusion", test, partial(plots.plot_confusion, counts, classes))


def _fitted(svg):
    """An SVG with its own width in CSS pixels, for the page's layout."""
    width = float(re.search(r'width="([\d.]+)pt"', svg).group(1)) * 4 / 3
    return SimpleNamespace(svg=Markup(svg), width=round(width))
