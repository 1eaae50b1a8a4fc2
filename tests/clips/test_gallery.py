import base64

from signkit.clips import side_by_side


def test_videos_are_in_the_page_with_their_names(tmp_path):
    (tmp_path / "good <day>.webm").write_bytes(b"moving")
    (tmp_path / "still.webp").write_bytes(b"picture")
    page = side_by_side([tmp_path / "good <day>.webm", tmp_path / "still.webp"])
    assert f"data:video/webm;base64,{base64.b64encode(b'moving').decode()}" in page
    assert "good &lt;day&gt;</figcaption>" in page
    assert page.count("<video") == page.count("<img") == 1
