"""Mutation testing: ``python tests/mutation/run.py kernels maskers --sample 100 --seed 1 --out found.jsonl``.

A mutant is one changed operator, constant, condition or result in one module of a copy of the tree. The tests that
run the changed line are asked, quickest first, then those that run anything of its module, until one fails. A test
counts only if it passes without the mutant. What no test notices survives. Which test runs which line is measured
once and kept in ``--map``; ``--out`` is added to, and what it holds is not tried again. Mutants that change no answer
stand in ``same.txt``, each with its reason, and are not counted: their programs are right.
"""

import argparse
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

from bench import Bench  # noqa: E402
from cover import Cover  # noqa: E402
from places import Mutant, changes, mutants, mutated, same  # noqa: E402

START = 30.0  # seconds that starting and collecting may take
FILES = 4


def within(tests, cover, budget):
    """As many of the quickest tests as fit."""
    kept, left = [], budget
    for test in tests:
        left -= cover.seconds(test)
        if left < 0 and kept:
            break
        kept.append(test)
    return kept


def rounds(near, others):
    """First the files with most tests of the line, which are quick to collect, then the rest."""
    files = Counter(test.split("::")[0] for test in near)
    most = {name for name, _ in files.most_common(FILES)}
    return (
        [test for test in near if test.split("::")[0] in most],
        [test for test in near if test.split("::")[0] not in most],
        others,
    )


def judge(bench: Bench, cover: Cover, mutant: Mutant, budget: float, also: list[str]) -> dict:
    """What became of one mutant. The files of ``also`` are asked whole, before it may survive."""
    text, what = mutated(bench.tree, mutant)
    known_as = changes(bench.tree, mutant.path)[mutant.at]
    told = {"name": mutant.name, "area": mutant.area, "what": what, "same": known_as, "by": "", "asked": 0}
    by_line = rounds(*cover.tests(mutant.path, mutant.lines))
    for chosen in (*(within(tests, cover, budget) for tests in by_line), list(also)):
        while chosen:
            told["asked"] += len(chosen)
            limit = START + 3 * sum(map(cover.seconds, chosen))
            with bench.wrong(mutant.path, text):
                asked = bench.ask(chosen, limit)
            if asked.hung:
                return {**told, "by": "it never ends"}
            if not asked.failed:
                break
            file = asked.failed.split("::")[0]
            if asked.failed in chosen or file in chosen:
                if bench.sound([asked.failed], limit):
                    return {**told, "by": asked.failed}
                chosen.remove(asked.failed if asked.failed in chosen else file)
            elif bench.sound(chosen[:1], limit):  # not even collected
                return {**told, "by": asked.failed}
            else:
                raise RuntimeError(asked.failed)
    return told


def work(number, room, cover_folders, budget, also, wanted, told):
    """One process with a tree of its own: takes mutants until none are left."""
    folder = Path(room) / str(number)
    folder.mkdir()
    bench, cover = Bench(ROOT, folder), Cover.of(cover_folders, ROOT, 1)
    while (mutant := wanted.get()) is not None:
        told.put(judge(bench, cover, mutant, budget, also))
    told.put(None)


def chosen(areas: list[str], count: int | None, seed: int) -> list[Mutant]:
    """The mutants to be tried, in an order that is the same for the same seed."""
    found = [mutant for area in areas for mutant in mutants(ROOT, area)]
    random.Random(seed).shuffle(found)
    return found[:count]


def counted(found: list[Mutant]) -> list[Mutant]:
    """Those that can change an answer, as far as is known; says what ``same.txt`` has that is gone."""
    right = same(HERE / "same.txt")
    paths = {mutant.path for mutant in found}
    known_as = {path: changes(ROOT, path) for path in paths}
    for key in right:
        path = key.partition(" | ")[0]
        if path in paths and key not in known_as[path]:
            print(f"no such change any more: {key}", flush=True)
    return [mutant for mutant in found if known_as[mutant.path][mutant.at] not in right]


def tried(out: Path | None) -> list[dict]:
    """What an earlier run wrote."""
    if out is None or not out.exists():
        return []
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def table(found: list[dict]) -> str:
    """Tried and noticed, by area."""
    every = Counter(one["area"] for one in found)
    seen = Counter(one["area"] for one in found if one["by"])
    rows = [
        f"| {area} | {n} | {seen[area]} | {n - seen[area]} | {seen[area] / n:.0%} |"
        for area, n in sorted(every.items())
    ]
    whole, noticed = len(found), sum(seen.values())
    share = f"{noticed / whole:.0%}" if whole else "-"
    rows += [f"| all | {whole} | {noticed} | {whole - noticed} | {share} |"]
    return "\n".join(
        ["| area | tried | noticed | survived | score |", "| --- | --- | --- | --- | --- |", *rows]
    )


def main() -> None:
    """Try mutants and write what came of them."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("areas", nargs="*", help="folders of deid/, or modules such as risk/candidates")
    asked.add_argument("--sample", type=int, help="how many of them; all without it")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--minutes", type=float, default=1e9, help="stop after so long")
    asked.add_argument("--budget", type=float, default=30, help="seconds of tests in each of three rounds")
    asked.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked.add_argument(
        "--map", type=Path, action="append", help="what runs which line; more than one adds up"
    )
    asked.add_argument("--also", nargs="*", default=[], help="test files asked whole of what would survive")
    asked.add_argument("--out", type=Path, help="JSON lines, added to")
    asked.add_argument("--again", action="store_true", help="try the survivors of --out once more")
    given = asked.parse_args()
    given.map = given.map or [ROOT / ".mutation_cache"]
    before = tried(given.out)
    Cover.of(given.map, ROOT, given.jobs)
    done = {one["name"] for one in before if one["by"] or not given.again}
    alive = {one["name"] for one in before if not one["by"]}
    sample = chosen(given.areas, given.sample, given.seed)
    could = counted(sample)
    print(f"{len(sample)} mutants, {len(sample) - len(could)} of them change no answer", flush=True)
    wanted = [one for one in could if one.name not in done]
    if given.again:
        wanted = [one for one in wanted if one.name in alive]
    found = {one["name"]: one for one in before}
    for one in attempt(wanted, given):
        found[one["name"]] = one
        if given.out:
            lines = [json.dumps(each, ensure_ascii=False) + "\n" for each in found.values()]
            given.out.write_text("".join(lines), "utf-8")
        if not one["by"]:
            print(f"survives: {one['name']}: {one['what']}", flush=True)
    print(table(list(found.values())))


def attempt(wanted: list[Mutant], given):
    """Hand the mutants to the processes, and what they find to whoever asks."""
    fork = multiprocessing.get_context("fork")
    queue, told = fork.Queue(maxsize=given.jobs), fork.Queue()
    end = time.monotonic() + given.minutes * 60
    with tempfile.TemporaryDirectory(prefix="deid-mutants-") as room:
        common = (room, given.map, given.budget, given.also, queue, told)
        staff = [fork.Process(target=work, args=(number, *common)) for number in range(given.jobs)]
        for one in staff:
            one.start()
        left, running = iter(wanted), len(staff)
        waiting = 0
        while running:
            while waiting < given.jobs:
                mutant = next(left, None) if time.monotonic() < end else None
                queue.put(mutant)
                waiting += 1
            one = told.get()
            if one is None:
                running -= 1
                continue
            waiting -= 1
            yield one
        for each in staff:
            each.join()


if __name__ == "__main__":
    main()
