"""A run as the one who trained it looks at it."""

from pathlib import Path

from signkit.runs.files import METRICS, REPORT, SETTINGS
from signkit.runs.record import Run as Record


class Run(Record):
    """A training's folder: its figures, its pictures, its report.

        run = signkit.Run("runs/bisindo-B-seed1-0c1f2a3b")

    `print(run)` says in a few lines what came out.
    """

    def __init__(self, folder: str | Path):
        super().__init__(Path(folder))

    @property
    def metrics(self) -> dict:
        """All figures that were measured, as metrics.json has them."""
        return self.read(METRICS)

    @property
    def settings(self) -> dict:
        """What it was trained with: option, data, split, versions, what turned out."""
        return self.read(SETTINGS)

    def show(self, *names: str) -> None:
        """Show figures in a notebook: "curves", "confusion", ...; without a name all there are."""
        from signkit.report.show import show

        every = sorted(file.stem for file in self.path("figures").glob("*.png"))
        show(self.folder, *(names or every))

    def summary(self, language: str = "") -> str:
        """What came out, in a few lines; `language` is "en" or "id", "" the report's."""
        from signkit.report.summary import summary

        return summary(self.folder, language or self._language)

    def report(self, language: str = "", photos: str | Path = "", groups_are: str = "") -> Path:
        """Write the report again, in "en" or "id", and return its file.

        `photos` is the data set's folder where it isn't found by itself, `groups_are` says what a
        group is, where that was not said before.
        """
        from signkit.data.group_kinds import kind_of_groups
        from signkit.report.page import write_report

        if groups_are:
            self.note_resolved(groups_are=kind_of_groups(groups_are))
        write_report(self.folder, photos or self.photos(), language or self._language)
        return self.path(REPORT)

    def promote(self, model_folder: str, name: str = "", note: str = ""):
        """Keep the model as a version in a folder of models/; the first is the active one."""
        from signkit.versions.store import Versions

        models = self.folder.resolve().parents[1] / "models"
        return Versions(models, model_folder).promote(self.folder, name, note)

    @property
    def _language(self) -> str:
        from signkit.report.page import report_language

        return report_language(self.folder) or "en"

    def __str__(self):
        return self.summary() if self.finished else f"{self.folder}: not finished"
