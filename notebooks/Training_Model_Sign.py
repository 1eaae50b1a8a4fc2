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
# `OPTION` is `baseline` (what most notebooks do today) or `A` (attention between photo and
# landmarks). Where a setting is `""` or `0`, the option's own value counts. `SPLIT = "auto"` keeps
# each signer on one side where signers are known; `TEST_GROUPS` names those kept for the test. On
# Colab set `USE_DRIVE`: without it all is gone when the session ends.

# %% cellView="form" tags=["parameters"]
# @title Settings
ROOT = ""  # @param {type:"string"}
DATASET = "sample-signs"  # @param {type:"string"}
OPTION = "A"  # @param ["baseline", "A"]
BACKBONE = ""  # @param ["", "EfficientNetV2S", "EfficientNetV2B0", "EfficientNetB0", "small"]
FUSION = ""  # @param ["", "cross_attention", "pooled_attention", "concat"]
WEIGHTS = "auto"  # @param {type:"string"}
IMAGE_SIZE = 0  # @param {type:"integer"}
EPOCHS = 60  # @param {type:"integer"}
BATCH_SIZE = 32  # @param {type:"integer"}
LEARNING_RATE = 0.0  # @param {type:"number"}
AUGMENT = True  # @param {type:"boolean"}
FLIP = True  # @param {type:"boolean"}
SPLIT = "auto"  # @param ["auto", "grouped", "random", "given"]
TEST_GROUPS = ""  # @param {type:"string"}
VALIDATION_FRACTION = 0.15  # @param {type:"number"}
TEST_FRACTION = 0.15  # @param {type:"number"}
SEED = 0  # @param {type:"integer"}
RUN_NAME = ""  # @param {type:"string"}
USE_DRIVE = False  # @param {type:"boolean"}

# %%
from signkit.colab import open_layout
from signkit.config import TrainSettings

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
# Stops by itself when validation accuracy no longer rises, and keeps the best epoch.

# %%
from signkit.training.trainer import train

run = train(settings, layout, catalog, run)

# %% [markdown]
# ## What came out
# Measured once, on the test side, by the model of the best validation epoch.

# %%
from IPython.display import Image

from signkit.evaluation.report import summary

print(summary(run.folder))

# %% [markdown]
# Training against validation, epoch by epoch: where the two part, the model learns by heart.

# %%
Image(run.path("figures", "curves.png"), retina=True)

# %% [markdown]
# Each row is a true class, each column what the model said.

# %%
Image(run.path("figures", "confusion.png"), retina=True)

# %%
Image(run.path("figures", "per_class.png"), retina=True)

# %% [markdown]
# ## Look at the mistakes
# The photos that the model was most sure and most wrong about, and some that it got right.

# %%
Image(run.path("figures", "predictions.png"), retina=True)

# %%
assert run.finished
assert run.path("report.html").is_file()
assert 0 <= run.read_json("metrics.json")["test"]["accuracy"] <= 1
print(f"Open {run.path('report.html')} in a browser; the model is {run.path('model.keras')}")
