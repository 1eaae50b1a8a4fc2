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
# # Train a translator of glosses
#
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/signkit/signkit/blob/main/notebooks/Training_Model_Text.ipynb)
#
# From glosses, the words that stand for signs one by one, to sentences as people say them. No video
# is needed: a table of pairs is enough. What comes out is a run folder with a model that
# translates, its BLEU on sentences it never saw, examples, and a report to open in a browser.
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
# Put a table `pairs.csv` with the columns `source` and `target` into a folder in `datasets/`, and
# set `DATASET` to the folder's name; a column `split` (train, dev, test) is kept as it is. Or text
# files, a sentence a line, called `NAME.train.gloss` and `NAME.train.text`, with those of dev and
# test: `SOURCE` and `TARGET` are their endings. `sample-sentences` is made by a small grammar.
#
# Sentences are written with `BEAM` beginnings kept at a time; 1 takes the likeliest word each time.
# A few thousand pairs take minutes on a CPU. On Colab set `USE_DRIVE`: without it all is gone when
# the session ends.

# %% cellView="form" tags=["parameters"]
# @title Settings
# fmt: off
# @markdown ### What is learnt
# @markdown The data set: a folder's name in datasets/, or a full path.
DATASET = "sample-sentences"  # @param {type:"string"}
# @markdown Beginnings kept while a sentence is written; 1 takes the likeliest word each time.
BEAM = 5  # @param {type:"slider", min:1, max:50, step:1}
# @markdown ### The data
# @markdown A table in the data set's folder, with the columns source and target, and maybe split.
# @markdown "" takes text files, or else pairs.csv.
CSV = ""  # @param {type:"string"}
# @markdown How the text files that are read end: NAME.train.gloss. Counts where CSV is empty.
SOURCE = "gloss"  # @param {type:"string"}
# @markdown How their translations' files end: NAME.train.text. Counts where CSV is empty.
TARGET = "text"  # @param {type:"string"}
# @markdown The text files' first part, where the folder holds several. Counts where CSV is empty.
NAME = ""  # @param {type:"string"}
# @markdown ### The training
# @markdown Epochs over all stages, shared as the plan does. 0 takes the plan's.
EPOCHS = 0  # @param {type:"integer"}
# @markdown Samples a step. Less needs less memory.
BATCH_SIZE = 32  # @param {type:"integer"}
# @markdown The first stage's learning rate; the others keep their ratio to it. 0 takes the plan's.
LEARNING_RATE = 0.0  # @param {type:"number"}
# @markdown What is trained after what: stages with semicolons between, each as name, epochs,
# @markdown learning rate; there is one: translation 18 1.2e-3. "" takes the recipe's.
STAGES = ""  # @param {type:"string"}
# @markdown ### The split
# @markdown Share of the pairs that chooses the best epoch, where no split is given.
VALIDATION_FRACTION = 0.1  # @param {type:"number"}
# @markdown Share of the pairs that is tested on, once, where no split is given.
TEST_FRACTION = 0.1  # @param {type:"number"}
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
MODEL_FOLDER = "translation"  # @param {type:"string"}
# fmt: on

# %%
from signkit.notebook.colab import open_layout
from signkit.settings import TextSettings

settings = TextSettings.from_parameters(globals())
layout = open_layout(settings.root, settings.use_drive)

# %% [markdown]
# ## The pairs
# How many on each side, and a few of them. Equal pairs never stand on two sides of a split that is
# made here; of one that was given it is told.

# %%
from signkit.training.setup import set_up

training = set_up(settings, layout)
corpus = training.catalog
print(f"Run folder: {training.run.folder}")
corpus.table["split"].value_counts().rename("pairs").to_frame()

# %%
corpus.split("train").head(5)

# %% [markdown]
# ## Train
# Each word is learnt after the true ones before it. *Stop* pauses: run the cell again, now or
# tomorrow, and it goes on after the last finished epoch.

# %%
import signkit

run = signkit.train(training)

# %% [markdown]
# ## What came out
# Measured once, on sentences that were neither trained on nor chosen by.

# %%
print(run.summary())

# %% [markdown]
# For the thesis: what was measured on what, and how sure it is.

# %%
from IPython.display import Markdown

Markdown(run.path("thesis.txt"))

# %% [markdown]
# Training against validation, epoch by epoch: where the two part, the model learns by heart.

# %%
run.show("curves")

# %% [markdown]
# Greedy and beam search, beside what is true.

# %%
run.show("translation")

# %%
import pandas as pd

pd.read_parquet(run.path("translations.parquet")).head(10)

# %% [markdown]
# ## Try it
# Words that were never in training are left out of what it understands.

# %%
model = signkit.load(run)
model.predict(corpus.split("test")["source"].head(3).tolist())

# %% [markdown]
# ## Beside your other runs
# `python -m signkit compare` puts them on one page, with tests. Choose by validation, not by test.

# %%
from signkit.report.compare.page import comparison_table, runs_like

columns = ["run", "data", "test", "seed", "validation_bleu_4", "bleu_4", "chrf", "perplexity"]
comparison_table(runs_like(run.folder)).filter(columns).round(3)

# %% [markdown]
# ## Keep it as a version
# A version is a copy of the model with all that belongs to it. The first one is *active*: the one
# that an app takes.

# %%
from signkit.versions.store import Versions

versions = Versions(layout.models, settings.model_folder)
versions.promote(run.folder)
versions.list()

# %%
assert run.finished
assert run.path("report.html").is_file()
assert run.read("metrics.json")["translation"]["sentences"] == len(corpus.split("test"))
print(f"Open {run.path('report.html')} in a browser; translate by signkit.load('{run.folder}')")
