"""Measures cohort search: queries beside DuckDB and SQLite on the same rows, a node at the size of the federation, and many nodes at once.

usage: bench_cohorts.py [--series N] [--rounds N] [--patients N] [--instances N] [--nodes N] [--questions N] [--only PART] [--mosaic PROGRAM]
                        [--results FILE]    (parts: queries, size, federation)
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import metadata

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import federation  # noqa: E402
import queries  # noqa: E402
import rows  # noqa: E402


def processor() -> str:
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def run(mosaic, *arguments, **options) -> str:
    done = subprocess.run([mosaic, *map(str, arguments)], capture_output=True, text=True, **options)
    if done.returncode:
        raise SystemExit(f"mosaic {' '.join(map(str, arguments[:3]))} ended with {done.returncode}: {(done.stdout + done.stderr)[-2000:]}")
    return done.stdout


def make_node(mosaic, home, files, name="bench") -> dict:
    """Makes a node and loads indexes as one dataset; what was loaded."""
    run(mosaic, "node", "init", "--home", home, "--name", name, "--title", f"Bench {name}", "--port", federation.free_port())
    start = time.monotonic()
    output = run(mosaic, "node", "load-index", "--home", home, "--dataset", "index", "--title", "Index", "--contact", "bench@example.org", "--json",
                 *files)
    indexes = json.loads(output)["indexes"]
    total = {key: sum(index[key] for index in indexes) for key in ("rows", "series", "patients", "studies", "instances")}
    total["rejected"] = sum(each["count"] for index in indexes for each in index["rejected"])
    total["seconds"] = time.monotonic() - start
    return total


def median_ms(action, rounds) -> tuple[float, object]:
    """The median time of an action in milliseconds, and its result."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        result = action()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), result


# --- Queries

def measure_queries(options, folder) -> list[str]:
    import duckdb
    files = rows.collections(folder / "idc", options.series)
    home = folder / "node"
    loaded = make_node(options.mosaic, home, files)
    print(f"loaded {loaded}", flush=True)
    texts = [queries.text(query) for query in queries.QUERIES]
    start = time.monotonic()
    counted = json.loads(run(options.mosaic, "node", "count", "--home", home, "--json", "--rounds", options.rounds, "--", *texts))
    print(f"counted in {time.monotonic() - start:.1f} s", flush=True)

    table = folder / "flat.csv"
    import csv
    with table.open("w", newline="") as file:
        csv.writer(file).writerows(rows.flat(str(home)))
    duck = duckdb.connect()
    duck.execute(f"CREATE TABLE series ({rows.FLAT})")
    duck.execute(f"COPY series FROM '{table}' (FORMAT csv, HEADER false)")
    lite = sqlite3.connect(folder / "flat.db")
    lite.execute(f"CREATE TABLE series ({rows.FLAT})")
    with table.open(newline="") as file:
        lite.executemany("INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", ([value or None for value in row] for row in csv.reader(file)))
    for columns in ("modality, patient", "body_part, modality, patient", "patient"):
        lite.execute(f"CREATE INDEX \"{columns}\" ON series ({columns})")
    lite.execute("ANALYZE")
    lite.commit()

    lines, ratios, four = [], {"duckdb": [], "sqlite": []}, {"mosaic": [], "duckdb": []}
    for number, (query, found) in enumerate(zip(queries.QUERIES, counted)):
        count, whole = queries.sql(query), queries.sql(query, queries.COUNTS)
        duck_ms, (duck_count,) = median_ms(lambda: duck.execute(count).fetchone(), 9)
        lite_ms, (lite_count,) = median_ms(lambda: lite.execute(count).fetchone(), 3)
        ours = found["counts"]
        expected = tuple(duck.execute(whole).fetchone())
        exact = (ours["patients"], ours["studies"], ours["series"], ours["instances"])
        if not (exact == expected and ours["patients"] == duck_count == lite_count):
            raise SystemExit(f"counts differ for {texts[number]}: mosaic {exact}, DuckDB {expected} and {duck_count}, SQLite {lite_count}")
        ratios["duckdb"].append(duck_ms / found["milliseconds"])
        ratios["sqlite"].append(lite_ms / found["milliseconds"])
        if number in queries.FOUR_CRITERIA:
            four["mosaic"].append(found["milliseconds"])
            four["duckdb"].append(duck_ms / found["milliseconds"])
        lines.append(f"| `{texts[number].replace('|', ' ')}` | {exact[0]} | {found['milliseconds']:.3f} | {duck_ms:.1f} ({ratios['duckdb'][-1]:.0f} x) | {lite_ms:.1f} ({ratios['sqlite'][-1]:.0f} x) |")
    return [
        f"{loaded['series']} series of {loaded['patients']} patients by collection (a patient in two collections counts twice), {loaded['instances']} instances, from "
        f"{len(files)} collections of idc-index-data {metadata.version('idc-index-data')}; {loaded['rejected']} lines rejected; loaded and published in "
        f"{loaded['seconds']:.0f} s. Patients counted; patients, studies, series and instances of all answers were equal in the three programs.",
        f"DuckDB {metadata.version('duckdb')} in memory with its threads, SQLite {sqlite3.sqlite_version} with three indexes; medians of {options.rounds}, 9 and 3.", "",
        "| query | patients | mosaic ms | DuckDB ms | SQLite ms |", "|---|---|---|---|---|", *lines, "",
        f"Median over the queries: DuckDB takes {statistics.median(ratios['duckdb']):.0f} times as long, SQLite {statistics.median(ratios['sqlite']):.0f} times. "
        f"Queries of four criteria and more: {max(four['mosaic']):.3f} ms at most, DuckDB {min(four['duckdb']):.0f} times at least.", ""]


# --- Size

def memory(pid) -> dict:
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return {key: int(text.split(f"{key}:")[1].split()[0]) / 1024 for key in ("VmRSS", "VmHWM")}


def measure_size(options, folder) -> list[str]:
    rows.made(folder / "made.csv", options.patients, options.instances)
    home = folder / "big"
    loaded = make_node(options.mosaic, home, [folder / "made.csv"], name="big")
    print(f"loaded {loaded}", flush=True)
    log = folder / "serve.log"
    start = time.monotonic()
    with log.open("w") as errors:
        server = subprocess.Popen([options.mosaic, "node", "serve", "--home", str(home)], stdout=subprocess.DEVNULL, stderr=errors)
    try:
        while "can be asked after" not in log.read_text():
            if server.poll() is not None:
                raise SystemExit(f"the node ended: {log.read_text()[-2000:]}")
            time.sleep(0.02)
        seconds = time.monotonic() - start
        used = memory(server.pid)
    finally:
        server.terminate()
        server.wait()
    return [
        "| a made node | measured | goal |", "|---|---|---|",
        f"| known to it | {loaded['instances']} instances, {loaded['patients']} patients, {loaded['series']} series | 60 million, 100000 |",
        f"| start to first question | {seconds:.1f} s | < 60 s |",
        f"| resident then, at most | {used['VmRSS']:.0f} MB, {used['VmHWM']:.0f} MB | < 8 GB |",
        f"| loaded and published | {loaded['seconds']:.0f} s | |", ""]


# --- Federation

def measure_federation(options, folder) -> list[str]:
    lines = ["| federation on loopback | p50 ms | p95 ms |", "|---|---|---|"]
    with federation.Federation(options.mosaic, folder / "federation") as made:
        made.start(options.nodes, lambda name, home: make_small(options, folder, name, home))
        texts = [f"series(modality = {modality} and instance_count >= {count})" for count in range(1, 40) for modality in ("CT", "MR", "PT")]
        for title, disturb in (("all well", None), ("three slow, two dead", made.disturb)):
            if disturb:
                disturb(slow=3, dead=2)
            asked = [made.ask(text) for text in texts[:options.questions]]
            texts = texts[options.questions:]
            well = [each.well for each in asked]
            for name, values in (("first answer", [each.first for each in asked]), (f"all of the {made.healthy} that are well", well)):
                lines.append(f"| {title}: {name} | {statistics.median(values):.0f} | {federation.percentile(values, 95):.0f} |")
            if disturb:
                lines.append(f"| {title}: everything said of all {options.nodes} | {statistics.median([each.end for each in asked]):.0f} | {federation.percentile([each.end for each in asked], 95):.0f} |")
            short = [each for each in asked if len(each.nodes) != options.nodes]
            if short:
                raise SystemExit(f"{len(short)} of {len(asked)} questions did not hear of every node")
    return [f"{options.nodes} nodes of 300 patients, hub and nodes on this machine, {options.questions} questions that were never asked before, one after the other. "
            "Slow: stopped for 0.4 s of every 0.45 s. Dead: killed. Goal: p95 < 100 ms.", "", *lines, ""]


def make_small(options, folder, name, home):
    path = folder / f"{name}.csv"
    rows.made(path, 300, 300 * 6 * 40)
    make_node(options.mosaic, home, [path], name=name)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--series", type=int, help="whole patients up to so many series of the index; all where left out")
    parser.add_argument("--rounds", type=int, default=31)
    parser.add_argument("--patients", type=int, default=100_000)
    parser.add_argument("--instances", type=int, default=60_000_000)
    parser.add_argument("--nodes", type=int, default=30)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--only", choices=["queries", "size", "federation"])
    parser.add_argument("--mosaic", default=str(HERE.parent.parent / ".build/release/mosaic"))
    parser.add_argument("--results", default=str(HERE.parent / "RESULTS.md"))
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mosaic-bench-", dir=os.environ.get("BENCH_FOLDER")))
    load = os.getloadavg()[0]
    chosen = " ".join(sys.argv[1:]) or "default options"
    lines = [
        f"## Cohort search ({datetime.datetime.now(datetime.timezone.utc):%Y-%m-%dT%H:%MZ})", "", f"`make bench-cohorts` ({chosen}).",
        f"{processor()}, {os.cpu_count()} cores, load {load:.1f}; Python {platform.python_version()}, program {options.mosaic.split('/')[-2]}.", ""]
    parts = {"queries": measure_queries, "size": measure_size, "federation": measure_federation}
    try:
        for name, part in parts.items():
            if options.only in (None, name):
                lines += part(options, folder)
    finally:
        shutil.rmtree(folder)
    text = "\n" + "\n".join(lines).rstrip() + "\n"
    print(text)
    with open(options.results, "a") as file:
        file.write(text)


if __name__ == "__main__":
    main()
