# ---
# jupyter:
#   jupytext:
#     cell_metadata_filter: tags,cellView,-all
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Train a sign classifier
#
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/signkit/signkit/blob/main/notebooks/Training_Model_Sign.ipynb)
#
# Run **preprocess_landmarks** on your data set first. This notebook then trains a classifier that
# looks at the photo and at the hand landmarks, and measures it on photos it never saw. What comes
# out is a run folder with the model, its labels, every figure, and a report to open in a browser.
#
# Cut off? Choose *Run all* again: the same settings go on after the last finished epoch.

# %% [markdown]
# ## Setup
# Installs only what this machine lacks; nothing where signkit is already there.

# %%
import importlib.util
import subprocess
import sys

if importlib.util.find_spec("signkit") is None:
    SOURCE = "signkit @ git+https://github.com/signkit/signkit"
    subprocess.check_call([sys.executable, "-m", "pip", "install", "-q", SOURCE])
    del SOURCE

# %% [markdown]
# ## Settings
# `OPTION` is `baseline` (what most notebooks do today), `A` (attention between photo and landmarks)
# or `B` (the hand's geometry as well, trained in four stages: photo, landmarks, their fusion, all).
# `C` is for videos and landmark sequences, made ready by **preprocess_clips**: hands over time, by
# the encoder `TEMPORAL`, and a few pictures of each clip; `STAGES = "landmarks_only"` needs none.
# `TASKS` adds texts to the classes: `align` learns to find the description of a sign
# (`descriptions.csv` in the data set's folder), also of signs it never saw (`UNKNOWN_CLASSES`),
# `translate` to write its sentence: `TASKS = "classify align translate"` learns all three.
#
# Where a setting is `""` or `0`, the option's own value counts. `STAGES` takes a plan by name
# (`one_stage`, `four_stages`, `landmarks_only`, `photos_only`) or written out as name, epochs,
# learning rate: `visual 20 1e-3; landmark 20 1e-3; fusion 30 1e-4; end_to_end 50 1e-5`.
#
# `SPLIT = "auto"` keeps each group (signer, session, ...) on one side where groups are known;
# `TEST_GROUPS` names those kept for the test; `VALIDATION = "photos"` validates on photos of the
# groups trained on, where there are too few to spare one; `GROUPS_ARE` says what they are, where
# that was not said before; `FOLD = "2/5"` tests on the second fifth. `COPIES_OF_TEST`
# `= "leave out"` trains without photos whose copies are tested, where the data came divided like
# that. `UNKNOWN_CLASSES` ("J,Z"; what holds a comma in quotes: '"J, left", Z') are never trained
# on; whether they are refused is measured. `LANGUAGE = "id"` writes the report in Indonesian. On
# Colab set `USE_DRIVE`: without it all is gone when the session ends.

# %% cellView="form" tags=["parameters"]
# @title Settings
ROOT = ""  # @param {type:"string"}
DATASET = "sample-signs"  # @param {type:"string"}
OPTION = "A"  # @param ["baseline", "A", "B", "C"]
TASKS = "classify"  # @param {type:"string"}
BACKBONE = ""  # @param ["", "EfficientNetV2S", "EfficientNetV2B0", "EfficientNetB0", "small"]
LANDMARK_ENCODER = ""  # @param ["", "geometry", "tokens", "graph", "measures", "dense"]
TEMPORAL = ""  # @param ["", "conv_transformer", "recurrent"]
FUSION = ""  # @param ["", "cross_attention", "gated", "pooled_attention", "concat"]
WEIGHTS = "auto"  # @param {type:"string"}
IMAGE_SIZE = 0  # @param {type:"integer"}
STAGES = ""  # @param {type:"string"}
EPOCHS = 0  # @param {type:"integer"}
BATCH_SIZE = 32  # @param {type:"integer"}
LEARNING_RATE = 0.0  # @param {type:"number"}
AUGMENT = True  # @param {type:"boolean"}
FLIP = True  # @param {type:"boolean"}
CLASS_WEIGHTS = False  # @param {type:"boolean"}
LOSS = ""  # @param ["", "crossentropy", "focal"]
ENSEMBLE = 1  # @param {type:"slider", min:1, max:5, step:1}
SPLIT = "auto"  # @param ["auto", "grouped", "random", "given"]
TEST_GROUPS = ""  # @param {type:"string"}
GROUPS_ARE = ""  # @param ["", "signer", "session", "background", "source"] {allow-input: true}
VALIDATION = "groups"  # @param ["groups", "photos"]
VALIDATION_FRACTION = 0.15  # @param {type:"number"}
TEST_FRACTION = 0.15  # @param {type:"number"}
FOLD = ""  # @param {type:"string"}
COPIES_OF_TEST = "keep"  # @param ["keep", "leave out"]
UNKNOWN_CLASSES = ""  # @param {type:"string"}
SEED = 0  # @param {type:"integer"}
MIXED_PRECISION = "auto"  # @param ["auto", "on", "off"]
LANGUAGE = "en"  # @param ["en", "id"]
TASK = "sign"  # @param {type:"string"}
RUN_NAME = ""  # @param {type:"string"}
USE_DRIVE = False  # @param {type:"boolean"}

# %%
from signkit.notebook.colab import open_layout
from signkit.settings import TrainSettings

settings = TrainSettings.from_parameters(globals())
layout = open_layout(settings.root, settings.use_drive)

# %% [markdown]
# ## The split
# Photos and groups of each class on each side. Nothing below ever trains on the test side.

# %%
from signkit.data import describe_splits
from signkit.training.setup import open_run, split_catalog

catalog = split_catalog(settings, layout)
run = open_run(settings, layout, catalog)
print(f"Run folder: {run.folder}", *catalog.notes, sep="\n")
describe_splits(catalog)

# %% [markdown]
# ## Train
# Each stage stops by itself when validation accuracy (where classes are rare, the mean recall over
# the classes) no longer rises, and hands on its best epoch.
# *Stop* pauses: run the cell again, now or tomorrow, and it goes on after the last finished epoch.

# %%
from signkit.training.trainer import train

run = train(settings, layout, catalog, run)

# %% [markdown]
# ## What came out
# Measured once, on the test side, by the model of the best validation epoch.

# %%
from signkit.report.summary import summary

print(summary(run.folder, settings.language))

# %% [markdown]
# For the thesis: what was measured on whom, and how sure it is. With few signers,
# `python -m signkit train --dataset NAME --folds 4` tests every one of four once.

# %%
from IPython.display import Markdown

Markdown(run.path("thesis.txt"))

# %% [markdown]
# Training against validation, epoch by epoch: where the two part, the model learns by heart.

# %%
from signkit.report.show import show

show(run.folder, "curves")

# %% [markdown]
# Each row is a true class, each column what the model said.

# %%
show(run.folder, "confusion")

# %% [markdown]
# Class by class, the worst first; then the classes most often taken for each other, side by side.

# %%
show(run.folder, "per_class", "confused_pairs")

# %% [markdown]
# ## How sure it is, and what it doesn't know
# Where the points follow the diagonal the model is as sure as it is right. After that: how right it
# is if it may refuse the photos that it is least sure of.

# %%
show(run.folder, "reliability", "coverage")

# %% [markdown]
# ## What each branch knows
# Photo alone, landmarks alone and both together on the same test photos. The report says in words
# whether the difference is more than chance.

# %%
from signkit.report.parts.branches import ledger_table

ledger_table(run.folder, settings.language)

# %% [markdown]
# What the answer rests on: Grad-CAM, what hiding a part of the photo costs, the points that count,
# and, where the model attends, its attention. Of clips, which moments count.

# %%
show(run.folder, "attention", "clip_look_1", "clip_look_2", "clip_look_3")

# %% [markdown]
# ## Signs and texts
# Where `TASKS` names more than the classes: how often a sign finds its text and a text its signs,
# what is said of classes never trained on, and how near the sentences come to the true ones.

# %%
show(run.folder, "retrieval", "zero_shot", "translation")

# %% [markdown]
# ## Look at the mistakes
# The photos that the model was most sure and most wrong about, and some that it got right.

# %%
show(run.folder, "predictions")

# %% [markdown]
# ## Beside your other runs
# `python -m signkit compare` puts them on one page, with tests. Choose by validation, not by test.

# %%
from signkit.report.compare.page import comparison_table, runs_like

columns = ["run", "option", "seed", "test", "validation_accuracy", "accuracy", "macro_f1"]
comparison_table(runs_like(run.folder)).filter(columns).round(3)

# %% [markdown]
# ## Keep it as a version
# A version is a copy of the model with all that belongs to it. The first one is *active*: the one
# that an app takes. `versions.activate("v2")` takes another, `versions.roll_back()` goes back.

# %%
from signkit.versions.store import Versions

versions = Versions(layout.models, settings.task)
versions.promote(run.folder)
versions.list()

# %%
assert run.finished
assert run.path("report.html").is_file()
assert 0 <= run.read_json("metrics.json")["test"]["accuracy"] <= 1
print(f"Open {run.path('report.html')} in a browser; the model is {run.path('model.keras')}")
