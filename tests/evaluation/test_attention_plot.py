from dataclasses import fields

import numpy as np
import pytest

from signkit.errors import DataError
from signkit.evaluation.attention_plot import (
    AttentionItem,
    heeded,
    load_attention,
    looks,
    plot_attention,
    save_attention,
)


def titles(figure):
    return [axes.get_title() for axes in figure.axes if axes.get_title()]


def test_an_even_look_is_one(attention_item):
    # By hand: all 21 points put everything on one of four positions, 4 times an even look.
    np.testing.assert_allclose(looks(attention_item()), [[4, 0], [0, 0]])
    np.testing.assert_allclose(looks(attention_item(present=(False, True))), np.ones((2, 2)))
    # With both hands the mean of (1, 0, 0, 0) and four times .25.
    np.testing.assert_allclose(
        looks(attention_item(present=(True, True))), [[2.5, 0.5], [0.5, 0.5]]
    )
    # Wrist .25 and index tip .75 of 21 points: 5.25 and 15.75 times an even look.
    heat = heeded(attention_item())
    assert (heat[0, 0], heat[0, 8]) == (5.25, 15.75)
    assert heat.sum() == 21
    # Whatever is said of the points of a hand that isn't there counts for nothing.
    assert not heeded(attention_item(present=(False, True))).any()


def test_without_a_hand_or_a_map_there_is_nothing_to_see(attention_item):
    assert looks(attention_item(present=(False, False))) is None
    assert heeded(attention_item(present=(False, False))) is None
    assert looks(attention_item(l2v=None)) is heeded(attention_item(v2l=None)) is None


def test_a_file_gives_back_what_it_was_given(attention_item, tmp_path):
    given = [
        attention_item(),
        attention_item(l2v=None, v2l=None, label="terima_kasih", photo=np.ones((8, 8, 3), "u1")),
    ]
    found = load_attention(save_attention(tmp_path / "attention.npz", given))
    assert len(found) == 2
    for one, other in zip(given, found, strict=True):
        for field in fields(AttentionItem):
            np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name))
    assert isinstance(found[1].label, str)
    assert found[1].photo.dtype == np.uint8


def test_more_than_nine_items_keep_their_order(attention_item, tmp_path):
    given = [attention_item(label=f"class {k}") for k in range(12)]
    found = load_attention(save_attention(tmp_path / "attention.npz", given))
    assert [one.label for one in found] == [one.label for one in given]


def test_a_map_that_no_item_has_is_left_out(attention_item):
    assert len(titles(plot_attention([attention_item(), attention_item()]))) == 4
    names = titles(
        plot_attention([attention_item(l2v=None), attention_item(l2v=None, spatial=None)])
    )
    assert names == ["Photo and landmarks", "Points the photo looks at", "Kept by the image branch"]
    assert titles(plot_attention([attention_item(l2v=None, v2l=None, spatial=None)])) == [
        "Photo and landmarks"
    ]


def test_captions_name_the_true_and_the_predicted_class(attention_item):
    wrong = plot_attention([attention_item()]).axes[0].xaxis.label
    right = plot_attention([attention_item(predicted="halo")]).axes[0].xaxis.label
    assert wrong.get_text() == "is halo\nsaid maaf, 75\N{NO-BREAK SPACE}%"
    assert right.get_text() == "halo\nnamed rightly, 75\N{NO-BREAK SPACE}%"
    assert wrong.get_color() != right.get_color()


def test_the_heat_lies_where_the_landmarks_look(attention_item):
    (image,) = plot_attention([attention_item()]).axes[1].images
    shown = image.get_array().astype(int).sum(axis=2)
    middle = len(shown) // 2
    assert shown[:middle, :middle].mean() > 1.5 * shown[middle:, middle:].mean()


def test_points_that_are_looked_at_more_are_larger(attention_item):
    one = attention_item()
    (_, dots) = plot_attention([one]).axes[2].collections
    sizes = dots.get_sizes()
    assert len(sizes) == 21
    assert sizes[8] > sizes[0] > sizes[1]
    np.testing.assert_allclose(dots.get_offsets(), one.points[0] * 480 / 32, rtol=1e-5)


def test_a_photo_without_a_hand_says_so(attention_item):
    figure = plot_attention([attention_item(present=(False, False))])
    said = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert said == ["no hand found"] * 2


def test_no_item_is_told():
    with pytest.raises(DataError, match="no photo to draw"):
        plot_attention([])
