"""Which of a run's files make a version: a function of the run's kind."""

from signkit.runs.record import Run

TEXT = "text"  # the kind of runs that translate sentences alone; all others name classes
# What a run may leave beside its model: the tasks of text do, and every report.
WHERE_THERE = (
    "thesis.txt",
    "signs.keras",
    "texts.keras",
    "texts.parquet",
    "writer.keras",
    "sentences.json",
)


def kind_of(run: Run) -> str:
    """The kind of a run ("sign", "clip", "image", "text"), "" where the folder doesn't say."""
    there = run.path("settings.json").is_file()
    return run.read_json("settings.json").get("kind", "") if there else ""


def main_files(kind: str) -> tuple[str, str]:
    """The model's file, and the one that names what it gives: labels, or words."""
    if kind == TEXT:
        return "translator.keras", "sentences.json"
    return "model.keras", "labels.json"


def needed(kind: str) -> tuple[str, ...]:
    """The files that a finished run of this kind has."""
    return *main_files(kind), "settings.json", "metrics.json", "model_card.md"


def same(kind: str) -> tuple[str, ...]:
    """The files that are equal in two promotions of one run."""
    return *main_files(kind), "metrics.json"


def files_of(run: Run) -> list[str]:
    """The files of a finished run that its version gets, each once."""
    names = dict.fromkeys((*needed(kind_of(run)), *WHERE_THERE))
    return [name for name in names if run.path(name).is_file()]
