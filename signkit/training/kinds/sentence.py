"""Sentences alone: a network that turns glosses, say, into sentences."""

from pathlib import Path
from typing import ClassVar

from signkit.data.texts.corpus import Corpus, holds_pairs, open_corpus
from signkit.data.texts.vocabulary import Vocabulary
from signkit.errors import DataError
from signkit.inputs.sentences import SentenceBatches
from signkit.inputs.text_dataset import TextDataset
from signkit.layout import Layout, dataset_name
from signkit.models.blocks.text_layers import TextSizes
from signkit.models.texts.loss import Perplexity, TextLoss, TokenAccuracy
from signkit.models.texts.translation import TranslationNetwork, TranslationSizes
from signkit.runs.files import SENTENCES
from signkit.runs.record import Run
from signkit.samples.sentences import NAME, make_sample_sentences
from signkit.settings import TextSettings
from signkit.training.kinds.base import Usual
from signkit.training.loop.work import Lesson, Work
from signkit.training.measure.sentence_measures import measure_sentences


class TextKind(Usual):
    """Pairs of sentences; nothing is prepared, and there is no backbone."""

    unit: ClassVar[str] = "sentences"
    word: ClassVar = "sentence"
    settings: ClassVar = TextSettings
    usual: ClassVar = {}

    def ready(self, dataset: str, layout: Layout) -> bool:
        """Whether there are pairs of sentences."""
        return dataset == NAME or holds_pairs(layout.dataset(dataset))

    def catalog(self, settings: TextSettings, layout: Layout) -> Corpus:
        """Read the pairs; the sample's are made first if they aren't there."""
        if settings.dataset == NAME:
            make_sample_sentences(layout.datasets / NAME)
        return open_corpus(
            layout.dataset(settings.dataset),
            settings.csv,
            settings.source,
            settings.target,
            settings.name,
            settings.fractions,
            settings.seed,
        )

    def describe(self, settings: TextSettings, catalog: Corpus) -> dict:
        """How many pairs there are, how they are divided, and which stand on both sides."""
        sides = {side: Vocabulary.of(catalog.split("train")[side]) for side in ("source", "target")}
        return {
            "name": dataset_name(settings.dataset),
            "pairs": len(catalog),
            "fingerprint": catalog.fingerprint,
            "split_strategy": catalog.strategy,
            "fractions": list(settings.fractions),
            "seed": settings.seed,
            "split_pairs": catalog.table["split"].value_counts().to_dict(),
            "seen": {split: int(catalog.seen(split).sum()) for split in ("validation", "test")},
            "vocabulary": {side: len(words) for side, words in sides.items()},
            "notes": list(catalog.notes),
        }

    def prepared(self, settings: TextSettings, layout: Layout) -> Path:
        """The data set's own folder."""
        return layout.dataset(settings.dataset)

    def version(self, settings: TextSettings, layout: Layout) -> str:
        """Nothing else."""
        return ""

    def check(self, settings: TextSettings, catalog: Corpus) -> None:
        """Raise DataError where a split is empty."""
        for split in ("train", "validation", "test"):
            if not len(catalog.split(split)):
                raise DataError(f"The split {split} has no pairs.", "Give it some.")

    def load(self, settings: TextSettings, layout: Layout, catalog: Corpus) -> TextDataset:
        """Collect the words."""
        return TextDataset(catalog, settings.parts)

    def record(self, run: Run, dataset: TextDataset, prepared: Path) -> None:
        """Keep the vocabulary, and how sentences are taken apart."""
        known = {"words": list(dataset.vocabulary.words), "parts": dataset.parts}
        run.write(SENTENCES, known)

    def precision(self, settings: TextSettings) -> str:
        """As it is set."""
        return settings.mixed_precision

    def backbone(self, settings: TextSettings, fetch: bool) -> None:
        """There is none."""

    def network(self, settings: TextSettings, dataset, backbone, values) -> TranslationNetwork:
        """The network that reads and writes."""
        sizes = TextSizes(
            settings.width, settings.depth, settings.heads, settings.hidden, settings.dropout
        )
        words = len(dataset.vocabulary)
        return TranslationNetwork(TranslationSizes(words, words, sizes, sizes, shared=True))

    def lesson(self, work: Work, index: int, size: int, epoch: int) -> Lesson:
        """Each word of a sentence after the true ones before it (teacher forcing)."""
        settings, known = work.settings, work.dataset.vocabulary
        pairs = {split: work.dataset.split(split) for split in ("train", "validation")}
        train = SentenceBatches(
            pairs["train"],
            known,
            known,
            size,
            seed=settings.seed * 100 + index,  # every stage has an order of its own
            shuffle=True,
            forget=settings.forget,
            epoch=epoch,
        )
        return Lesson(
            work.network.model(work.plan[index].output),
            train,
            SentenceBatches(pairs["validation"], known, known, size),
            TextLoss(settings.label_smoothing),
            [TokenAccuracy("accuracy"), Perplexity()],
        )

    def judged_by(self, dataset: TextDataset) -> str:
        """The share of words said rightly."""
        return "accuracy"

    def measure(self, work: Work) -> dict:
        """Translate validation and test, and score both."""
        return measure_sentences(work)
