"""Measures a node beside Orthanc in one run: receiving (C-STORE, STOW-RS), searching (QIDO-RS), frames (WADO-RS), memory.

Orthanc merely stores what comes; the node de-identifies, inspects, indexes and flushes before it answers. Both write to the same disk.

usage: bench_archive.py [--files N] [--rows N ...] [--orthanc-rows N] [--results FILE]
"""
import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import platform
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid

HERE = pathlib.Path(__file__).resolve().parent
MOSAIC = HERE.parent.parent / ".build/release/mosaic"
sys.path.insert(0, str(HERE))
import ct_files  # noqa: E402
import rows  # noqa: E402


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """A program of ours that serves DICOM and DICOMweb on loopback."""

    def __init__(self, name, arguments, web, dicom, title, root, folder, token=None):
        self.name, self.web, self.dicom, self.title, self.root, self.token = name, web, dicom, title, root, token
        self.log = open(f"{folder}/{name}.log", "w")
        self.process = subprocess.Popen([str(part) for part in arguments], stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 60
        for port in (web, dicom):
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    if time.monotonic() > deadline or self.process.poll() is not None:
                        raise SystemExit(f"{name} does not listen; see {self.log.name}")
                    time.sleep(0.05)

    def connection(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.web, timeout=120)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def headers(self, **more) -> dict:
        return ({"Authorization": f"Bearer {self.token}"} if self.token else {}) | {key.replace("_", "-"): value for key, value in more.items()}

    def resident(self) -> float:
        """Resident memory in MB."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_orthanc(folder) -> Server:
    web, dicom = free_port(), free_port()
    home = folder / "orthanc"
    home.mkdir()
    (home / "orthanc.json").write_text(json.dumps({
        "StorageDirectory": str(home / "db"), "IndexDirectory": str(home / "db"), "HttpPort": web, "DicomPort": dicom, "DicomAet": "ORTHANC",
        "RemoteAccessAllowed": False, "AuthenticationEnabled": False, "HttpBindAddresses": ["127.0.0.1"],
        "Plugins": ["/usr/share/orthanc/plugins"], "LimitFindResults": 0, "HttpThreadsCount": 50}))
    return Server("orthanc", ["/usr/sbin/Orthanc", home / "orthanc.json"], web, dicom, "ORTHANC", "/dicom-web", folder)


def make_home(folder, name) -> tuple[pathlib.Path, int, int]:
    web, dicom = free_port(), free_port()
    home = folder / name
    run = lambda *parts: subprocess.run([str(MOSAIC), "node", *map(str, parts)], check=True, capture_output=True, text=True).stdout
    run("init", "--home", home, "--name", "bench", "--port", web, "--dicom-port", dicom)
    configuration = home / "node.yaml"
    configuration.write_text(configuration.read_text().replace("strangersMay: []", "strangersMay: [store, search, retrieve]"))
    run("check", "--home", home)
    return home, web, dicom


def start_node(folder, name="mosaic", instances=0) -> Server:
    home, web, dicom = make_home(folder, name)
    if instances:
        rows.fill(str(home), instances)
    token = subprocess.run(
        [str(MOSAIC), "node", "token", "create", "--home", str(home), "--label", "bench", "--may-store", "--everything", "--json"], check=True, capture_output=True,
        text=True).stdout
    secret = json.loads(token)["secret"]
    return Server(name, [MOSAIC, "node", "serve", "--home", home], web, dicom, "MOSAIC", "/dicom-web", folder, secret)


def chunks(items, count):
    size = (len(items) + count - 1) // count
    return [items[start:start + size] for start in range(0, len(items), size)]


def store(server, files, senders=1, large=False) -> float:
    """Objects a second that storescu gets acknowledged."""
    options = ["--max-pdu", "131072", "--max-send-pdu", "131072"] if large else []
    start = time.monotonic()
    processes = [
        subprocess.Popen(["storescu", *options, "-aec", server.title, "127.0.0.1", str(server.dicom), *part])
        for part in chunks(files, senders)]
    if any(process.wait() != 0 for process in processes):
        raise SystemExit(f"storescu failed at {server.name}")
    return len(files) / (time.monotonic() - start)


def stow(server, files, senders=1) -> float:
    """Objects a second that clients get acknowledged, 10 a request, each client over one connection."""
    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(senders) as clients:
        list(clients.map(lambda part: stow_all(server, part), chunks(files, senders)))
    return len(files) / (time.monotonic() - start)


def stow_all(server, files, batch=10) -> None:
    connection = server.connection()
    for part in chunks(files, (len(files) + batch - 1) // batch):
        boundary = uuid.uuid4().hex
        body = b"".join(
            f"--{boundary}\r\nContent-Type: application/dicom\r\n\r\n".encode() + pathlib.Path(file).read_bytes() + b"\r\n" for file in part)
        body += f"--{boundary}--\r\n".encode()
        content_type = f'multipart/related; type="application/dicom"; boundary={boundary}'
        connection.request(
            "POST", f"{server.root}/studies", body, server.headers(Content_Type=content_type, Accept="application/dicom+json"))
        response = connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise SystemExit(f"STOW-RS at {server.name}: {response.status} {answer[:300]}")


def get(connection, server, path, accept="application/dicom+json"):
    connection.request("GET", server.root + path, headers=server.headers(Accept=accept))
    response = connection.getresponse()
    body = response.read()
    if response.status not in (200, 204, 206):
        raise SystemExit(f"{server.name} {path}: {response.status} {body[:300]}")
    return body


FRAMES = 'multipart/related; type="application/octet-stream"; transfer-syntax=1.2.840.10008.1.2.1'


def frame_paths(connection, server, count) -> list[str]:
    found = json.loads(get(connection, server, f"/instances?limit={count}"))
    value = lambda item, tag: item[tag]["Value"][0]
    return [f"/studies/{value(item, '0020000D')}/series/{value(item, '0020000E')}/instances/{value(item, '00080018')}/frames/1" for item in found]


def frames(server, count=600) -> float:
    connection = server.connection()
    paths = frame_paths(connection, server, count)
    start = time.monotonic()
    for path in paths:
        if len(get(connection, server, path, FRAMES)) < 524_288:
            raise SystemExit("a frame is too short")
    return len(paths) / (time.monotonic() - start)


def frames_at_once(server, folder, connections=4, seconds=10, count=300) -> float:
    """Frames a second over several connections, by a client in C that takes next to no processor time of its own (wrk)."""
    paths = ",".join(json.dumps(server.root + path) for path in frame_paths(server.connection(), server, count))
    headers = "".join(f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}\n" for name, value in server.headers(Accept=FRAMES).items())
    script = folder / "frames.lua"
    script.write_text(
        f"local paths, number = {{{paths}}}, 0\n{headers}"
        "request = function() number = number % #paths + 1; return wrk.format('GET', paths[number]) end\n")
    said = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, f"http://127.0.0.1:{server.web}"], check=True, capture_output=True, text=True).stdout
    received = re.search(r"(\d+) requests in", said)
    if "Non-2xx" in said or "Socket errors" in said or not received:
        raise SystemExit(f"wrk at {server.name}: {said}")
    return float(re.search(r"Requests/sec: +([\d.]+)", said).group(1))


def searches(server, count) -> dict[str, tuple[float, float]]:
    """Median and 99th percentile in milliseconds of each kind of search, with a keep-alive connection."""
    connection = server.connection()
    sample = json.loads(get(connection, server, "/studies?limit=200"))
    picker = random.Random(3)
    value = lambda item, tag: item[tag]["Value"][0]
    studies = [value(item, "0020000D") for item in sample]
    patients = [value(item, "00100020") for item in sample]
    series = json.loads(get(connection, server, f"/studies/{studies[0]}/series"))
    pairs = [(studies[0], value(item, "0020000E")) for item in series]
    kinds = {
        "studies of a patient": lambda: f"/studies?PatientID={picker.choice(patients)}",
        "studies of a month, 25": lambda: f"/studies?StudyDate=2018{picker.randint(1, 9):02}01-2018{picker.randint(10, 12)}28&limit=25",
        "studies by modality, 25": lambda: f"/studies?ModalitiesInStudy={picker.choice(rows.MODALITIES)}&limit=25",
        "studies by beginning of a name": lambda: f"/studies?PatientName={picker.choice(patients)[:8]}*&limit=25",
        "series of a study": lambda: f"/studies/{picker.choice(studies)}/series",
        "instances of a series, 100": lambda: "/studies/%s/series/%s/instances?limit=100" % picker.choice(pairs),
    }
    result = {}
    for kind, path in kinds.items():
        times = []
        for _ in range(count):
            start = time.monotonic()
            get(connection, server, path())
            times.append((time.monotonic() - start) * 1000)
        times.sort()
        result[kind] = (statistics.median(times), times[min(len(times) - 1, int(len(times) * 0.99))])
    return result


def version(command) -> str:
    output = subprocess.run(command, capture_output=True, text=True)
    return (output.stdout + output.stderr).strip().split("\n")[0]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--rows", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--orthanc-rows", type=int, default=10_000)
    parser.add_argument("--results", default=str(HERE.parent / "RESULTS.md"))
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mosaic-bench-", dir=os.environ.get("BENCH_FOLDER")))
    lines = []

    def report(what, ours, theirs, unit, higher_is_better=True):
        ratio = ours / theirs if higher_is_better else theirs / ours
        lines.append(f"| {what} | {ours:.1f} {unit} | {theirs:.1f} {unit} | {ratio:.1f} x |")
        print(lines[-1], flush=True)

    try:
        print(f"making {options.files} files below {folder}", flush=True)
        ct_files.make(folder / "ct", options.files)
        files = sorted(str(path) for path in (folder / "ct").iterdir())
        node, orthanc = start_node(folder), start_orthanc(folder)
        time.sleep(1)
        report("resident memory, idle", node.resident(), orthanc.resident(), "MB", higher_is_better=False)
        parts = chunks(files, 5)
        report("C-STORE, one storescu, its default PDU", store(node, parts[0]), store(orthanc, parts[0]), "objects/s")
        report("C-STORE, one storescu, PDU 131072", store(node, parts[1], large=True), store(orthanc, parts[1], large=True), "objects/s")
        report("C-STORE, 8 storescu, PDU 131072", store(node, parts[2], 8, True), store(orthanc, parts[2], 8, True), "objects/s")
        report("STOW-RS, 10 a request", stow(node, parts[3]), stow(orthanc, parts[3]), "objects/s")
        report("STOW-RS, 4 clients, 10 a request", stow(node, parts[4], 4), stow(orthanc, parts[4], 4), "objects/s")
        report("resident memory, after that", node.resident(), orthanc.resident(), "MB", higher_is_better=False)
        report("WADO-RS, one frame of 512 x 512 a request", frames(node), frames(orthanc), "frames/s")
        report("WADO-RS frames, 4 connections of wrk", frames_at_once(node, folder), frames_at_once(orthanc, folder), "frames/s")
        node.stop()
        shutil.rmtree(folder / "mosaic")
        shutil.rmtree(folder / "ct")
        orthanc.stop()
        shutil.rmtree(folder / "orthanc")

        columns = {}
        if options.orthanc_rows:
            ct_files.make(folder / "small", options.orthanc_rows, columns=16)
            orthanc = start_orthanc(folder)
            connection = orthanc.connection()
            for path in sorted((folder / "small").iterdir()):
                connection.request("POST", "/instances", path.read_bytes())
                connection.getresponse().read()
            columns[f"Orthanc, {options.orthanc_rows:,}"] = searches(orthanc, 40)
            orthanc.stop()
            shutil.rmtree(folder / "small")
        for count in options.rows:
            node = start_node(folder, f"rows-{count}", count)
            columns[f"mosaic, {count:,}"] = searches(node, 300)
            print(f"resident with {count} rows: {node.resident():.0f} MB", flush=True)
            node.stop()
            shutil.rmtree(folder / f"rows-{count}")
        names = list(columns)
        lines += ["", "| QIDO-RS, p50 / p99 in ms | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
        for kind in next(iter(columns.values())):
            lines.append(f"| {kind} | " + " | ".join("%.1f / %.1f" % columns[name][kind] for name in names) + " |")
    finally:
        for process in subprocess.run(["pgrep", "-P", str(os.getpid())], capture_output=True, text=True).stdout.split():
            try:
                os.kill(int(process), 15)
            except ProcessLookupError:
                pass
        shutil.rmtree(folder, ignore_errors=True)

    model = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text()).group(1)
    text = f"""
## Archive ({time.strftime("%Y-%m-%dT%H:%MZ", time.gmtime())})

`make bench-archive` ({" ".join(sys.argv[1:]) or "default options"}): {options.files} CT files of 525 KB, one after the other at the node and at Orthanc.
The node de-identifies, inspects, indexes and flushes before it answers; Orthanc stores. Rows of the larger archives are made by `rows.py`.
{model}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {platform.platform()}; {version(["storescu", "--version"])};
{version(["Orthanc", "--version"])}; Python {platform.python_version()} as the HTTP client.

| what | mosaic | Orthanc | mosaic is |
|---|---|---|---|
""" + "\n".join(lines) + "\n"
    with open(options.results, "a") as results:
        results.write(text)
    print(text)


if __name__ == "__main__":
    main()
