"""The files and folders of a run, each by its name once.

A version has those of its run that `signkit.versions.files` names, by the same names.
"""

from signkit.data.catalog_file import CATALOG as CATALOG

# What it is and where it stands.
SETTINGS = "settings.json"
HISTORY = "history.jsonl"
REQUEST = "request.json"
CANCELLED = "cancelled.json"
CHECKPOINT = "checkpoint"
# What it learned.
MODEL = "model.keras"
BRANCHES = "branches"
SIGNS_MODEL, TEXTS_MODEL, WRITER = "signs.keras", "texts.keras", "writer.keras"
TRANSLATOR = "translator.keras"
LABELS = "labels.json"
SENTENCES = "sentences.json"  # the words that sentences are written with
MEMBERS = "members"
# What it was trained on, and what it says.
AUDIT = "audit.json"
PREDICTIONS = "predictions.parquet"
BRANCH_PREDICTIONS = "branches.parquet"
TEXTS, RETRIEVED, TRANSLATIONS = "texts.parquet", "retrieved.parquet", "translations.parquet"
SCORES, ATTENTION, CLIP_LOOKS = "scores.npz", "attention.npz", "clip_looks.npz"
METRICS = "metrics.json"
# How its settings were searched for.
SEARCH = "search"
TRIALS = "search/trials.jsonl"
# What people read.
REPORT, THESIS, CARD = "report.html", "thesis.txt", "model_card.md"
FIGURES, TENSORBOARD = "figures", "tensorboard"
NOTEBOOK = "notebook.ipynb"
