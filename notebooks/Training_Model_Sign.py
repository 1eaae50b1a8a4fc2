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
# fmt: off
# @markdown ### What is learnt
# @markdown The data set: a folder's name in datasets/, or a full path.
DATASET = "sample-signs"  # @param {type:"string"}
# @markdown The recipe: baseline as most notebooks have it, A with attention between photo and
# @markdown hands, B with the hands' geometry as well, in four stages, C for clips.
OPTION = "A"  # @param ["baseline", "A", "B", "C"]
# @markdown What the signs are taught for, with blanks between: classify tells classes, align finds
# @markdown a sign's description, translate writes its sentence.
TASKS = "classify"  # @param ["classify", "align", "translate"] {allow-input: true}
# @markdown ### The data
# @markdown What a group is, or a word of your own; reports speak of it so. "" takes what was said
# @markdown when the data were prepared.
GROUPS_ARE = ""  # @param ["", "signer", "session", "background", "source"] {allow-input: true}
# @markdown ### The network
# @markdown The network that looks at photos; python -m signkit models says more of each. "" takes
# @markdown the recipe's.
BACKBONE = ""  # @param ["", "EfficientNetV2S", "EfficientNetV2B0", "EfficientNetB0", "ResNet50", "MobileNetV3Large", "ConvNeXtTiny", "ConvNeXtTinyCBAM", "compact", "fine", "small"]
# @markdown What the backbone starts from: imagenet, none (random weights), the path of a weights
# @markdown file, or auto: imagenet where it can be had.
WEIGHTS = "auto"  # @param ["auto", "imagenet", "none"] {allow-input: true}
# @markdown How the hands' landmarks are read. "" takes the recipe's. Counts where OPTION is
# @markdown baseline, A or B.
LANDMARK_ENCODER = ""  # @param ["", "geometry", "tokens", "tokens_geometry", "graph", "measures", "dense"]
# @markdown How hands are followed over time. "" takes the recipe's. Counts where OPTION is C.
TEMPORAL = ""  # @param ["", "conv_transformer", "recurrent"]
# @markdown How photo and hands are joined. "" takes the recipe's.
FUSION = ""  # @param ["", "cross_attention", "gated", "pooled_attention", "concat"]
# @markdown Side, in pixels, of the square that photos are fitted into; 32 at least. 0 takes the
# @markdown recipe's.
IMAGE_SIZE = 0  # @param {type:"integer"}
# @markdown ### The training
# @markdown Epochs over all stages, shared as the plan does. 0 takes the plan's.
EPOCHS = 0  # @param {type:"integer"}
# @markdown Samples a step. Less needs less memory.
BATCH_SIZE = 32  # @param {type:"integer"}
# @markdown The first stage's learning rate; the others keep their ratio to it. 0 takes the plan's.
LEARNING_RATE = 0.0  # @param {type:"number"}
# @markdown Let each class count the same, however rare it is.
CLASS_WEIGHTS = False  # @param {type:"boolean"}
# @markdown What is made small: crossentropy; weighted, in which rare classes count more; focal, in
# @markdown which what is right already counts less. "" takes the recipe's.
LOSS = ""  # @param ["", "crossentropy", "weighted", "focal"]
# @markdown Models of so many seeds, whose answers are averaged; as many times as long.
ENSEMBLE = 1  # @param {type:"slider", min:1, max:10, step:1}
# @markdown What is trained after what: stages with semicolons between, each as name, epochs,
# @markdown learning rate: visual 20 1e-3; landmark 20 1e-3; end_to_end 50 1e-5. Or a plan's name.
# @markdown "" takes the recipe's.
STAGES = ""  # @param ["", "one_stage", "four_stages", "clip_stages", "landmarks_only", "photos_only"] {allow-input: true}
# @markdown ### How training photos are changed
# @markdown Turn, zoom, shift and relight training photos, their landmarks with them.
AUGMENT = True  # @param {type:"boolean"}
# @markdown Mirror at random, with the hands exchanged. Not where a sign's mirror image is another.
# @markdown Counts where AUGMENT is True.
FLIP = True  # @param {type:"boolean"}
# @markdown ### The split
# @markdown Share of the data that chooses the best epoch.
VALIDATION_FRACTION = 0.15  # @param {type:"number"}
# @markdown grouped keeps each group on one side, random doesn't, given takes the table's or the
# @markdown folders' own; auto: grouped where groups are known.
SPLIT = "auto"  # @param ["auto", "grouped", "random", "given"]
# @markdown Groups that are kept for the test, with commas: S1, S2; what holds a comma in quotes:
# @markdown "S1, left", S2.
TEST_GROUPS = ""  # @param {type:"string"}
# @markdown Validate on groups of their own, or, where there are too few to spare one, on photos of
# @markdown the groups trained on. Counts where SPLIT is auto or grouped.
VALIDATION = "groups"  # @param ["groups", "photos"]
# @markdown Share of the data that is tested on, once, at the end. Counts where FOLD is empty.
TEST_FRACTION = 0.15  # @param {type:"number"}
# @markdown Cross-validation by hand: 2/5 tests on the second fifth. "" for none.
FOLD = ""  # @param {type:"string"}
# @markdown Photos to train on that are copies of test photos, where the data came divided like
# @markdown that: keep them, or leave them out.
COPIES_OF_TEST = "keep"  # @param ["keep", "leave out"]
# @markdown Classes never trained on, with commas: J, Z. Whether they are refused is measured.
UNKNOWN_CLASSES = ""  # @param {type:"string"}
# @markdown ### The run
# @markdown The Drive folder, in which everything is kept. "" takes the Drive on Colab, else the
# @markdown variable SIGNKIT_ROOT or a folder drive_layout, here or above.
ROOT = ""  # @param {type:"string"}
# @markdown Draws the split, the first weights and the order; another one is another run.
SEED = 0  # @param {type:"integer"}
# @markdown Compute in half precision; auto: on a GPU that gains by it.
MIXED_PRECISION = "auto"  # @param ["auto", "on", "off"]
# @markdown The report's language: English or Indonesian.
LANGUAGE = "en"  # @param ["en", "id"]
# @markdown The run folder's name in runs/. "" names it by its settings, so that the same call goes
# @markdown on with it.
RUN_NAME = ""  # @param {type:"string"}
# @markdown On Colab, mount Google Drive: without it all is gone when the session ends.
USE_DRIVE = False  # @param {type:"boolean"}
# @markdown The folder in models/ that keeps the versions of this model.
MODEL_FOLDER = "sign"  # @param {type:"string"}
# fmt: on

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
from signkit.training.setup import set_up

training = set_up(settings, layout)
print(f"Run folder: {training.run.folder}")
describe_splits(training.catalog)

# %% [markdown]
# ## Train
# Each stage stops by itself when validation accuracy (where classes are rare, the mean recall over
# the classes) no longer rises, and hands on its best epoch.
# *Stop* pauses: run the cell again, now or tomorrow, and it goes on after the last finished epoch.

# %%
import signkit

run = signkit.train(training)

# %% [markdown]
# ## What came out
# Measured once, on the test side, by the model of the best validation epoch.

# %%
print(run.summary())

# %% [markdown]
# For the thesis: what was measured on whom, and how sure it is. With few signers,
# `python -m signkit train --dataset NAME --folds 4` tests every one of four once.

# %%
from IPython.display import Markdown

Markdown(run.path("thesis.txt"))

# %% [markdown]
# Training against validation, epoch by epoch: where the two part, the model learns by heart.

# %%
run.show("curves")

# %% [markdown]
# Each row is a true class, each column what the model said.

# %%
run.show("confusion")

# %% [markdown]
# Class by class, the worst first; then the classes most often taken for each other, side by side.

# %%
run.show("per_class", "confused_pairs")

# %% [markdown]
# ## How sure it is, and what it doesn't know
# Where the points follow the diagonal the model is as sure as it is right. After that: how right it
# is if it may refuse the photos that it is least sure of.

# %%
run.show("reliability", "coverage")

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
run.show("attention", "clip_look_1", "clip_look_2", "clip_look_3")

# %% [markdown]
# ## Signs and texts
# Where `TASKS` names more than the classes: how often a sign finds its text and a text its signs,
# what is said of classes never trained on, and how near the sentences come to the true ones.

# %%
run.show("retrieval", "zero_shot", "translation")

# %% [markdown]
# ## Look at the mistakes
# The photos that the model was most sure and most wrong about, and some that it got right.

# %%
run.show("predictions")

# %% [markdown]
# ## Beside your other runs
# `python -m signkit compare` puts them on one page, with tests. Choose by validation, not by test.

# %%
from signkit.report.compare.page import comparison_table, runs_like

columns = ["run", "option", "seed", "test", "validation_accuracy", "accuracy", "macro_f1"]
comparison_table(runs_like(run.folder)).filter(columns).round(3)

# %% [markdown]
# ## Try it
# The model looks at files as the training did. `signkit.load("active")` takes the active version,
# and `predict` a photo, a folder of them, or an array.

# %%
tested = training.catalog.table.query("split == 'test'").head(3)
model = signkit.load(run)
model.predict([training.catalog.root / path for path in tested["path"]])

# %% [markdown]
# ## Keep it as a version
# A version is a copy of the model with all that belongs to it. The first one is *active*: the one
# that an app takes. `versions.activate("v2")` takes another, `versions.roll_back()` goes back.

# %%
from signkit.versions.store import Versions

versions = Versions(layout.models, settings.model_folder)
versions.promote(run.folder)
versions.list()

# %%
assert run.finished
assert run.path("report.html").is_file()
assert 0 <= run.read("metrics.json")["test"]["accuracy"] <= 1
print(f"Open {run.path('report.html')} in a browser; the model is {run.path('model.keras')}")
