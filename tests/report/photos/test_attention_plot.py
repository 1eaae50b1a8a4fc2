from dataclasses import fields
from types import SimpleNamespace

import numpy as np
import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from signkit.errors import DataError
from signkit.report.environment import TEMPLATES
from signkit.report.photos.attention_plot import (
    AttentionItem,
    heeded,
    load_attention,
    looks,
    notes,
    on_hands,
    plot_attention,
    save_attention,
)
from signkit.report.texts import texts


def titles(figure):
    return [axes.get_title().replace("\n", " ") for axes in figure.axes if axes.get_title()]


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
    one = ["Photo and landmarks", "Points the photo looks at", "Kept by the image branch"]
    assert names == 2 * one  # three columns leave room for two photos in a row
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


def importance(wrist=0.0, tip=1.0):
    points = np.zeros((2, 21), np.float32)
    points[0, 0], points[0, 8] = wrist, tip
    return points


def test_a_model_without_attention_shows_grad_cam_and_points(attention_item):
    bare = {"spatial": None, "l2v": None, "v2l": None}
    one = attention_item(gradcam=np.eye(2), points_importance=importance(), **bare)
    figure = plot_attention([one])
    assert titles(figure)[0] == "Photo and landmarks"
    assert titles(figure)[1:] == [
        "Grad-CAM: what speaks for the answer",
        "Points that sway the answer",
    ]
    (_, dots) = figure.axes[2].collections
    assert dots.get_sizes()[8] > 5 * dots.get_sizes()[0]
    assert len(notes([one])) == 2


def test_new_maps_are_kept_and_files_without_them_are_read(attention_item, tmp_path):
    given = [attention_item(gradcam=np.eye(2), points_importance=importance()), attention_item()]
    found = load_attention(save_attention(tmp_path / "attention.npz", given))
    np.testing.assert_array_equal(found[0].gradcam, np.eye(2))
    np.testing.assert_array_equal(found[0].points_importance, importance())
    assert found[1].gradcam is found[1].points_importance is None


def test_a_photo_that_speaks_for_nothing_says_so(attention_item):
    figure = plot_attention([attention_item(gradcam=np.zeros((2, 2)))])
    said = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert said == ["the photo doesn't\nspeak for it"]


def test_how_much_of_grad_cam_lies_on_the_hand(attention_item):
    # The hand's frame is the lower left quarter, that of the map's 4 places that has all of it.
    corners = np.array([[0, 16], [16, 32]], np.float32)
    hand = corners[np.arange(21) % 2]
    one = attention_item(points=np.stack([hand, hand]), gradcam=np.array([[0, 0], [1.0, 0]]))
    share, area = on_hands([one])
    assert area == 0.25
    assert share > 0.7  # its smooth edges reach into the other quarters
    away = attention_item(points=one.points, gradcam=np.array([[0, 1.0], [0, 0]]))
    assert on_hands([away])[0] < 0.1
    assert on_hands([attention_item()]) is None
    (_, sentence), *_ = notes([one])
    assert f"{100 * share:.0f}\N{NO-BREAK SPACE}% of the map lies inside" in sentence
    assert "2 × 2 places" in sentence


def test_a_wide_figure_stays_on_the_page(attention_item):
    one = attention_item(gradcam=np.eye(2), points_importance=importance())
    width, _ = plot_attention([one]).get_size_inches()
    assert width <= 11.7


def test_few_columns_show_several_photos_in_a_row(attention_item):
    bare = {"spatial": None, "l2v": None, "v2l": None, "points_importance": importance()}
    items = [attention_item(label=f"class {k}", **bare) for k in range(4)]
    figure = plot_attention(items)
    assert len(titles(figure)) == 6
    captions = [axes.get_xlabel().split("\n")[0] for axes in figure.axes]
    assert [text for text in captions if text.startswith("is")] == [
        f"is class {k}" for k in range(4)
    ]


def test_what_hiding_costs_has_one_scale_and_stays_dim_where_it_is_little(attention_item):
    little, much = np.full((8, 8), 0.02), np.full((8, 8), 0.5)
    bare = {"spatial": None, "l2v": None, "v2l": None}

    def brightness(*costs):
        figure = plot_attention([attention_item(occlusion=cost, **bare) for cost in costs])
        shown = [axes for axes in figure.axes if axes.images][1::2]
        return [float(axes.images[0].get_array().mean()) for axes in shown]

    alone, dim, bright = brightness(little)[0], *brightness(little, much)
    assert dim <= alone < bright - 40
    (_, sentence), *_ = notes([attention_item(occlusion=much, **bare)])
    assert "of the map lies inside" in sentence
    (_, sentence), *_ = notes([attention_item(occlusion=0 * little, **bare)])
    assert "of the map lies inside" not in sentence


def test_the_page_s_fragment_says_how_to_read_each_map(attention_item):
    folder = TEMPLATES
    environment = Environment(loader=FileSystemLoader(folder), undefined=StrictUndefined)
    said = notes([attention_item(gradcam=np.eye(2))])
    content = {"uri": "data:image/jpeg;base64,AA", "width": 700, "notes": said}
    part = SimpleNamespace(content=content, problem=None)
    page = environment.get_template("parts/attention.html").render(t=texts(), attention=part)
    assert all(sentence in page for _, sentence in said)
    assert len(said) == 4
    assert "width:700px" in page
