"""A hub and many nodes on this machine, asked as a person asks, some of them slow or dead."""
import dataclasses
import json
import pathlib
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.parse
import urllib.request

PASSWORD = "correct horse battery"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def percentile(values, percent) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * percent // 100) - 1))]


@dataclasses.dataclass
class Asked:
    """When what was heard, in milliseconds after the question was sent."""
    first: float
    #: The last answer of those that are well.
    well: float
    end: float
    nodes: set


class Federation:
    def __init__(self, mosaic, folder: pathlib.Path):
        self.mosaic, self.folder = mosaic, folder
        self.processes, self.homes, self.disturbed = {}, {}, set()
        self.web, self.port = free_port(), free_port()
        self.ended = threading.Event()
        self.stopper = None

    def __enter__(self):
        self.folder.mkdir(parents=True)
        self.run("hub", "init", "--home", self.folder / "hub", "--federation", "Bench", "--web-port", self.web, "--federation-port", self.port)
        self.run("hub", "person", "ana", "--home", self.folder / "hub", input=PASSWORD + "\n")
        self.serve("hub", "hub", self.folder / "hub")
        self.until("the hub serves", lambda: "The hub's pages are at" in self.log("hub") and "Nodes are served on port" in self.log("hub"))
        return self

    def __exit__(self, *_):
        self.ended.set()
        if self.stopper:
            self.stopper.join()
        for process in self.processes.values():
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in self.processes.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()

    @property
    def healthy(self) -> int:
        return len(self.homes) - len(self.disturbed)

    def start(self, count, make):
        """Makes, joins and serves so many nodes; waits until each is connected and its dataset is in the catalogue."""
        for number in range(count):
            name, home = f"node-{number:02}", self.folder / f"node-{number:02}"
            make(name, home)
            configuration = home / "node.yaml"
            text = configuration.read_text()
            text = re.sub(r"(?m)^(  budget(OfAllUsers)?): .*", r"\1: 1000", text)
            configuration.write_text(text)
            code = re.search(r"\S{60,}", self.run("hub", "invite", "--home", self.folder / "hub", "--node", name)).group()
            self.run("node", "join", code, "--home", home)
            self.homes[name] = home
            self.serve(name, "node", home)
        self.token = self.post("/api/v1/sessions", {"name": "ana", "password": PASSWORD})["token"]
        self.until("every dataset is in the catalogue", lambda: len(self.get("/api/v1/datasets")) == count)
        self.until("every node answers", lambda: self.ask("modality = CT").nodes == set(self.homes) and not self.away)

    def disturb(self, slow, dead):
        """Stops some nodes most of the time and kills others."""
        names = sorted(self.homes)
        slow_ones, dead_ones = names[:slow], names[slow:slow + dead]
        self.disturbed = set(slow_ones + dead_ones)
        for name in dead_ones:
            self.processes[name].kill()
            self.processes[name].wait()
        pids = [self.processes[name] for name in slow_ones]

        def stop_and_go():
            while not self.ended.is_set():
                for process in pids:
                    process.send_signal(signal.SIGSTOP)
                self.ended.wait(0.4)
                for process in pids:
                    process.send_signal(signal.SIGCONT)
                self.ended.wait(0.05)
        self.stopper = threading.Thread(target=stop_and_go)
        self.stopper.start()

    def ask(self, text) -> Asked:
        request = urllib.request.Request(f"http://127.0.0.1:{self.web}/api/v1/search?q={urllib.parse.quote(text)}", headers={"Authorization": f"Bearer {self.token}"})
        start = time.perf_counter()
        first = well = None
        nodes, self.away = set(), set()
        with urllib.request.urlopen(request, timeout=300) as answer:
            for line in answer:
                now = (time.perf_counter() - start) * 1000
                found = json.loads(line)
                nodes.add(found["node"])
                if found["answer"]["kind"] == "offline":
                    self.away.add(found["node"])
                    continue
                first = first or now
                if found["node"] not in self.disturbed:
                    well = now
        end = (time.perf_counter() - start) * 1000
        return Asked(first or end, well or end, end, nodes)

    # Programs

    def run(self, *arguments, **options) -> str:
        done = subprocess.run([self.mosaic, *map(str, arguments)], capture_output=True, text=True, **options)
        if done.returncode:
            raise SystemExit(f"mosaic {' '.join(map(str, arguments[:2]))} ended with {done.returncode}: {(done.stdout + done.stderr)[-2000:]}")
        return done.stdout

    def serve(self, name, kind, home):
        with (self.folder / f"{name}.log").open("w") as errors:
            self.processes[name] = subprocess.Popen([self.mosaic, kind, "serve", "--home", str(home)], stdout=subprocess.DEVNULL, stderr=errors)

    def log(self, name) -> str:
        return (self.folder / f"{name}.log").read_text()

    def until(self, what, holds, seconds=180):
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                raise SystemExit(f"waited {seconds} s in vain until {what}")
            time.sleep(0.1)

    def post(self, path, body):
        request = urllib.request.Request(f"http://127.0.0.1:{self.web}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.web}{path}", timeout=60) as answer:
            return json.load(answer)
