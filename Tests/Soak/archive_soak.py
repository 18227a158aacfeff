"""Many senders at a node for some minutes, some of them cut off in the middle of a file, and one reader that reads slowly.

Shows that nothing acknowledged is lost, that memory stays bounded, and that nobody starves. Exit status 1 when one of these does not hold.

usage: archive_soak.py [--senders 64] [--seconds 120] [--files 600] [--memory 1500]
"""
import argparse
import json
import os
import pathlib
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(REPOSITORY / "Benchmarks/archive"))
import bench_archive  # noqa: E402
import ct_files  # noqa: E402


class Sender(threading.Thread):
    """Starts storescu over and over with files of its choice; remembers what was acknowledged."""

    def __init__(self, number, server, files, stop, is_cut):
        super().__init__()
        self.number, self.server, self.files, self.stop, self.is_cut = number, server, files, stop, is_cut
        self.random = random.Random(number)
        self.acknowledged, self.runs, self.cuts, self.longest_wait = set(), 0, 0, 0.0

    def run(self):
        while not self.stop.is_set():
            command = [
                "stdbuf", "-oL", "storescu", "-v", "-aet", f"SOAK{self.number}", "-aec", self.server.title, "--max-pdu", "131072",
                "--max-send-pdu", "131072", "127.0.0.1", str(self.server.dicom), *self.random.sample(self.files, 12)]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
            deadline = time.monotonic() + self.random.uniform(0.05, 3) if self.is_cut else None
            if deadline:
                timer = threading.Timer(deadline - time.monotonic(), process.kill)
                timer.start()
            current, last = None, time.monotonic()
            for line in process.stdout:
                if "Sending file: " in line:
                    current = line.split("Sending file: ")[1].strip()
                elif "Received Store Response (Success)" in line:
                    self.acknowledged.add(current)
                    self.longest_wait, last = max(self.longest_wait, time.monotonic() - last), time.monotonic()
            process.wait()
            self.runs += 1
            if deadline:
                timer.cancel()
                self.cuts += process.returncode != 0


def slow_reader(server, stop, result):
    """Asks for a whole study and takes a few bytes of it now and then."""
    while not stop.is_set():
        connection = server.connection()
        studies = json.loads(bench_archive.get(connection, server, "/studies?limit=1"))
        if studies:
            break
        time.sleep(0.5)
    else:
        return
    path = f"{server.root}/studies/{studies[0]['0020000D']['Value'][0]}"
    reader = socket.create_connection(("127.0.0.1", server.web))
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    accept = 'multipart/related; type="application/dicom"; transfer-syntax=*'
    reader.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.token}\r\nAccept: {accept}\r\n\r\n".encode())
    while not stop.is_set():
        result["read"] += len(reader.recv(1024))
        time.sleep(0.05)
    reader.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--senders", type=int, default=64)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--files", type=int, default=600)
    parser.add_argument("--memory", type=int, default=1500, help="the most resident memory, in MB")
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mosaic-soak-"))
    failures = []
    try:
        ct_files.make(folder / "ct", options.files)
        files = sorted(str(path) for path in (folder / "ct").iterdir())
        server = bench_archive.start_node(folder)
        stop, read = threading.Event(), {"read": 0}
        senders = [Sender(number, server, files, stop, is_cut=number % 4 == 0) for number in range(options.senders)]
        slow = threading.Thread(target=slow_reader, args=(server, stop, read))
        for thread in [*senders, slow]:
            thread.start()
        end, most, echoes = time.monotonic() + options.seconds, 0.0, []
        while time.monotonic() < end:
            start = time.monotonic()
            echo = subprocess.run(["echoscu", "-to", "60", "-aec", server.title, "127.0.0.1", str(server.dicom)], capture_output=True)
            echoes.append(time.monotonic() - start)
            if echo.returncode != 0:
                failures.append("an echo was refused: " + echo.stderr.decode()[:200])
            most = max(most, server.resident())
            time.sleep(0.5)
        stop.set()
        for thread in [*senders, slow]:
            thread.join(120)
        acknowledged = set().union(*(sender.acknowledged for sender in senders))
        count = sum(len(sender.acknowledged) for sender in senders)
        os.kill(server.process.pid, 9)
        server.process.wait()

        listed = folder / "acknowledged.txt"
        listed.write_text("\n".join(sorted(acknowledged)))
        node = lambda *parts: json.loads(subprocess.run(
            [str(bench_archive.MOSAIC), "node", *parts, "--home", str(folder / "mosaic"), "--json"], check=True, capture_output=True,
            text=True).stdout)
        again = node("ingest", "--list", str(listed))
        verified = node("verify")
        print(f"{options.senders} senders, {options.seconds} s: {sum(sender.runs for sender in senders)} associations, "
              f"{sum(sender.cuts for sender in senders)} of them cut off; {count} acknowledgements of {len(acknowledged)} different objects "
              f"at distinct senders; slow reader {read['read']} bytes")
        print(f"resident at most {most:.0f} MB; echo at most {max(echoes):.2f} s; longest wait of a sender for an answer "
              f"{max(sender.longest_wait for sender in senders):.2f} s")
        print(f"after SIGKILL: {again['duplicates']} of {len(acknowledged)} acknowledged found again, {again['archived']} not; "
              f"{verified['sound']} of {verified['objects']} objects whole")
        if again["duplicates"] != len(acknowledged):
            failures.append("acknowledged objects are missing")
        if verified["sound"] != verified["objects"]:
            failures.append("objects are not whole")
        if most > options.memory:
            failures.append(f"{most:.0f} MB are resident, more than {options.memory}")
        idle = [sender.number for sender in senders if not sender.acknowledged and not sender.is_cut]
        if idle:
            failures.append(f"senders {idle} got no answer at all")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for failure in failures:
        print("FAILED:", failure)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
