"""A headless Chromium, the node's DICOMweb as a client sees it, and checks that are printed as JSON for the Swift test."""

import base64
import contextlib
import io
import json
import pathlib
import traceback
import urllib.error
import urllib.request

import numpy
from playwright.sync_api import sync_playwright


class Checks:
    """What was looked at, in order."""

    def __init__(self):
        self.all = []

    def __call__(self, name, passed, detail=""):
        self.all.append({"name": name, "passed": bool(passed), "detail": str(detail)})
        return passed

    @contextlib.contextmanager
    def part(self, name):
        """A part whose failure does not keep the others from being looked at."""
        try:
            yield
        except Exception:
            self(name, False, traceback.format_exc(limit=-3))

    def show(self):
        print(json.dumps(self.all))


class Node:
    """DICOMweb of a node, asked with a token."""

    def __init__(self, address, secret):
        self.address, self.secret = address, secret

    def get(self, path, accept, token=True):
        headers = {"Accept": accept} | ({"Authorization": f"Bearer {self.secret}"} if token else {})
        with urllib.request.urlopen(urllib.request.Request(self.address + path, headers=headers), timeout=60) as answer:
            return answer.read()

    def status(self, path, accept="text/html", token=False):
        try:
            self.get(path, accept, token)
            return 200
        except urllib.error.HTTPError as error:
            return error.code

    def json(self, path):
        return json.loads(self.get(f"/dicom-web{path}", "application/dicom+json"))

    def object(self, study, series, instance):
        """The object as it is stored."""
        path = f"/dicom-web/studies/{study}/series/{series}/instances/{instance}"
        return io.BytesIO(self.get(path, "application/dicom; transfer-syntax=*"))


def value(item, tag):
    found = item.get(tag, {}).get("Value", [""])[0]
    return found.get("Alphabetic", "") if isinstance(found, dict) else found


@contextlib.contextmanager
def chromium(**context):
    """A page of a browser, and the list of what its console said against us."""
    with sync_playwright() as playwright:
        program = next(p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if pathlib.Path(p).exists())
        arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--enable-unsafe-swiftshader"]
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        page = browser.new_context(**context).new_page()
        faults = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        yield page, faults
        browser.close()


def pixels(page, left, top, columns, rows, selector="canvas"):
    """A part of a canvas: rows x columns x 3."""
    encoded = page.evaluate(
        """([selector, left, top, columns, rows]) => {
            const data = document.querySelector(selector).getContext("2d").getImageData(left, top, columns, rows).data;
            let text = "";
            for (let start = 0; start < data.length; start += 30000) text += String.fromCharCode(...data.subarray(start, start + 30000));
            return btoa(text);
        }""",
        [selector, left, top, columns, rows],
    )
    return numpy.frombuffer(base64.b64decode(encoded), numpy.uint8).reshape(rows, columns, 4)[:, :, :3].astype(float)
