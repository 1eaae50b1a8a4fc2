import pytest

from signkit.settings.spaces import SPACES, read_space, space_size, write_space


def test_nothing_given_is_the_base():
    space = read_space("")
    names = ("conv1_filters", "conv2_filters", "dense_units", "dropout", "learning_rate")
    assert tuple(space) == names
    assert space["dense_units"] == (32, 64, 96, 128, 160, 192, 224, 256)
    assert space["learning_rate"] == (0.01, 0.001, 0.0001)
    assert space_size(space) == 4 * 4 * 8 * 4 * 3


def test_names_given_take_the_place_of_the_bases():
    space = read_space(" dropout 0 .5;conv1_filters 48 ; ")
    assert space["dropout"] == (0.0, 0.5)
    assert all(isinstance(value, float) for value in space["dropout"])
    assert space["conv1_filters"] == (48,)
    assert space["conv2_filters"] == (32, 64, 96, 128)
    assert list(space) == list(read_space(""))


@pytest.mark.parametrize("text", ["", "dropout 0; learning_rate 1e-05 3e-4", *SPACES.values()])
def test_what_is_written_reads_the_same(text):
    space = read_space(text)
    assert read_space(write_space(space)) == space


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("filters 32", "'filters'.*conv1_filters, conv2_filters, dense_units"),
        ("dropout", "'dropout' gives no values.*0 to below 1.*'dropout 0.2 0.3 0.4 0.5'"),
        ("dropout 0.2 much", "'dropout 0.2 much'"),
        ("dropout 1", "to below 1"),
        ("dropout nan", "to below 1"),
        ("conv1_filters 32.5", "whole numbers from 1"),
        ("conv1_filters 0", "whole numbers from 1"),
        ("conv1_filters: 32", "'conv1_filters:'"),
        ("dropout 0.2; dropout 0.3", "'dropout' comes twice"),
        ("dropout 0.2 .20", "a value twice"),
        ("dropout, 0.2", "'dropout,'"),
    ],
)
def test_unreadable_spaces_are_told_in_words(text, said):
    with pytest.raises(ValueError, match=said):
        read_space(text)


def test_an_unknown_base_names_those_there_are():
    with pytest.raises(ValueError, match=r"'rnn'.*cnn"):
        read_space("", base="rnn")
