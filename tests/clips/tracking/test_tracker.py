import numpy as np
import pytest

from signkit.clips.sample import INTERPOLATED, LOOKED, TRACKED
from signkit.clips.tracking.further_looks import LOOK
from signkit.clips.tracking.tracker import ClipTracker, longest_gap, moment, tracker_version
from signkit.clips.video import read_frames
from signkit.data import read_image
from signkit.errors import AssetError, ClipError
from signkit.landmarks import find_asset
from signkit.samples import make_sample_signs

pytestmark = pytest.mark.slow
GREY = np.full((240, 320, 3), 128, np.uint8)


@pytest.fixture(scope="module")
def tracker():
    """A tracker, or a skip where neither the net nor a package index gives the model."""
    try:
        return ClipTracker(find_asset(), skip_tensorflow=True)
    except AssetError as error:
        pytest.skip(f"no hand model: {error.what}")


@pytest.fixture(scope="module")
def one_hand(tracker, tmp_path_factory):
    """A drawn photo, (240, 240, 3) BGR, in which one hand is found."""
    folder = make_sample_signs(tmp_path_factory.mktemp("signs"), signs=2, signers=4, photos=1)
    for file in sorted(folder.rglob("*.jpg")):
        image = read_image(file)
        if len(tracker.detector.look(image, LOOK, 2)) == 1:
            return image[..., ::-1]
    raise AssertionError("no drawn hand was found")


def shifted(photo, by):
    """The photo on grey, so many pixels to the right."""
    picture = GREY.copy()
    picture[: photo.shape[0], by : by + photo.shape[1]] = photo[:240, : 320 - by]
    return picture


def test_a_moving_hand_is_followed_and_moments_without_a_frame_filled(tracker, one_hand, film):
    pictures = [shifted(one_hand, 4 * number) for number in range(16)]
    clip = tracker.track(film("hand.avi", rate=10.0, pictures=pictures), "k")
    assert (clip.hash[0], clip.rate[0]) == ("k", 15)
    assert clip.size.tolist() == [[240, 320]]
    assert len(clip.origin) == 23  # 1.5 s between first and last frame
    slot = int(clip.present.sum(0).argmax())
    assert clip.present[:, slot].mean() > 0.8
    # 16 pictures for 23 moments: every third is between two
    assert set(np.unique(clip.origin[:, slot])) >= {TRACKED, INTERPOLATED}
    x = clip.image_points[clip.present[:, slot], slot, :, 0].mean(1)
    assert x[-1] - x[0] == pytest.approx(60 / 320, abs=0.05)
    assert not clip.image_points[clip.origin == 0].any()


def test_no_hand_is_masked_and_the_clip_before_is_forgotten(tracker, one_hand, film):
    hand = film("hand.avi", rate=15.0, pictures=[shifted(one_hand, 10)] * 8)
    empty = film("empty.avi", rate=15.0, pictures=[GREY] * 8)
    first = tracker.track(hand)
    assert first.present.any()
    assert not tracker.track(empty).present.any()
    frames = np.stack([frame for _, frame in read_frames(hand, 15)])
    # As a file or as its frames: the same hands.
    for again in (tracker.track(hand), tracker.track_frames(frames)):
        assert (again.image_points == first.image_points).all()
        assert (again.origin == first.origin).all()
        assert (again.size == first.size).all()


def test_only_what_moves_is_searched(tracker, film):
    calls = []
    search = tracker.follower._hands
    tracker.follower._hands = lambda image: calls.append(1) or search(image)
    try:
        tracker.track(film("still.avi", rate=15.0, pictures=[GREY] * 20))
    finally:
        del tracker.follower._hands
    assert len(calls) == 2  # one to forget the clip before, one frame


def test_not_a_video(tracker, tmp_path):
    (tmp_path / "bad.mp4").write_bytes(b"no video")
    with pytest.raises(ClipError, match=r"bad\.mp4"):
        tracker.track(tmp_path / "bad.mp4")


def test_moments():
    assert [moment(k / 15, 15) for k in range(100)] == list(range(100))
    assert moment(0.0664, 15) == 1  # 1/15 s as a WebM file rounds it
    assert moment(0.06, 15) == 0
    assert longest_gap(15) == 6
    assert longest_gap(2) == 0


def test_version_names_what_points_depend_on(tracker):
    asset = tracker.detector.asset
    version = tracker_version(asset, 2, 15)
    assert version == tracker_version(asset, 2, 15.0)
    assert len({version, tracker_version(asset, 1, 15), tracker_version(asset, 2, 10)}) == 3


def test_real_signers_hands(tracker, real_data):
    """A greeting with both hands: where they are in sight, they are found, each on its side."""
    path = real_data / "fsl-greetings-video" / "data_action" / "nicetomeetyou" / "6.MOV"
    if not path.is_file():
        pytest.skip(f"no {path}")
    clip = tracker.track(path)
    right, left = clip.present.T
    assert right.sum() >= 15
    assert left.sum() >= 25
    both = right & left
    wrists = clip.image_points[both, :, 0, 0].mean(0)
    assert wrists[0] < wrists[1]  # the signer's right hand is on the picture's left
    assert (clip.origin == LOOKED).sum() < 10
