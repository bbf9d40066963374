"""Change the kernels one small thing at a time and see whether their tests notice.

    python tests/mutation.py                       # every kernel
    python tests/mutation.py ranking clustering    # some of them
    python tests/mutation.py --again survivors.txt # those that an earlier run of the same sources listed
    python tests/mutation.py --laws                # what the laws of ii_index.testing alone notice
    python tests/mutation.py --every 5             # a sample, for an estimate of the share
    python tests/mutation.py --list                # the changes, without trying them

Prints the share of changes that a test noticed, by module, and lists the survivors. Ends with 1 where the whole
share is below 85 %. Each change runs in a forked process of its own: the module's examples first, then the tests
that import it or bear its name, or else those of the kernels that use it. With ``--laws`` it is the laws that are
measured, on the kernels of tests/testing/held.py, and no share is asked for: a law does not know the formula.
"""

# ruff: noqa: T201 - a command prints

import argparse
import ast
import contextlib
import doctest
import importlib.abc
import importlib.machinery
import importlib.util
import io
import multiprocessing
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import TypeAlias

ROOT = Path(__file__).resolve().parents[1]
KERNELS = ROOT / "src" / "ii_index" / "kernels"
ENOUGH = 0.85
PROFILE = "mutation"

SWAPS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
NAMES = [("min", "max"), ("minimum", "maximum"), ("fmin", "fmax"), ("argmin", "argmax"), ("any", "all")]
RENAMED = {**dict(NAMES), **{second: first for first, second in NAMES}}


Judge: TypeAlias = Callable[[str, "Mutant | None", float], bool]


@dataclass(frozen=True)
class Mutant:
    """One change of one module; printed as a survivor is listed."""

    module: str
    path: Path
    number: int
    line: int
    change: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.change}"


class Mutator(ast.NodeTransformer):
    """Count the changes a module offers and make the one asked for."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.offers: list[tuple[int, str]] = []

    def offer(self, node: ast.AST, changed: ast.AST, why: str = "") -> ast.AST:
        number = len(self.offers)
        self.offers.append((node.lineno, why or f"{ast.unparse(node)}  →  {ast.unparse(changed)}"))
        return ast.copy_location(changed, node) if number == self.wanted else node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.args.defaults = [self.visit(default) for default in node.args.defaults]
        node.args.kw_defaults = [default and self.visit(default) for default in node.args.kw_defaults]
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None and "TypeAlias" not in ast.unparse(node.annotation):
            node.value = self.visit(node.value)
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Constant):
            return node
        self.generic_visit(node)
        return self.offer(node, ast.Pass(), f"{ast.unparse(node)}  →  nothing")

    def visit_Break(self, node: ast.Break) -> ast.AST:
        return self.offer(node, ast.Pass(), "break  →  nothing")

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if len(node.ops) > 1:
            return node
        return self.offer(node, ast.Compare(node.left, [SWAPS[type(node.ops[0])]()], node.comparators))

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        other = SWAPS.get(type(node.op))
        return self.offer(node, ast.BinOp(node.left, other(), node.right)) if other else node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        node.value = self.visit(node.value)
        return self.offer(node, ast.AugAssign(node.target, SWAPS[type(node.op)](), node.value))

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        return self.offer(node, ast.BoolOp(SWAPS[type(node.op)](), node.values))

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        return self.offer(node, node.operand)

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        return self.offer(node, ast.IfExp(node.test, node.orelse, node.body))

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        other = RENAMED.get(node.attr)
        return self.offer(node, ast.Attribute(node.value, other, node.ctx)) if other else node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        other = RENAMED.get(node.id) if isinstance(node.ctx, ast.Load) else None
        return self.offer(node, ast.Name(other, node.ctx)) if other else node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, bool):
            return self.offer(node, ast.Constant(not node.value))
        if isinstance(node.value, int):
            return self.offer(node, ast.Constant(node.value + 1))
        if isinstance(node.value, float):
            return self.offer(node, ast.Constant(node.value * 2 or 1.0))
        return node


class QuickestFirst:
    """Run single cases before properties, and the checks of ii_index.testing last."""

    def pytest_collection_modifyitems(self, items: list) -> None:
        items.sort(
            key=lambda item: ("examples" in item.fixturenames, bool(item.get_closest_marker("hypothesis")))
        )


class MutatedSource(importlib.abc.MetaPathFinder, importlib.machinery.SourceFileLoader):
    """Import one module from changed code."""

    def __init__(self, mutant: Mutant, code: CodeType) -> None:
        super().__init__(mutant.module, str(mutant.path))
        self.code = code

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - there is one module
        return self.code

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> object:  # noqa: ARG002
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self)


def mutants_of(path: Path) -> list[Mutant]:
    """List the changes of one module."""
    mutator = Mutator(wanted=-1)
    mutator.visit(ast.parse(path.read_text(encoding="utf-8")))
    module = _module_of(path)
    return [Mutant(module, path, number, *offer) for number, offer in enumerate(mutator.offers)]


def tests_of(module: str) -> list[str]:
    """List the test files that import a kernel or bear its name; where there are none, those of its users.

    A module that its package publishes (as ``normalisation`` does) is tested by its package's name.
    """
    *rooms, name = module.removeprefix("ii_index.kernels.").split(".")
    published = rooms and _publishes(rooms[-1], name)
    names = {name, rooms[-1]} if published else {name}
    used = re.compile(
        "|".join(
            rf"ii_index\.kernels\S*\.{one}\b|kernels\S* import [^\n]*\b{one}\b|\bii\.{one}\b" for one in names
        )
    )
    found = [
        str(file)
        for folder in ("kernels", "construction", "analysis")
        for file in sorted((ROOT / "tests" / folder).rglob("test_*.py"))
        if file.stem in {f"test_{one}" for one in names} or used.search(file.read_text(encoding="utf-8"))
    ]
    if found:
        return found
    users = [path for path in sorted(KERNELS.rglob("*.py")) if used.search(path.read_text(encoding="utf-8"))]
    return sorted({file for user in users for file in tests_of(_module_of(user))} if users else [])


def _publishes(room: str, name: str) -> bool:
    text = (KERNELS / room / "__init__.py").read_text(encoding="utf-8")
    return f"ii_index.kernels.{room}.{name} import" in text


def _module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)


def passes(module: str, mutant: Mutant | None, seconds: float) -> bool:
    """Run a module's tests in this (forked) process, on a mutant of it or as it is."""
    import pytest

    _change(mutant)
    _limit(seconds)
    options = ["-x", "-q", "--no-header", "-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin"]
    options += ["--hypothesis-profile", PROFILE, "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        if doctest.testmod(importlib.import_module(module), optionflags=doctest.ELLIPSIS).failed:
            return False
        found = tests_of(module)
        return not found or pytest.main([*options, *found], plugins=[QuickestFirst()]) == 0


def keeps_laws(module: str, mutant: Mutant | None, seconds: float) -> bool:
    """Hold a kernel, or a mutant of it, to its laws in this (forked) process."""
    _change(mutant)
    _limit(seconds)
    from tests.testing.held import HELD

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            HELD[module]()
        except Exception:  # noqa: BLE001 - whatever a broken kernel raises
            return False
    return True


def _change(mutant: Mutant | None) -> None:
    if mutant is None:
        return
    mutator = Mutator(mutant.number)
    tree = mutator.visit(ast.parse(mutant.path.read_text(encoding="utf-8")))
    code = compile(ast.fix_missing_locations(tree), str(mutant.path), "exec")
    sys.meta_path.insert(0, MutatedSource(mutant, code))


def _limit(seconds: float) -> None:
    signal.signal(signal.SIGALRM, lambda *_: os._exit(1))
    signal.setitimer(signal.ITIMER_REAL, seconds)


def survives(mutant: Mutant | None, module: str, seconds: float, judge: Judge) -> bool:
    """Fork, run the tests or laws, and say whether all passed; an overrun counts as noticed."""
    child = os.fork()
    if child == 0:
        passed = False
        try:
            passed = judge(module, mutant, seconds)
        finally:  # whatever is raised, where a change breaks the very import, ends here
            os._exit(0 if passed else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def trial(job: tuple[Mutant, float, Judge]) -> tuple[Mutant, bool]:
    """Try one mutant (in a worker of the pool)."""
    mutant, seconds, judge = job
    return mutant, survives(mutant, mutant.module, seconds, judge)


def jobs_of(
    modules: Sequence[Path], again: Collection[str] | None, judge: Judge
) -> Iterator[tuple[Mutant, float, Judge]]:
    """Every mutant, or those that survived before, with three times as long as its tests take unchanged."""
    for path in modules:
        mutants = mutants_of(path)
        if again is not None:
            mutants = [mutant for mutant in mutants if str(mutant) in again]
        if not mutants:
            continue
        began = time.monotonic()
        if not survives(None, mutants[0].module, 3600, judge):
            sys.exit(f"the tests or laws of {mutants[0].module} fail without any change")
        limit = 30 + 3 * (time.monotonic() - began)
        yield from ((mutant, limit, judge) for mutant in mutants)


def report(tried: Sequence[tuple[Mutant, bool]]) -> float:
    """Print the share that was noticed, by module; return the whole share."""
    for module in sorted({mutant.module for mutant, _ in tried}):
        outcomes = [alive for mutant, alive in tried if mutant.module == module]
        print(f"{1 - sum(outcomes) / len(outcomes):7.1%} of {len(outcomes):4d}  {module}")
    score = 1 - sum(alive for _, alive in tried) / len(tried)
    print(f"{score:7.1%} of {len(tried):4d}  noticed in all")
    return score


def main() -> int:
    """Try the mutants of the modules named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", help="kernels by name; all by default")
    parser.add_argument("--again", type=Path, help="only the survivors that this file lists, by line")
    parser.add_argument(
        "--laws", action="store_true", help="let the laws of ii_index.testing judge, not the tests"
    )
    parser.add_argument("--list", action="store_true", help="print the changes and try none")
    parser.add_argument("--every", type=int, default=1, help="a sample: every so many changes one is tried")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    chosen = [
        path
        for path in sorted(KERNELS.rglob("*.py"))
        if path.stem != "__init__"  # maps: no formula stands there
        if not options.modules or set(options.modules) & set(path.relative_to(KERNELS).with_suffix("").parts)
    ]
    sys.path.insert(0, str(ROOT))
    if options.laws:
        from tests.testing.held import HELD

        chosen = [path for path in chosen if _module_of(path) in HELD]
    if options.list:
        print(*(mutant for path in chosen for mutant in mutants_of(path)), sep="\n")
        return 0
    import numpy as np  # noqa: F401 - what every fork needs, once
    import pandas as pd  # noqa: F401
    import pytest  # noqa: F401
    import scipy.stats  # noqa: F401
    from hypothesis import Phase, settings

    few = {"max_examples": 25, "deadline": None, "derandomize": True, "database": None}
    settings.register_profile(PROFILE, phases=[Phase.generate], **few)  # nobody reads the counterexamples
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.chdir(ROOT)
    sys.dont_write_bytecode = True
    again = options.again and set(options.again.read_text(encoding="utf-8").splitlines())
    judge = keeps_laws if options.laws else passes
    # Before the pool has threads: a fork of a thread may hang.
    jobs = list(jobs_of(chosen, again, judge))[:: options.every]
    tried: list[tuple[Mutant, bool]] = []
    with multiprocessing.get_context("fork").Pool(options.workers) as pool:
        for outcome in pool.imap_unordered(trial, jobs):
            tried.append(outcome)
            mutant, alive = outcome
            if alive:
                print(mutant, flush=True)
            if len(tried) % 50 == 0:
                print(f"{len(tried)} of {len(jobs)} tried", file=sys.stderr, flush=True)
    return 0 if report(tried) >= ENOUGH or options.laws else 1


if __name__ == "__main__":
    sys.exit(main())
