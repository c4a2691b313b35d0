# SPDX-License-Identifier: Apache-2.0
"""A workload survey of the whole country: 1,741 bodies × 300 steps handed in as workbooks, checked and compared; beside pandas.

    python benchmarks/workload_survey.py --peers PYTHON_WITH_PANDAS [--work FOLDER] [--bodies 1741] [--steps 300] [--sample 50]
        [--runs 3] [--large-runs 2]

`PYTHON_WITH_PANDAS` is the interpreter of an environment with `benchmarks/peers.txt`. Every run is a fresh process; the peer's runs and
ours take turns. The workbooks are written beforehand (`made_surveys.py`), which takes longer than reading them. Imports are not timed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from measuring import RESULTS, Stopwatch, machine, median_cpu, peak, peak_gib, run_fresh, spread, table

HERE = Path(__file__).resolve()
GROUP, DENSE = "all-bodies", 1.0
IMPORT_LIMIT, COMPARISON_LIMIT, MEMORY_LIMIT = 120, 10, 2
TAKING, TOGETHER = "reading, 30 checks, keeping", "plausibility of all"


def workspace_in(folder: Path, bodies: int, steps: int):
    """A new workspace that knows the bodies and the process, and the campaign that asks them."""
    from made_surveys import YEAR, made_bodies, made_process

    from machikata.bootstrap import open_workspace
    from machikata.domain.population_class import PeerGroup, PeerGroupKind
    from machikata.domain.text import Text
    from machikata.workspace.campaigns import open_campaign

    ws, process, asked = open_workspace(folder), made_process(steps), made_bodies(bodies)
    for body in asked:
        ws.library.put_body(body)
    ws.library.put_process(process)
    everyone = PeerGroup(GROUP, Text("全団体", "all bodies"), PeerGroupKind.HAND, tuple(b.code for b in asked))
    ws.library.put_group(everyone, owner=GROUP)
    deadline = date(ws.clock().year + 1, 1, 1)
    return ws, open_campaign(ws, processes=[process.id], fiscal_year=YEAR, deadline=deadline, group=GROUP)


def work_on_import(books: Path, folder: Path, bodies: int, steps: int) -> None:
    """Hand in all workbooks at once, as the product does for a secretariat; the workspace is kept for the comparison."""
    from machikata.workspace.handing_in import SurveyFile, hand_in_all, read_answer

    files = sorted(books.glob("*.xlsx"))
    with tempfile.TemporaryDirectory() as warm:  # loads all that is loaded when first used
        ws, campaign = workspace_in(Path(warm), bodies, steps)
        hand_in_all(ws, campaign.id, files[:2])
    shutil.rmtree(folder, ignore_errors=True)
    ws, campaign = workspace_in(folder, bodies, steps)
    clock, at = Stopwatch(), [0.0]

    def taken(share: float, _: object) -> None:
        if not at[0] and share >= 0.9:
            at[0] = time.process_time()

    with clock("import"):
        start = time.process_time()
        found = hand_in_all(ws, campaign.id, files, progress=taken)
    clock.cpu[TAKING] = at[0] - start
    clock.cpu[TOGETHER] = clock.cpu["import"] - clock.cpu[TAKING]
    asked = peak_gib()
    refused = [f.file for f in found if f.submission is None]
    if refused:
        sys.exit(f"refused: {refused[:5]} …")
    peers, file = largest_class(ws, files)
    with clock("one more"):
        read_answer(ws, campaign.id, SurveyFile(file.name, file.read_bytes()))
    clock.report(
        asked_gib=asked, taken=len(found), lines=lines_in(ws), peers=peers,
        with_findings=sum(bool(f.submission.findings) for f in found if f.submission),
        database=sum(f.stat().st_size for f in folder.glob("machikata.db*")), books=sum(f.stat().st_size for f in files),
    )  # fmt: skip


def largest_class(ws, files: list[Path]) -> tuple[int, Path]:
    """How many bodies the largest class has, and the workbook of its first."""
    from collections import Counter

    from machikata.workspace.peers import class_of

    classes = {b.code: class_of(ws, b) for b in ws.library.bodies()}
    (largest, n), *_ = Counter(classes.values()).most_common(1)
    return n, next(f for f in files if classes[f.stem] == largest)


def lines_in(ws) -> int:
    """Lines of answers that count."""
    from made_surveys import YEAR

    from machikata.workspace.submissions import answers_of

    return answers_of(ws, fiscal_year=YEAR, bodies=[b.code for b in ws.library.bodies()]).lines.num_rows


def work_on_comparison(folder: Path, answers: Path) -> None:
    """Compare all bodies in one group, from the opened workspace to what a person may see; then leave the answers for the peer."""
    import pyarrow.parquet
    from made_surveys import YEAR

    from machikata.analysis.workload.plausibility import check_all_answers
    from machikata.bootstrap import open_workspace
    from machikata.rules.survey_limits import survey_limits
    from machikata.rules.survey_reporting import reporting_error
    from machikata.workspace.submissions import answers_of
    from machikata.workspace.survey_comparisons import compare_surveys

    compare_made(4, 40)  # loads all that is loaded when first used
    ws, clock = open_workspace(folder), Stopwatch()
    [process], bodies = ws.library.processes(), [b.code for b in ws.library.bodies()]
    with clock("comparison"):
        shown = compare_surveys(ws, process=process.id, group=GROUP, fiscal_year=YEAR, own=bodies[0])
    asked = peak_gib()
    with clock("every row of it"):
        rows = sum(len(step.bodies) for step in shown.steps)
    with clock("answers alone"):
        held = answers_of(ws, fiscal_year=YEAR, bodies=bodies, process=process.id)
    today = ws.clock().date()
    with clock("checks of all as one class"):
        check_all_answers(
            held, error=reporting_error(as_of=today), limits=survey_limits(as_of=today), processes=[process]
        )
    pyarrow.parquet.write_table(held.lines, answers)
    clock.report(
        asked_gib=asked, bodies=len(shown.bodies), steps=len(shown.steps), rows=rows, lines=held.lines.num_rows
    )


def work_on_dense(bodies: int, steps: int) -> None:
    """The comparison alone, where two kinds of staff do every step."""
    compare_made(4, 40)
    lines, clock = compare_made(bodies, steps)
    clock.report(lines=lines)


def compare_made(bodies: int, steps: int) -> tuple[int, Stopwatch]:
    """Compare made answers in memory: how many lines, and how long it took."""
    from made_surveys import YEAR, made_answers, made_bodies, made_process

    from machikata.analysis.workload.comparing import compare_workloads
    from machikata.analysis.workload.disclosure import disclose_workloads
    from machikata.domain.population_class import PeerGroup, PeerGroupKind
    from machikata.domain.text import Text
    from machikata.records.survey.tables import joined, tables_of

    asked, process, clock = made_bodies(bodies), made_process(steps), Stopwatch()
    tables = joined(tables_of([made_answers(b, n, process, shared=DENSE)]) for n, b in enumerate(asked))
    group = PeerGroup(GROUP, Text("全団体", "all bodies"), PeerGroupKind.HAND, tuple(b.code for b in asked))
    with clock("comparison"):
        found = compare_workloads(
            tables, group=group, bodies=asked, process=process, fiscal_year=YEAR, own=asked[0].code,
            as_of=date(YEAR + 1, 4, 1).isoformat(),
        )  # fmt: skip
        disclose_workloads(found, audience=asked[0].code)
    return tables.lines.num_rows, clock


def work_on_reading(books: Path, sample: int, steps: int) -> None:
    """Read some workbooks, without and with the 30 checks."""
    from made_surveys import made_process

    from machikata.records.survey.reading import read_survey

    files, processes = sorted(books.glob("*.xlsx"))[:sample], [made_process(steps)]
    read_survey(files[0], processes=processes)
    clock, cells = Stopwatch(), []
    with clock("answers"):
        for file in files:
            lines = read_survey(file, processes=processes, checks=False).survey.lines
            cells += [[len(lines), sum(x.cases or 0 for x in lines), sum(x.hours or 0 for x in lines)]]
    with clock("answers and 30 checks"):
        for file in files:
            read_survey(file, processes=processes)
    clock.report(told=[sum(column) for column in zip(*cells, strict=True)], files=len(files))


def work_on_peer_reading(books: Path, sample: int) -> None:
    """The cells of the same two sheets as frames of pandas, by openpyxl and by calamine."""
    import pandas as pd

    files = sorted(books.glob("*.xlsx"))[:sample]
    clock, told = Stopwatch(), {}
    for engine in ("openpyxl", "calamine"):
        pd.read_excel(files[0], sheet_name=["回答", "人員"], engine=engine)
        found = [0, 0.0, 0.0]
        with clock(engine):
            for file in files:
                frame = pd.read_excel(file, sheet_name=["回答", "人員"], engine=engine)["回答"]
                answered = frame[frame["年間件数（件）"].notna()]
                here = [len(answered), answered["年間件数（件）"].sum(), answered["年間時間（時間）"].sum()]
                found = [a + float(b) for a, b in zip(found, here, strict=True)]
        told[engine] = found
    clock.report(told=told, versions={"pandas": pd.__version__})


def work_on_peer_comparison(answers: Path) -> None:
    """Medians and quarters of hours per case by step and kind of staff, nothing else."""
    import pandas as pd

    pd.read_parquet(answers).head()
    clock = Stopwatch()
    with clock("quantiles"):
        frame = pd.read_parquet(answers)
        frame["value"] = frame["hours"] / frame["cases"].where(frame["cases"] > 0)
        found = frame.groupby(["step", "staff"], observed=True)["value"].quantile([0.25, 0.5, 0.75]).unstack()
    clock.report(lines=len(frame), groups=len(found))


def measure(arguments: argparse.Namespace) -> dict[str, list[dict]]:
    """Every worker as often as asked, ours and the peer's in turn."""
    from made_surveys import write_workbooks

    n, steps, sample = arguments.bodies, arguments.steps, arguments.sample
    books, dense = arguments.work / f"surveys_{n}_{steps}", arguments.work / f"surveys_{sample}_{steps}_dense"
    write_workbooks(books, bodies=n, steps=steps)
    write_workbooks(dense, bodies=sample, steps=steps, shared=DENSE)
    found: dict[str, list[dict]] = {}

    def run(worker: str, *given: object, python: str = sys.executable) -> None:
        found.setdefault(worker, []).append(run_fresh(python, HERE, "--worker", json.dumps([worker, *map(str, given)])))

    with tempfile.TemporaryDirectory(dir=arguments.work) as folder:
        answers = Path(folder) / "answers.parquet"
        for _ in range(arguments.large_runs):
            run("import", books, Path(folder) / "ws", n, steps)
        for _ in range(arguments.runs):
            run("reading", books, sample, steps)
            if arguments.peers:
                run("peer reading", books, sample, python=arguments.peers)
        run("dense reading", dense, sample, steps)
        for _ in range(arguments.runs):
            run("comparison", Path(folder) / "ws", answers)
            if arguments.peers:
                run("peer comparison", answers, python=arguments.peers)
        run("dense comparison", n, steps)
    refuse_differences(found)
    return found


WORKERS = {
    "import": lambda books, ws, n, steps: work_on_import(Path(books), Path(ws), int(n), int(steps)),
    "comparison": lambda ws, answers: work_on_comparison(Path(ws), Path(answers)),
    "dense comparison": lambda n, steps: work_on_dense(int(n), int(steps)),
    "reading": lambda books, sample, steps: work_on_reading(Path(books), int(sample), int(steps)),
    "dense reading": lambda books, sample, steps: work_on_reading(Path(books), int(sample), int(steps)),
    "peer reading": lambda books, sample: work_on_peer_reading(Path(books), int(sample)),
    "peer comparison": lambda answers: work_on_peer_comparison(Path(answers)),
}


def refuse_differences(found: dict[str, list[dict]]) -> None:
    """Both sides must have met the same answers."""
    ours, lines = found["reading"][0]["told"], found["comparison"][0]["lines"]
    for run in found.get("peer reading", ()):
        for engine, told in run["told"].items():
            if any(abs(a - b) > 1e-6 * abs(b) for a, b in zip(told, ours, strict=True)):
                sys.exit(f"{engine} found {told}, ours {ours}")
    for run in found.get("peer comparison", ()):
        if run["lines"] != lines:
            sys.exit(f"the peer compared {run['lines']} lines, ours {lines}")


def asked_for(found: dict[str, list[dict]]) -> str:
    """What the limits are about."""
    imports, comparisons = found["import"], found["comparison"]
    first = imports[0]
    memory = max(run["asked_gib"] for run in [*imports, *comparisons])
    return table([
        {"what": f"import of {first['taken']:,} workbooks", "asked for": f"{IMPORT_LIMIT} CPU s",
         "found": f"**{spread(imports, 'import')}**", "runs": len(imports)},
        {"what": f"comparison of {first['lines']:,} lines", "asked for": f"{COMPARISON_LIMIT} CPU s",
         "found": f"**{spread(comparisons, 'comparison')}**", "runs": len(comparisons)},
        {"what": "peak memory of either", "asked for": f"{MEMORY_LIMIT} GiB", "found": f"**{memory:.2f} GiB**",
         "runs": len(imports) + len(comparisons)},
    ])  # fmt: skip


def by_part(found: dict[str, list[dict]]) -> str:
    imports, comparisons = found["import"], found["comparison"]
    n = imports[0]["taken"]
    rows = [
        {"part": part, "CPU s": spread(imports, part), "a workbook": f"{median_cpu(imports, part) / n * 1000:.1f} ms"}
        for part in (TAKING, TOGETHER)
    ]
    rows += [
        {"part": part, "CPU s": spread(comparisons, part), "a workbook": ""}
        for part in ("answers alone", "every row of it", "checks of all as one class")
    ]
    rows.append({"part": f"one more workbook, held against its class of {imports[0]['peers']}",
                 "CPU s": spread(imports, "one more"), "a workbook": ""})  # fmt: skip
    rows.append({"part": f"comparison of {found['dense comparison'][0]['lines']:,} lines (two kinds of staff at every step)",
                 "CPU s": spread(found["dense comparison"], "comparison"), "a workbook": ""})  # fmt: skip
    return table(rows)


def side_by_side(found: dict[str, list[dict]]) -> str:
    """Per workbook of the sample, and the comparison; ratios of the peers' CPU seconds to ours."""
    if "peer reading" not in found:
        return "No peers were given."
    ours, peers, n = found["reading"], found["peer reading"], found["reading"][0]["files"]
    parts = ("answers", "answers and 30 checks")
    mine = {part: median_cpu(ours, part) for part in parts}
    rows = [{"reading a workbook": part, "CPU ms": f"{mine[part] / n * 1000:.1f}", "times ours, answers": "",
             "times ours, with the 30 checks": "", "peak": f"{peak(ours):.2f} GiB"} for part in parts]  # fmt: skip
    rows += [
        {"reading a workbook": f"pandas, {engine}", "CPU ms": f"{median_cpu(peers, engine) / n * 1000:.1f}",
         "times ours, answers": f"**{median_cpu(peers, engine) / mine[parts[0]]:.2f}**",
         "times ours, with the 30 checks": f"**{median_cpu(peers, engine) / mine[parts[1]]:.2f}**",
         "peak": f"{peak(peers):.2f} GiB"} for engine in ("openpyxl", "calamine")
    ]  # fmt: skip
    dense = found["dense reading"]
    rows.append({"reading a workbook": "ours with the 30 checks, two kinds of staff at every step",
                 "CPU ms": f"{median_cpu(dense, parts[1]) / dense[0]['files'] * 1000:.1f}", "times ours, answers": "",
                 "times ours, with the 30 checks": "", "peak": f"{peak(dense):.2f} GiB"})  # fmt: skip
    whole, quantiles = median_cpu(found["comparison"], "comparison"), found["peer comparison"]
    return (
        f"{table(rows)}\n\nThree quantiles of hours per case by step and kind of staff ({quantiles[0]['groups']:,} groups) take pandas "
        f"{spread(quantiles, 'quantiles')} CPU s from a Parquet file, {whole / median_cpu(quantiles, 'quantiles'):.0f} times less than our "
        f"comparison; {peak(quantiles):.2f} GiB."
    )


def report(found: dict[str, list[dict]], arguments: argparse.Namespace) -> str:
    first, compared = found["import"][0], found["comparison"][0]
    versions = f" pandas {found['peer reading'][0]['versions']['pandas']}." if "peer reading" in found else ""
    wall = statistics.median(run["wall"]["import"] for run in found["import"])
    return f"""# A workload survey of the whole country

{first["taken"]:,} bodies × {arguments.steps} steps, one section each. CPU seconds of all threads, median (least–most) of fresh processes:

{asked_for(found)}

By part, and what stands beside it:

{by_part(found)}

Import is `hand_in_all`, from the files to the answers in the database with findings, versions and journal: opening and guarding
against hostile files, every cell read with its faults, the 30 checks of machine readability, one transaction with sync for each
workbook, and once all are there the plausibility of all sections within their classes ({first["with_findings"]:,} had
findings). It took {wall:.0f} s by the clock. {first["books"] / 1e6:.0f} MB of workbooks became {first["database"] / 1e6:.0f} MB of database.
“One more workbook” is one handed in by itself after all others: reading, and all checks of its whole class for the sake of one.

Comparison is `compare_surveys` over all bodies in one group, from the opened workspace: reading what counts of the answers, hours per
case, yen per case and hours per 10,000 residents with the error of self-report in every interval, class figures with best quarter,
totals, statements, and disclosure control. In a group as large as this, the rows of single bodies and steps are made when somebody looks at
them; “every row of it” makes all {compared["rows"]:,} of them. “Checks of all as one class” is all plausibility checks over all lines at
once.

## Beside pandas

The same {found["reading"][0]["files"]} workbooks, in turn; both sides found the same number of answers with the same sums of cases and hours:

{side_by_side(found)}

What each does: pandas lays out two sheets as frames of cells and stops there. Ours (“answers”) opens all sheets to find the form by its
heads, refuses hostile files first, looks for hidden rows, formulas and errors, reads every cell as what it means with its faults named, and
gives typed lines. Both ours and pandas with calamine use the same Rust parser, so that row says what the rest costs. Pandas' quantiles
know no error of the answers, no intervals, no disclosure, no money: they are the least that could be called a comparison.

Made surveys: {first["lines"]:,} lines; every step by regular staff, two in five by a second kind; residents and industries
spread over the classes of similar bodies, the largest with {first["peers"]} bodies (`made_surveys.py`). Writing the workbooks is not timed.

Machine: {machine()}{versions}

Made by `benchmarks/workload_survey.py`.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", help="interpreter of the peers' environment; without it only our own figures")
    parser.add_argument("--work", type=Path, default=Path("build/benchmarks"), help="where workbooks are kept")
    parser.add_argument("--bodies", type=int, default=1_741)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--sample", type=int, default=50, help="workbooks that are read beside the peer")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--large-runs", type=int, default=2, help="runs of the whole import")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        worker, *given = json.loads(arguments.worker)
        WORKERS[worker](*given)
        return
    arguments.work.mkdir(parents=True, exist_ok=True)
    text = report(measure(arguments), arguments)
    arguments.results.mkdir(exist_ok=True)
    (arguments.results / "workload_survey.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
