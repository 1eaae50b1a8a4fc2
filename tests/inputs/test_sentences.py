import numpy as np
import pytest

from signkit.data.texts.sentence_pairs import SentencePairs
from signkit.data.texts.vocabulary import END, PADDING, START, UNKNOWN, Vocabulary
from signkit.inputs.sentences import SentenceBatches


def pairs_of(lengths):
    """Pairs of so many words, each of its own."""
    return SentencePairs(
        tuple(" ".join([f"S{row}"] * a) for row, (a, _) in enumerate(lengths)),
        tuple(" ".join([f"t{row}"] * b) for row, (_, b) in enumerate(lengths)),
    )


def batches_of(lengths, **options):
    pairs = pairs_of(lengths)
    source, target = Vocabulary.of(pairs.source), Vocabulary.of(pairs.target)
    return SentenceBatches(pairs, source, target, **options)


def shapes(batches):
    found = (batches[place] for place in range(len(batches)))
    return [(x["source_input"].shape[1], y.shape[1]) for x, y in found]


def test_the_words_that_follow_are_one_ahead():
    batches = batches_of([(2, 3)])
    inputs, follow = batches[0]
    word = batches.target[0, 1]
    assert inputs["source_input"].tolist() == [[4, 4, *[PADDING] * 6]]
    assert inputs["target_input"].tolist() == [[START, word, word, word, *[PADDING] * 4]]
    assert follow.tolist() == [[word, word, word, END, *[PADDING] * 4]]


def test_lengths_are_whole_eights():
    # Seven words and END are eight that follow; eight and END are nine.
    assert shapes(batches_of([(8, 7)])) == [(8, 8)]
    assert shapes(batches_of([(9, 8)])) == [(16, 16)]


def test_long_sentences_are_cut_and_still_end():
    inputs, follow = batches_of([(20, 20)], longest=8)[0]
    assert (inputs["source_input"] != PADDING).sum() == 8
    assert follow[0, 8] == END
    assert (follow[0, 9:] == PADDING).all()


def test_sentences_of_about_the_same_length_are_together():
    batches = batches_of([(1, 3), (1, 30), (1, 4), (1, 29)], batch_size=2)
    assert sorted(shapes(batches)) == [(8, 8), (8, 32)]


def test_every_sentence_comes_once_an_epoch_and_orders_differ():
    batches = batches_of([(1, 2)] * 20, batch_size=4, shuffle=True, seed=3)
    seen = []
    for _ in range(2):
        rows = [batches[place][0]["source_input"][:, 0] for place in range(len(batches))]
        seen.append(np.concatenate(rows).tolist())
        batches.on_epoch_end()
    assert sorted(seen[0]) == sorted(seen[1]) == sorted(batches.source[:, 0])
    assert seen[0] != seen[1]
    batches.start_at(0)
    assert batches[0][0]["source_input"][:, 0].tolist() == seen[0][:4]


def test_without_shuffle_epochs_are_alike():
    batches = batches_of([(1, 2)] * 8, batch_size=4)
    first = batches[0][1]
    batches.on_epoch_end()
    np.testing.assert_array_equal(batches[0][1], first)


@pytest.mark.parametrize("seed", range(4))
def test_the_first_two_batches_differ_in_what_differs(seed):
    # Three shapes, of which the first two have a length in common with the third each.
    lengths = [(3, 3)] * 6 + [(12, 3)] * 6 + [(3, 12)] * 2
    batches = batches_of(lengths, batch_size=2, shuffle=True, seed=seed)
    first, second = shapes(batches)[:2]
    assert first[0] != second[0]
    assert first[1] != second[1]
    assert len(batches) == 7


def test_words_are_forgotten_anew_each_epoch_but_no_padding():
    batches = batches_of([(8, 2), (5, 2)] * 50, batch_size=100, forget=0.5)
    first = batches[0][0]["source_input"]
    batches.on_epoch_end()
    second = batches[0][0]["source_input"]
    words = first != PADDING
    assert words.sum() == 50 * 13
    assert 0.4 < (first[words] == UNKNOWN).mean() < 0.6
    assert (first != second).any()
