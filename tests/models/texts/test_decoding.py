import keras
import numpy as np
import pytest

from signkit.data.texts.vocabulary import END, PADDING, START, UNKNOWN
from signkit.models.blocks.text_layers import TextSizes
from signkit.models.texts.decoding import TextWriter, beam_search, greedy, length_penalty
from signkit.models.texts.translation import TranslationSizes, build_translation

A, B, C = 4, 5, 6
# p of the next word after each beginning. The likeliest first word, A, leads nowhere likely:
# A C END has .6 * .4 * .5 = .12, B C END .4 * .9 * 1 = .36.
TABLE = {
    (): {A: 0.6, B: 0.4},
    (A,): {C: 0.4, END: 0.3, B: 0.3},
    (A, C): {END: 0.5, A: 0.5},
    (B,): {C: 0.9, END: 0.1},
    (B, C): {END: 1.0},
}


def following(table, calls=None):
    """A function of beginnings that looks chances up in a table; what isn't in it ends."""

    def chances(tokens, sentence):
        found = np.full((len(tokens), 7), -1e9)
        for row, beginning in zip(found, tokens, strict=True):
            assert beginning[0] == START
            for word, p in table.get(tuple(beginning[1:]), {END: 1.0}).items():
                row[word] = np.log(p)
        if calls is not None:
            calls.append((len(tokens), sorted(set(sentence))))
        return found

    return chances


def test_greedy_takes_the_likeliest_word_each_time():
    written = greedy(following(TABLE), sentences=1, length=6)
    assert written.tokens.tolist() == [[START, A, C, END, PADDING, PADDING]]
    assert written.scores[0] == pytest.approx(np.log(0.6 * 0.4 * 0.5))


def test_a_beam_finds_the_likelier_sentence():
    written = beam_search(following(TABLE), sentences=1, length=6, beam=2, alpha=0)
    assert written.tokens.tolist() == [[START, B, C, END, PADDING, PADDING]]
    assert written.scores[0] == pytest.approx(np.log(0.36))


def test_a_beam_of_one_is_greedy_without_a_penalty():
    for table in (TABLE, {(): {B: 0.7, END: 0.3}}):
        one = beam_search(following(table), 1, 6, beam=1, alpha=0).tokens
        np.testing.assert_array_equal(one, greedy(following(table), 1, 6).tokens)


def test_the_length_penalty_is_that_of_wu():
    assert length_penalty(1, 0.6) == 1
    assert length_penalty(7, 1) == 2
    assert length_penalty(7, 0) == 1


def test_the_length_penalty_favours_longer_sentences():
    # "END" has .45; "A B C END" has .4: -.80 against -.92. Divided by 1 and by 1.5: -.80, -.61.
    table = {(): {END: 0.45, A: 0.4}, (A,): {B: 1.0}, (A, B): {C: 1.0}}
    short = beam_search(following(table), 1, 8, beam=3, alpha=0)
    long = beam_search(following(table), 1, 8, beam=3, alpha=1)
    assert short.tokens[0, :2].tolist() == [START, END]
    assert long.tokens[0, :5].tolist() == [START, A, B, C, END]
    assert long.scores[0] == pytest.approx(np.log(0.4) / 1.5)


def test_it_stops_at_the_most():
    endless = {(A,) * times: {A: 1.0} for times in range(9)}
    for written in (
        greedy(following(endless), 2, 5),
        beam_search(following(endless), 2, 5, beam=3),
    ):
        assert written.tokens.tolist() == [[START, A, A, A, A]] * 2
    assert beam_search(following(endless), 1, 5).scores[0] == pytest.approx(0)


def test_what_has_ended_is_not_computed_any_more():
    def chances(tokens, sentence):
        # Sentence 0 ends at once, sentence 1 after two words.
        found = np.full((len(tokens), 7), -1e9)
        ends = (sentence == 0) | (tokens.shape[1] > 2)
        found[np.arange(len(tokens)), np.where(ends, END, C)] = 0
        seen.append(sorted(set(sentence.tolist())))
        return found

    for search in (greedy, beam_search):
        seen = []
        written = search(chances, 2, 9)
        assert written.tokens[:, :4].tolist() == [[START, END, 0, 0], [START, C, C, END]]
        assert seen == [[0, 1], [1], [1]]


def test_padding_and_unknown_words_are_never_written():
    table = {(): {PADDING: 0.5, UNKNOWN: 0.3, START: 0.15, A: 0.05}}
    for written in (greedy(following(table), 1, 4), beam_search(following(table), 1, 4)):
        assert written.tokens.tolist() == [[START, A, END, PADDING]]


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(0)
    tiny = TextSizes(width=8, depth=1, heads=2, hidden=16, dropout=0.1)
    model = build_translation(TranslationSizes(9, 7, tiny, tiny))
    # Larger weights, or all sentences are alike.
    model.set_weights([4 * weight for weight in model.get_weights()])
    return model


SOURCES = np.array([[4, 5, 0, 0], [8, 7, 6, 5], [6, 0, 0, 0]], np.int32)


def likelihood(model, source, sentence):
    """log p of a sentence word by word, by the whole model."""
    inputs = {"source_input": source[None], "target_input": np.array([sentence[:-1]])}
    logits = keras.ops.convert_to_numpy(model(inputs))[0]
    chances = logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    return sum(row[word] for row, word in zip(chances, sentence[1:], strict=True))


def test_a_model_in_halves_writes_what_the_whole_finds_likeliest(model):
    writer = TextWriter.of(model, "target_input")
    written = writer.write({"source_input": SOURCES}, length=3, beam=60, alpha=0, batch_size=2)
    words = range(END + 1, 7)
    every = [[START, END], *([START, a, b] for a in words for b in (*words, END))]
    for source, row in zip(SOURCES, written, strict=True):
        chances = [likelihood(model, source, sentence) for sentence in every]
        best = every[np.argmax(chances)]
        assert row[: len(best)].tolist() == best


def test_each_sentence_is_written_alike_alone_and_in_any_batch(model):
    writer = TextWriter.of(model, "target_input")
    for beam in (1, 3):
        together = writer.write({"source_input": SOURCES}, length=12, beam=beam)
        alone = [writer.write({"source_input": row[None]}, 12, beam)[0] for row in SOURCES]
        np.testing.assert_array_equal(together, alone)
    assert len({tuple(row) for row in together}) > 1


def test_the_halves_follow_the_model(model):
    writer = TextWriter.of(model, "target_input")
    bias = model.get_layer("text_embedding").bias
    before = bias.numpy()
    bias.assign([0, 0, 0, 99, 0, 0, 0])  # END above all
    written = writer.write({"source_input": SOURCES}, length=4)
    bias.assign(before)
    assert written[:, :2].tolist() == [[START, END]] * 3


def test_given_sentences_are_weighed_as_the_whole_model_does(model):
    sentences = np.array([[START, A, END, PADDING], [START, B, C, END], [START, END, 0, 0]])
    writer = TextWriter.of(model, "target_input")
    found = writer.likelihoods({"source_input": SOURCES}, sentences, batch_size=2)
    cut = [sentence[: list(sentence).index(END) + 1] for sentence in sentences]
    expected = [[likelihood(model, source, words) for words in cut] for source in SOURCES]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4)
