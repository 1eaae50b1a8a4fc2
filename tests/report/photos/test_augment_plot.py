import numpy as np

from signkit.inputs.changes.augment import Policy, policy_from
from signkit.inputs.changes.photo_changes import CHANGES
from signkit.report.photos.augment_plot import active_changes, plot_augmentations


def photos(height=40, width=40, count=3):
    return np.random.default_rng(0).integers(0, 256, (count, height, width, 3), np.uint8)


def rows_of(figure, columns):
    """The texts at the left of each row, and the (photo, caption) pairs of it."""
    panels = np.array(figure.axes).reshape(-1, columns)
    return [
        (
            [text.get_text() for text in row[0].texts],
            [(p.images[0].get_array(), p.get_title()) for p in row[1:] if p.images],
        )
        for row in panels
    ]


def test_each_change_that_is_on_has_a_row_with_its_strength_and_its_range():
    given = photos()
    rows = rows_of(plot_augmentations(given, policy_from("rotation=30 flip blur")), 6)
    assert [names for names, _ in rows] == [
        ["flip", "50% of the photos"],
        ["rotation", "up to 30° either way"],
        ["blur", "up to 1.5 pixels"],
        ["all together", "as in training"],
    ]
    assert [caption for _, caption in rows[1][1]] == ["original", "−30°", "−10°", "+10°", "+30°"]
    assert rows[2][1][-1][1] == "1.5 pixels"
    assert all(np.array_equal(row[0][0], given[i % 3]) for i, (_, row) in enumerate(rows))


def test_a_mirror_image_is_shown_of_two_photos():
    given = photos()
    (_, flips), _ = rows_of(plot_augmentations(given, policy_from("flip")), 6)
    assert [caption for _, caption in flips] == ["original", "mirrored"] * 2
    assert np.array_equal(flips[1][0], given[0][:, ::-1])
    assert np.array_equal(flips[3][0], given[1][:, ::-1])


def test_a_wide_photo_turns_by_half_and_has_fewer_examples():
    given = photos(20, 60)
    (_, turned), (_, together) = rows_of(plot_augmentations(given, policy_from("quarter_turns")), 4)
    assert turned[1][1] == "180°"
    assert np.array_equal(turned[1][0], given[0][::-1, ::-1])
    assert len(together) == 3


def test_examples_lie_at_the_ends_of_the_range():
    given = np.full((1, 8, 8, 3), 100, np.uint8)
    (_, lights), _ = rows_of(plot_augmentations(given, policy_from("brightness=.2")), 6)
    assert [int(photo[0, 0, 0]) for photo, _ in lights] == [100, 49, 83, 117, 151]


def test_every_change_can_be_drawn_and_nothing_too():
    everything = plot_augmentations(photos(count=1), policy_from(" ".join(CHANGES)))
    assert len(rows_of(everything, 6)) == len(CHANGES) + 1
    ((names, frames),) = rows_of(plot_augmentations(photos(), policy_from("")), 6)
    assert names == ["nothing", "as in training"]
    assert np.array_equal(frames[0][0], frames[4][0])


def test_the_policy_of_signs_has_its_five():
    assert list(active_changes(Policy())) == ["flip", "rotation", "zoom", "contrast", "brightness"]
