"""The pages that users read, taken apart: prose, links, headings, samples of code, commands."""

import ast
import re
import shlex
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("drive_layout/*/README.md"),
        *ROOT.glob("findings/README.md"),
    ]
)
BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
LINK = re.compile(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)", re.MULTILINE)
PATH = re.compile(r"(?<![\w/.])((?:signkit|scripts|tests|notebooks|docs|findings)/[\w./-]*\w)")
DOTTED = re.compile(r"(?<![\w/.-])(signkit(?:\.\w+)+)")


def blocks(text: str, language: str) -> list[str]:
    """The samples of one language, at the left edge."""
    return [textwrap.dedent(code) for _, name, code in BLOCK.findall(text) if name == language]


def prose(text: str) -> str:
    """A page without its samples of code."""
    return BLOCK.sub("", text)


def links(text: str) -> list[str]:
    """The targets of all links and pictures."""
    plain = INLINE.sub("", prose(text))
    return [inside or below for inside, below in LINK.findall(plain)]


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub and the site make them."""
    headings = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()).strip() for heading in headings]
    return {re.sub(r" ", "-", heading) for heading in plain}


def commands(text: str) -> list[list[str]]:
    """Every command of the kit and every script that a page shows, in words."""
    lines = [line for code in blocks(text, "bash") for line in code.replace("\\\n", "").split("\n")]
    lines += INLINE.findall(prose(text).replace("\n", " "))
    lines += [line for code in blocks(text, "") for line in code.replace("\\\n", "").split("\n")]
    shown = re.compile(r" *(python -m signkit|(python )?scripts/\w)")
    return [shlex.split(line, comments=True) for line in lines if shown.match(line)]


def defined_in(module: Path) -> set[str]:
    """The names that a module's file gives: its own, imported ones, and those of a lazy door."""
    names = set()
    for node in ast.parse(module.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            inside = ast.walk(node)
            names |= {n.id for n in inside if isinstance(n, ast.Name)}
            if module.name == "__init__.py":
                texts = (n for n in ast.walk(node) if isinstance(n, ast.Constant))
                names |= {n.value for n in texts if isinstance(n.value, str)}
    return names


def exists(dotted: str) -> bool:
    """Whether a dotted name, signkit.folder.module.name, is there; without importing anything."""
    place, parts = ROOT, dotted.split(".")
    for number, part in enumerate(parts):
        if (place / part).is_dir():
            place = place / part
            continue
        if (place / f"{part}.py").is_file():
            rest = parts[number + 1 :]
            return not rest or rest[0] in defined_in(place / f"{part}.py")
        return (place / "__init__.py").is_file() and part in defined_in(place / "__init__.py")
    return True


def imported(code: str) -> list[str]:
    """What a sample imports of the kit, as dotted names; raises SyntaxError where it can't run."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return [name for name in found if name.split(".")[0] == "signkit"]
