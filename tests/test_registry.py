import pytest

from signkit.errors import SettingsError
from signkit.registry import Registry


def test_an_entry_is_one_decorated_function():
    shapes = Registry("shape")

    @shapes.register("round")
    def circle():
        """No corner.

        More words.
        """

    assert shapes["round"] is circle
    assert shapes.describe() == {"round": "No corner."}
    with pytest.raises(SettingsError, match="Unknown shape 'flat'. Choose one of: round"):
        shapes["flat"]
