"""Looks at the pages of a node as its staff does, and prints what was found.

viewer.py ADDRESS SECRET ARTEFACTS
"""

import collections
import pathlib
import sys

import numpy
import rendering
from axe_playwright_python.sync_playwright import Axe
from browser import Checks, Node, chromium, pixels, value
from pydicom import dcmread as read
from pydicom.pixels import apply_modality_lut
from pydicom.uid import JPEGBaseline8Bit

address, secret, artefacts = sys.argv[1:4]
node = Node(address, secret)
artefacts = pathlib.Path(artefacts)
artefacts.mkdir(parents=True, exist_ok=True)
check = Checks()
VIEWPORT = "[data-part=viewport]"


def sign_in(page, path="/studies"):
    page.goto(f"{address}/sign-in?token={secret}&to={path}")


def open_series(page, study, series, image=1):
    page.goto("about:blank")
    page.goto(f"{address}/studies/{study}/series/{series}#{image}")
    page.wait_for_selector(f"{VIEWPORT}[data-image]")
    page.focus(VIEWPORT)


def state(page):
    """What is drawn now: instance and frame, window, zoom and place."""
    data = page.evaluate("({...document.querySelector('[data-part=viewport]').dataset})")
    uid, frame = data["image"].split("/")
    zoom, left, top = map(float, data["place"].split())
    window = [float(number) for number in data["window"].split()]
    slider = int(page.input_value("[data-part=slider]"))
    return {"uid": uid, "frame": int(frame), "window": window, "zoom": zoom, "left": left, "top": top, "index": slider}


def until(page, condition):
    """Waits for something about the data attributes of the viewport, `d`, or the slider, `n`."""
    page.wait_for_function(
        f"() => {{ const d = document.querySelector('{VIEWPORT}').dataset, n = Number(document.querySelector('[data-part=slider]').value);"
        f" return {condition}; }}"
    )


def press(page, key, condition):
    page.keyboard.press(key)
    until(page, condition)


def hide_segments(page):
    """Waits for segmentations, and takes them all away."""
    page.wait_for_selector("[data-part=segments] input >> nth=3")
    for box in page.locator("[data-part=segments] input").all():
        box.uncheck()
    until(page, "d.layers === '0'")


def one_to_one(page):
    page.focus(VIEWPORT)
    press(page, "o", "d.place.startsWith('1 ')")


def drawn(page, rows, columns):
    """The picture as it is on the canvas at zoom 1, with the region of the picture that is in view."""
    now = state(page)
    width, height = page.evaluate("[document.querySelector('canvas').width, document.querySelector('canvas').height]")
    left, top = (int(numpy.floor(now[side] + 0.5)) for side in ("left", "top"))
    first_column, first_row = max(0, -left), max(0, -top)
    columns = min(columns, width - left) - first_column
    rows = min(rows, height - top) - first_row
    region = (slice(first_row, first_row + rows), slice(first_column, first_column + columns))
    return pixels(page, left + first_column, top + first_row, columns, rows), region


# ---- Access ----------------------------------------------------------------------------------------------------------

studies = node.json("/studies")
everything = [(value(s, "0020000D"), value(s, "0020000E"), value(s, "00080060")) for s in node.json("/series?limit=1000")]
report_study, report_series = next((study, series) for study, series, modality in everything if modality == "SR")
report_instance = value(node.json(f"/studies/{report_study}/series/{report_series}/instances")[0], "00080018")
by_study = collections.Counter(study for study, _, _ in everything)

with check.part("access"):
    for path in ("/studies", f"/studies/{everything[0][0]}", f"/studies/{everything[0][0]}/series/{everything[0][1]}",
                 f"/studies/{report_study}/instances/{report_instance}/report"):  # fmt: skip
        check(f"{path.count('/')} parts without a token", node.status(path) == 401, node.status(path))
        check(f"{path.count('/')} parts with a token", node.status(path, token=True) == 200)
    check("an unknown study", node.status("/studies/1.2.3", token=True) == 404)
    check("an image is no report", node.status(
        f"/studies/{report_study}/instances/{report_study}/report", token=True) == 404)

with chromium(viewport={"width": 1300, "height": 1000}) as (page, faults):
    with check.part("sign-in"):
        page.goto(f"{address}/studies")
        check("who has no token is told how to get one", "mosaic node token create" in page.inner_text("main"))
        faults.clear()  # The browser itself tells of the status 401.
        sign_in(page)
        check("the sign-in leads to the studies", page.url == f"{address}/studies", page.url)

    # ---- List and study ----------------------------------------------------------------------------------------------

    with check.part("list"):
        rows = page.locator("tbody tr")
        check("every study is listed", rows.count() == min(50, len(studies)), rows.count())
        page.screenshot(path=artefacts / "studies.png")
        page.select_option("#modality", "MR")
        page.click("text=Find")
        expected = sum("MR" in (s.get("00080061", {}).get("Value") or []) for s in studies)
        check("the filter leaves the MR studies", page.locator("tbody tr").count() == expected, (page.url, expected))
        page.goto(f"{address}/studies?patient=nobody")
        check("no study is said in words", "No study is found" in page.inner_text("main"))

    segmented = next(study for study, _, modality in everything if modality == "SEG" and by_study[study] == 3)
    chest = next(series for study, series, modality in everything if study == segmented and modality == "CT")
    with check.part("study"):
        page.goto(f"{address}/studies/{segmented}")
        page.wait_for_load_state("networkidle")
        shown = page.eval_on_selector_all(".thumbnail img", "all => all.filter(i => i.complete && i.naturalWidth > 0).length")
        check("every series has its thumbnail", shown == 3, shown)
        page.screenshot(path=artefacts / "study.png")
        page.click(f"h3 a[href$='{chest}']")
        page.wait_for_selector(f"{VIEWPORT}[data-image]")
        check("its card leads to the viewer", page.url.endswith(f"/series/{chest}"))

    # ---- Scrolling ---------------------------------------------------------------------------------------------------

    instances = [read(node.object(segmented, chest, value(i, "00080018"))) for i in node.json(f"/studies/{segmented}/series/{chest}/instances")]
    instances.sort(key=lambda data: float(data.ImagePositionPatient[2]))
    count = len(instances)
    with check.part("scrolling"):
        open_series(page, segmented, chest)
        order = []
        for index in range(1, count + 1):
            until(page, f"n === {index} && d.image")
            page.wait_for_function(f"() => document.querySelector('[data-part=bottom-left]').textContent.includes('Image {index} of {count}')")
            order.append(state(page)["uid"])
            page.keyboard.press("ArrowDown")
        check("slices follow one another along the body", order == [data.SOPInstanceUID for data in instances], order)
        press(page, "Home", "n === 1")
        box = page.locator(VIEWPORT).bounding_box()
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.move(*middle)
        page.mouse.wheel(0, 120)
        until(page, "n === 2")
        page.mouse.wheel(0, 120)
        until(page, "n === 3")
        page.mouse.wheel(0, -120)
        until(page, "n === 2")
        press(page, "PageDown", f"n === {min(12, count)}")
        press(page, "PageUp", f"n === {max(1, min(12, count) - 10)}")
        press(page, "End", f"n === {count}")
        press(page, "ArrowUp", f"n === {count - 1}")
        page.focus("[data-part=slider]")
        press(page, "ArrowLeft", f"n === {count - 2}")
        check("wheel, keys and slider scroll", True)

    # ---- Window, zoom, value -----------------------------------------------------------------------------------------

    with check.part("window"):
        open_series(page, segmented, chest, 3)
        before = state(page)["window"]
        own = [float(numpy.atleast_1d(instances[2][name].value)[0]) for name in ("WindowCenter", "WindowWidth")]
        check("the first window is the object's own", before == own, (before, own))
        page.mouse.move(*middle)
        page.mouse.down()
        page.mouse.move(middle[0] + 60, middle[1] + 30, steps=4)
        page.mouse.up()
        until(page, f"d.window !== '{before[0]:g} {before[1]:g}'")
        dragged = state(page)["window"]
        check("dragging right widens, dragging down darkens", dragged[1] > before[1] and dragged[0] > before[0], dragged)
        page.keyboard.press("Shift+ArrowLeft")
        until(page, f"Number(d.window.split(' ')[1]) < {dragged[1]}")
        narrowed = state(page)["window"]
        page.keyboard.press("Shift+ArrowUp")
        until(page, f"Number(d.window.split(' ')[0]) < {narrowed[0]}")
        press(page, "1", "d.window === '-600 1500'")
        page.screenshot(path=artefacts / "viewer-lung.png")
        press(page, "3", "d.window === '400 2000'")
        check("the list of windows follows the keys", page.locator("[data-part=windows] option:checked").inner_text() == "Bone")
        press(page, "r", f"d.window === '{before[0]:g} {before[1]:g}'")
        press(page, "ArrowDown", "n === 4")
        check("mouse and keys change the window", True)
        page.select_option("[data-part=windows]", label="Lung")
        until(page, "d.window === '-600 1500'")

    with check.part("zoom and value"):
        open_series(page, segmented, chest, 3)
        fitted = state(page)
        page.mouse.move(*middle)
        page.keyboard.down("Control")
        page.mouse.wheel(0, -200)
        page.keyboard.up("Control")
        until(page, f"Number(d.place.split(' ')[0]) > {fitted['zoom']}")
        zoomed = state(page)
        press(page, "d", f"Number(d.place.split(' ')[1]) < {zoomed['left']}")
        press(page, "f", f"d.place === '{fitted['zoom']:g} {fitted['left']:g} {fitted['top']:g}'")
        one_to_one(page)
        now = state(page)
        column, row = 60, 50
        page.mouse.move(box["x"] + now["left"] + column + 0.5, box["y"] + now["top"] + row + 0.5)
        data = instances[2]
        expected = int(apply_modality_lut(data.pixel_array, data)[row, column])
        text = page.inner_text("[data-part=value]")
        check("the value under the pointer is pydicom's", text.startswith(f"Column {column + 1}, row {row + 1}: {expected} HU"), text)
        hide_segments(page)
        page.focus(VIEWPORT)
        plain, _ = drawn(page, data.Rows, data.Columns)
        page.keyboard.press("i")
        page.wait_for_selector("[data-action=invert][aria-pressed=true]")
        page.wait_for_function("() => document.querySelector('[data-part=bottom-right]').textContent.includes('inverted')")
        inverted, _ = drawn(page, data.Rows, data.Columns)
        check("inverting inverts", abs(plain + inverted - 255).max() <= 1, abs(plain + inverted - 255).max())

    # ---- Segments ----------------------------------------------------------------------------------------------------

    with check.part("segments"):
        open_series(page, segmented, chest, 3)
        page.wait_for_selector("[data-part=segments] input >> nth=3")
        boxes = page.locator("[data-part=segments] input")
        check("both segmentations are found, with two segments each", boxes.count() == 4, boxes.count())
        until(page, "d.layers === '4'")
        page.screenshot(path=artefacts / "viewer-segments.png")
        hide_segments(page)
        one_to_one(page)
        data = instances[2]
        plain, _ = drawn(page, data.Rows, data.Columns)
        page.fill("[data-part=opacity]", "40")
        objects = {}
        for study, series, modality in everything:
            if study == segmented and modality == "SEG":
                uid = value(node.json(f"/studies/{study}/series/{series}/instances")[0], "00080018")
                found = read(node.object(study, series, uid))
                objects[found.SegmentationType] = found
        names = page.locator("[data-part=segments] label")
        colours = page.eval_on_selector_all(".swatch", "all => all.map(s => getComputedStyle(s).backgroundColor.match(/\\d+/g).map(Number))")
        positions = [round(float(i.ImagePositionPatient[2]), 3) for i in instances]
        # The binary one is listed first: its series has the lower number.
        for number in range(4):
            kind = "BINARY" if number < 2 else "FRACTIONAL"
            segmentation, segment = objects[kind], number % 2 + 1
            frame = next(index for index, groups in enumerate(segmentation.PerFrameFunctionalGroupsSequence)
                         if groups.SegmentIdentificationSequence[0].ReferencedSegmentNumber == segment
                         and round(float(groups.PlanePositionSequence[0].ImagePositionPatient[2]), 3) == positions[2])  # fmt: skip
            most = 1 if kind == "BINARY" else segmentation.MaximumFractionalValue
            mask = segmentation.pixel_array[frame] / most
            boxes.nth(number).check()
            until(page, "d.layers === '1'")
            page.evaluate("new Promise(requestAnimationFrame)")
            covered, _ = drawn(page, data.Rows, data.Columns)
            share = (mask * 0.4)[:, :, None]
            expected = plain * (1 - share) + numpy.array(colours[number]) * share
            worst = abs(covered - expected).max()
            check(f"{kind.lower()} segment {segment} is drawn where its mask is", worst <= 3 and mask.sum() > 20, f"{worst} {names.nth(number).inner_text()}")
            boxes.nth(number).uncheck()
            until(page, "d.layers === '0'")

    # ---- Report ------------------------------------------------------------------------------------------------------

    with check.part("report"):
        page.goto(f"{address}/studies/{report_study}")
        page.click(f"a[href$='{report_instance}/report']")
        text = page.inner_text(".report")
        data = read(node.object(report_study, report_series, report_instance))
        words = [element.value for element in data.iterall() if element.keyword in ("TextValue", "NumericValue")]
        missing = [str(word) for word in words if " ".join(str(word).split()) not in " ".join(text.split())]
        check("every text and number of the report is shown", len(words) > 5 and not missing, (len(words), missing[:3]))
        page.screenshot(path=artefacts / "report.png")

    # ---- Cine --------------------------------------------------------------------------------------------------------

    with check.part("cine"):
        study, series = next((study, series) for study, series, modality in everything
                             if modality == "US" and value(node.json(f"/studies/{study}/series/{series}/instances")[0], "00280008"))
        open_series(page, study, series)
        page.click("[data-action=play]")
        until(page, "n >= 4")
        page.click("[data-action=play]")
        check("a multi-frame object plays and stops", page.get_attribute("[data-action=play]", "aria-pressed") == "false")
        page.screenshot(path=artefacts / "viewer-ultrasound.png")

    check("the console stays empty", faults == [], faults)

# ---- Pixels ----------------------------------------------------------------------------------------------------------

with chromium(viewport={"width": 1900, "height": 1500}) as (page, faults):
    sign_in(page)
    for study, series, modality in everything:
        instances = node.json(f"/studies/{study}/series/{series}/instances")
        if modality == "SR" or (modality in ("CT", "MR", "MG") and len(instances) > 1 and study != segmented):
            continue
        with check.part(f"pixels of {modality} {series[-8:]}"):
            open_series(page, study, series)
            if series == chest:
                hide_segments(page)
            one_to_one(page)
            now = state(page)
            source = node.object(study, series, now["uid"])
            data = read(node.object(study, series, now["uid"]))
            expected = rendering.expected(source, now["frame"])
            seen, region = drawn(page, *expected.shape[:2])
            difference = abs(seen - expected[region])
            about = f"{modality} {data.PhotometricInterpretation} {data.file_meta.TransferSyntaxUID.name} {data.BitsAllocated} bits"
            # Decoders of JPEG may round chrominance differently.
            most = 4 if data.file_meta.TransferSyntaxUID == JPEGBaseline8Bit and data.SamplesPerPixel > 1 else 1
            check(f"pixels: {about}", difference.max() <= most and seen.size > 100, f"largest difference {difference.max():.2f}, mean {difference.mean():.3f}")
    check("the console stays empty while pixels are compared", faults == [], faults)

# ---- Memory ----------------------------------------------------------------------------------------------------------

with chromium() as (page, faults), check.part("memory"):
    sign_in(page, f"/studies/{segmented}/series/{chest}")
    result = page.evaluate(
        """async () => {
            const { Stack } = await import("/viewer-stack.js");
            let running = 0, most = 0, aborted = 0, greatest = 0;
            const load = (index, signal) => new Promise((resolve, reject) => {
                most = Math.max(most, ++running);
                const done = () => { running--; resolve({ bytes: 10, index }); };
                const timer = setTimeout(done, 2);
                signal.addEventListener("abort", () => { clearTimeout(timer); running--; aborted++; reject(new Error("aborted")); });
            });
            const stack = new Stack(1000, load, () => (greatest = Math.max(greatest, stack.bytes)), { budget: 200, parallel: 4 });
            for (let index = 0; index < 1000; index += 7) {
                stack.focus(index);
                await new Promise((resolve) => setTimeout(resolve, index % 3));
            }
            stack.focus(999);
            await new Promise((resolve) => setTimeout(resolve, 100));
            let loads = 0;
            const large = new Stack(10, async () => { loads++; return { bytes: 150 }; }, () => {}, { budget: 200 });
            large.focus(3);
            await new Promise((resolve) => setTimeout(resolve, 50));
            return { loads, both: Boolean(large.picture(3) && large.picture(4)), most, aborted, greatest, last: stack.picture(999)?.index, kept: stack.kept.size, far: stack.picture(0) === undefined };
        }""")  # fmt: skip
    check("of pictures too large for the memory, this and the next are kept, each fetched once", result["both"] and result["loads"] <= 4, result)
    check("pictures in memory and requests at once are bounded, what is far is aborted and let go",
          result["greatest"] <= 200 and result["most"] <= 5 and result["aborted"] > 0 and result["last"] == 999 and result["far"], result)

# ---- Order and colours -----------------------------------------------------------------------------------------------

with chromium() as (page, faults), check.part("order"):
    sign_in(page, f"/studies/{segmented}/series/{chest}")
    study, series = next((study, series) for study, series, modality in everything if modality == "MR" and any(
        "00189087" in i for i in node.json(f"/studies/{study}/series/{series}/metadata")))  # fmt: skip
    order = page.evaluate(
        """async (path) => {
            const { slicesOf } = await import("/viewer-slices.js");
            const instances = await (await fetch(path, { headers: { Accept: "application/dicom+json" } })).json();
            const shuffled = instances.map((i) => [i["00080018"].Value[0].slice(-6), i]).sort().map(([_, i]) => i);
            return slicesOf(shuffled).map((slice) => [slice.repetition[0], slice.position[2]]);
        }""",
        f"/dicom-web/studies/{study}/series/{series}/metadata")  # fmt: skip
    volumes = len({b for b, _ in order})
    check("volumes of one b-value follow one another, each from end to end", volumes > 1 and order == sorted(order), order)
    colours = page.evaluate(
        """async () => {
            const { rgbOfLab } = await import("/viewer-segments.js");
            return [[65535, 32896, 32896], [0, 32896, 32896], [35579, 53665, 50858]].map(rgbOfLab);
        }""")  # fmt: skip
    worst = abs(numpy.array(colours) - [[255, 255, 255], [0, 0, 0], [255, 0, 0]]).max()
    check("CIELab values of white, black and the red of sRGB are these colours", worst <= 2, colours)

# ---- Phone, dark, keyboard, accessibility ----------------------------------------------------------------------------

pages = {
    "studies": "/studies", "study": f"/studies/{segmented}", "viewer": f"/studies/{segmented}/series/{chest}",
    "report": f"/studies/{report_study}/instances/{report_instance}/report",
}  # fmt: skip
for width, scheme in ((1300, "light"), (390, "dark")):
    with chromium(viewport={"width": width, "height": 844}, color_scheme=scheme, has_touch=width < 500) as (page, faults):
        sign_in(page)
        for name, path in pages.items():
            with check.part(f"{name} at {width}"):
                page.goto(address + path)
                if name == "viewer":
                    page.wait_for_selector(f"{VIEWPORT}[data-layers]")
                    page.evaluate("document.querySelector('#viewer-help').open = true")
                violations = Axe().run(page).response["violations"]
                check(f"{name} at {width}, {scheme}: axe finds nothing", not violations,
                      [(v["id"], [n["html"][:120] for n in v["nodes"]][:2]) for v in violations])  # fmt: skip
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                check(f"{name} at {width} needs no scrolling sideways", wide <= 0, wide)
                page.screenshot(path=artefacts / f"{name}-{width}-{scheme}.png", full_page=True)
        check(f"the console stays empty at {width}", faults == [], faults)

with chromium(viewport={"width": 1300, "height": 900}) as (page, faults), check.part("keyboard"):
    sign_in(page, pages["viewer"])
    page.wait_for_selector(f"{VIEWPORT}[data-image]")
    reached, outlined = [], []
    for _ in range(60):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            "(() => { const e = document.activeElement; return [e.dataset.part ?? e.dataset.tool ?? e.dataset.action ?? e.id ?? '', getComputedStyle(e).outlineStyle]; })()")
        reached.append(name)
        if name:
            outlined.append((name, outline))
        if name == "opacity":
            break
    wanted = {"window", "pan", "zoom", "scroll", "windows", "fit", "original", "invert", "reset", "play", "viewport", "slider", "opacity"}
    check("the keyboard reaches everything", wanted <= set(reached), wanted - set(reached))
    check("the focus is seen everywhere", all(outline != "none" for _, outline in outlined), outlined)

check.show()
