"""OHIF, as its makers built it, against a node's DICOMweb: served from another origin, with a token.

ohif.py ADDRESS SECRET ARTEFACTS OHIF PORT    OHIF is the folder of the built viewer; it is served at http://127.0.0.1:PORT/ohif/.
"""

import functools
import http.server
import json
import pathlib
import sys
import threading

from browser import Checks, Node, chromium, pixels, value

address, secret, artefacts, folder, port = sys.argv[1:6]
node = Node(address, secret)
artefacts = pathlib.Path(artefacts)
artefacts.mkdir(parents=True, exist_ok=True)
check = Checks()
home = f"http://127.0.0.1:{port}/ohif"

# OHIF's configuration file is its operator's to write. An extension in it sets how requests are authorised.
CONFIGURATION = """
const root = %s;
window.config = {
  routerBasename: "/ohif/", showStudyList: true, modes: [],
  extensions: [{
    id: "token-of-the-test",
    preRegistration({ servicesManager }) {
      servicesManager.services.userAuthenticationService.setServiceImplementation({
        getAuthorizationHeader: () => ({ Authorization: "Bearer %s" }),
      });
    },
  }],
  showWarningMessageForCrossOrigin: false,
  showCPUFallbackMessage: false, showLoadingIndicator: true, strictZSpacingForVolumeViewport: true, useSharedArrayBuffer: "FALSE",
  investigationalUseDialog: { option: "never" },
  defaultDataSourceName: "dicomweb",
  dataSources: [{
    namespace: "@ohif/extension-default.dataSourcesModule.dicomweb", sourceName: "dicomweb",
    configuration: {
      friendlyName: "Mosaic node", name: "mosaic", qidoRoot: root, wadoRoot: root, wadoUriRoot: root, qidoSupportsIncludeField: true,
      supportsReject: false, imageRendering: "wadors", thumbnailRendering: "wadors", enableStudyLazyLoad: true,
      supportsFuzzyMatching: true, supportsWildcard: true, bulkDataURI: { enabled: true },
    },
  }],
};
"""


class Files(http.server.SimpleHTTPRequestHandler):
    """The folder at /ohif/; addresses of OHIF's own pages all lead to its index."""

    def do_GET(self):
        if self.path.startswith("/ohif/app-config.js"):
            body = (CONFIGURATION % (json.dumps(f"{address}/dicom-web"), secret)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        path = self.path.split("?")[0].removeprefix("/ohif/")
        self.path = "/" + (path if path and (pathlib.Path(folder) / path).is_file() else "index.html")
        super().do_GET()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), functools.partial(Files, directory=folder))
threading.Thread(target=server.serve_forever, daemon=True).start()

everything = node.json("/series?limit=1000")
studies = node.json("/studies")
chest = max((s for s in everything if value(s, "00080060") == "CT"), key=lambda s: value(s, "00201209"))
study = value(chest, "0020000D")

with chromium(viewport={"width": 1400, "height": 1000}) as (page, faults):
    # Its fonts are elsewhere, and no test leaves this machine.
    page.route("**/*", lambda route: route.continue_() if "//127.0.0.1:" in route.request.url else route.abort())
    answers = []
    page.on("response", lambda answer: answers.append((answer.status, answer.url.removeprefix(address)))
            if answer.url.startswith(address) else None)  # fmt: skip
    with check.part("study list"):
        page.goto(f"{home}/")
        page.wait_for_selector("[data-cy=study-list-results]", timeout=60_000)
        page.wait_for_function("() => document.querySelectorAll('[data-cy=study-list-results] tr').length > 5", timeout=60_000)
        number = page.locator("[data-cy=num-studies], [data-cy=study-list-results] >> xpath=../..").first.inner_text()
        check("OHIF lists the studies", page.locator("[data-cy=study-list-results] tr").count() > 5, number[:200])
        page.screenshot(path=artefacts / "ohif-list.png")
    with check.part("study"):
        page.goto(f"{home}/viewer?StudyInstanceUIDs={study}")
        page.wait_for_selector("canvas.cornerstone-canvas", timeout=90_000)
        drawn = """() => {
            const canvas = document.querySelector("canvas.cornerstone-canvas");
            const context = canvas.getContext("2d");
            const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
            const seen = new Set();
            for (let index = 0; index < data.length; index += 4) seen.add(data[index]);
            return seen.size > 20;
        }"""
        page.wait_for_function(drawn, timeout=90_000)
        size = page.evaluate("(() => { const c = document.querySelector('canvas.cornerstone-canvas'); return [c.width, c.height]; })()")
        picture = pixels(page, 0, 0, *size, selector="canvas.cornerstone-canvas")
        lit = (picture.max(axis=2) > 20).mean()
        check("OHIF draws the pixels of a CT", lit > 0.05, f"{lit:.3f} of the canvas is lit")
        page.screenshot(path=artefacts / "ohif-study.png")
        wrong = [answer for answer in answers if answer[0] >= 400]
        kinds = {kind for kind in ("/studies?", "/metadata", "/frames/") for _, path in answers if kind in path}
        check("it searched, read metadata and frames, and nothing was refused", len(kinds) == 3 and not wrong, (sorted(kinds), wrong[:5]))

check.show()
