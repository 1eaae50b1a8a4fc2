"""The pages: links lead somewhere, code, commands, settings and paths are those that there are."""

import ast
import importlib.util
import itertools
import re

import pytest
import yaml
from pages import (
    BLOCK,
    DOTTED,
    INLINE,
    PAGES,
    PATH,
    ROOT,
    anchors,
    blocks,
    commands,
    exists,
    imported,
    links,
    prose,
)

from signkit import settings
from signkit.__main__ import main
from signkit.runs import files
from signkit.settings.base import Settings

SETTINGS = [
    kind
    for kind in vars(settings).values()
    if isinstance(kind, type) and issubclass(kind, Settings)
]
FIELDS = {field.upper() for kind in SETTINGS for field in kind.model_fields}
ITEM = re.compile(r"(\d+\.|-) ")
HELP: dict[str, str] = {}


def named(path):
    return path.relative_to(ROOT).as_posix()


def page(test):
    return pytest.mark.parametrize("path", PAGES, ids=named)(test)


def helped(command: str, capsys) -> str:
    """What a command says of itself; asserts that it is there."""
    if command not in HELP:
        with pytest.raises(SystemExit) as stop:
            main([command, "--help"])
        assert stop.value.code == 0, f"there is no command {command}"
        HELP[command] = capsys.readouterr().out
    return HELP[command]


@page
def test_links_lead_somewhere(path):
    for link in links(path.read_text()):
        if re.match(r"\w+:", link):
            continue
        target, _, anchor = link.partition("#")
        there = (path.parent / target).resolve() if target else path
        assert there.exists(), link
        assert not anchor or anchor in anchors(there.read_text()), link


@page
def test_samples_of_code_compile_and_import_what_there_is(path):
    for code in blocks(path.read_text(), "python"):
        compile(code, named(path), "exec")
        assert [name for name in imported(code) if not exists(name)] == []
        reached = [
            ast.unparse(n) for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Attribute)
        ]
        face = [name for name in reached if re.fullmatch(r"signkit\.\w+", name)]
        assert [name for name in face if not exists(name)] == []


def face() -> dict[str, set[str]]:
    """What the functions of `import signkit` take by name, beside settings."""
    trees = [ast.parse(path.read_text()) for path in (ROOT / "signkit" / "api").glob("*.py")]
    found = [node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name: {arg.arg for arg in node.args.args} for node in found}


@page
def test_samples_of_the_face_give_what_it_takes(path):
    for code in blocks(path.read_text(), "python"):
        calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
        for call in calls:
            name = ast.unparse(call.func).removeprefix("signkit.")
            if ast.unparse(call.func).startswith("signkit.") and name in face():
                given = {keyword.arg for keyword in call.keywords}
                assert given <= face()[name] | {field.lower() for field in FIELDS}, name


@page
def test_commands_and_their_options_are_there(path, capsys):
    for words in commands(path.read_text()):
        scripts = [word for word in words[:2] if word.startswith("scripts/")]
        assert [name for name in scripts if not (ROOT / name).is_file()] == []
        if words[1:3] == ["-m", "signkit"] and len(words) > 3:
            said = helped(words[3], capsys)
            options = [word for word in words[4:] if re.match(r"--?[a-z]", word)]
            assert [word for word in options if word not in said] == [], words
            if words[3] == "versions":
                assert {*words[4:5]} <= set(re.findall(r"[\w-]+", said)), words
        parameters = [after for word, after in itertools.pairwise(words) if word == "-p"]
        assert set(parameters) - {"NAME"} <= FIELDS, words


@page
def test_settings_are_those_that_there_are(path):
    samples = [line for code in blocks(path.read_text(), "") for line in code.splitlines()]
    said = [*INLINE.findall(prose(path.read_text())), *samples]
    found = {match[1] for code in said if (match := re.match(r"([A-Z][A-Z_]+) = ", code))}
    assert found <= FIELDS


@page
def test_paths_and_modules_are_there(path):
    # A folder on Drive is called signkit, too.
    text = path.read_text().replace("MyDrive/signkit", "")
    assert [
        name for name in PATH.findall(text) if not (ROOT / name).exists() and "NAME" not in name
    ] == []
    assert [name for name in DOTTED.findall(text) if not exists(name)] == []


@page
def test_lists_read_alike_on_github_and_on_the_site(path):
    """The site's Markdown wants four blanks before what belongs to an item, and air around it."""
    text = BLOCK.sub(r"\1```", path.read_text())
    for before, line in itertools.pairwise(["", *text.splitlines()]):
        begins = not before or re.match(r" *(```|\|)", line)
        assert not (begins and re.match(r" {1,3}\S", line)), line
        item, follows = ITEM.match(line), re.match(r"(\d+\.|-) | {2,3}\S", before)
        assert not item or not before or follows, line


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 150


def test_every_file_of_a_run_is_told():
    names = {value for name, value in vars(files).items() if name.isupper()}
    text = (ROOT / "docs" / "run-folder.md").read_text()
    assert "metrics.json" in names
    assert {name for name in names if f"`{name}" not in text} == set()


def lay_pages():
    spec = importlib.util.spec_from_file_location("lay_pages", ROOT / "scripts" / "lay_pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_site_has_every_page_once():
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text())["nav"]
    shown = re.findall(r"[\w-]+\.md", str(nav))
    places = [str(place) for place in lay_pages().pages().values() if place.suffix == ".md"]
    assert sorted(shown) == sorted(places)


def test_links_are_turned_to_the_site(tmp_path):
    laid = lay_pages()
    laid.lay(tmp_path)
    assert "](measured.md)" in (tmp_path / "index.md").read_text()
    assert "](integration-guide.md#13-headless)" in (tmp_path / "command-line.md").read_text()
    assert f"]({laid.repository()}/blob/main/LICENSE)" in (tmp_path / "index.md").read_text()
    assert (tmp_path / "images" / "report.png").is_file()
    with pytest.raises(ValueError, match=r"README.md: nowhere.md leads nowhere"):
        laid.turned("[a](nowhere.md)", ROOT / "README.md", laid.pages())


def layers() -> list[set[str]]:
    """LAYERS of the architecture's test, those that there are yet."""
    tree = ast.parse((ROOT / "tests" / "test_architecture.py").read_text())
    told = next(n for n in tree.body if isinstance(n, ast.Assign) and n.targets[0].id == "LAYERS")
    there = {path.stem for path in (ROOT / "signkit").glob("[!_]*")} | {"__main__"}
    return [found for names in ast.literal_eval(told.value) if (found := names & there)]


def test_the_house_is_told_as_it_stands():
    text = (ROOT / "docs" / "how-it-is-built.md").read_text()
    rows = dict(re.findall(r"^\| `?([\w/]+?)/?`?(?: \(top\))? \| (.*) \|$", text, re.MULTILINE))
    top, *rooms, doors = layers()
    order = [name for names in rooms for name in sorted(names)]
    assert [name for name in rows if name in order] == order
    for name, row in {"signkit": top, "doors": doors}.items():
        assert {one for one in row if not re.search(rf"`{one}/?`", rows[name])} == set()
    for name in order:
        inside = {path.parent.name for path in (ROOT / "signkit" / name).glob("*/__init__.py")}
        assert {one for one in inside if f"`{one}/`" not in rows[name]} == set(), name
