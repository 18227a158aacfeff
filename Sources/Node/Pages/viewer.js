// The viewer of one series: puts the parts together. Everything comes from the node; nothing is kept in the browser.

import { Archive } from "./viewer-dicomweb.js";
import { text } from "./viewer-dicomjson.js";
import { listen } from "./viewer-input.js";
import { Labels, windowText } from "./viewer-labels.js";
import { Picture } from "./viewer-pixels.js";
import { findSegmentations } from "./viewer-segments.js";
import { frameRate, slicesOf } from "./viewer-slices.js";
import { Stack } from "./viewer-stack.js";
import { Viewport } from "./viewer-viewport.js";
import { proposedWindows, usualWindows, windowOver } from "./viewer-window.js";

class Viewer {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(`[data-part="${name}"]`);
    this.element = this.part("viewport");
    this.viewport = new Viewport(this.part("canvas"));
    this.labels = new Labels(this.part);
    this.archive = new Archive("/dicom-web");
    this.index = 0;
    /** Which of the object's own windows is shown, one of the usual ones, or one of the user's own. */
    this.choice = { kind: "object", number: 0 };
    this.isInverted = false;
    this.segmentations = [];
  }

  async open() {
    const { study, series } = this.root.dataset;
    this.labels.message("Loading…");
    try {
      this.slices = slicesOf(await this.archive.metadata(study, series));
    } catch (error) {
      this.#refuse(error);
      return;
    }
    if (this.slices.length === 0) {
      this.labels.message("This series has no pictures.", true);
      return;
    }
    this.usual = usualWindows(text(this.slices[0].instance, "00080060"));
    const budget = (navigator.deviceMemory ?? 4) <= 2 ? 96 : 320;
    this.stack = new Stack(
      this.slices.length, (index, signal) => Picture.load(this.slices[index], this.archive, signal), (index) => this.#arrived(index),
      { budget: budget * 2 ** 20 });
    this.#connect();
    const wanted = Number(/^#(\d+)$/.exec(location.hash)?.[1] ?? 0);
    // The middle of a volume shows more of it than its edge.
    this.go(wanted > 0 ? wanted - 1 : this.slices[0].frames === 1 && this.slices[0].position ? this.slices.length >> 1 : 0);
    await this.#overlay(study, series);
  }

  // What is shown

  /** Makes an image the present one. */
  go(index) {
    this.index = Math.min(Math.max(index, 0), this.slices.length - 1);
    this.stack.focus(this.index);
    this.part("slider").value = this.index + 1;
    this.part("slider").setAttribute("aria-valuetext", `Image ${this.index + 1} of ${this.slices.length}`);
    this.refresh();
  }

  #arrived(index) {
    if (index === this.index) this.refresh();
  }

  /** Draws once for all that changed before the next frame of the screen. */
  refresh() {
    this.pending ??= requestAnimationFrame(() => {
      this.pending = undefined;
      this.#draw();
    });
  }

  #draw() {
    const picture = this.stack.picture(this.index);
    const failure = this.stack.error(this.index);
    // The words belong to the pixels: both stay until the next picture is there.
    if (picture === undefined) {
      if (failure) this.#refuse(failure);
      else this.waiting ??= setTimeout(() => this.labels.message(`Loading image ${this.index + 1}…`), 200);
      return;
    }
    clearTimeout(this.waiting);
    this.waiting = undefined;
    const isNew = picture !== this.picture;
    this.picture = picture;
    if (isNew) this.#offerWindows();
    const setting = this.setting();
    if (isNew) this.viewport.layers = [];
    try {
      this.viewport.show(picture, setting);
    } catch (error) {
      this.#refuse(error);
      return;
    }
    this.labels.message("");
    this.#describe(setting);
    if (isNew || this.layersChanged) this.#drawSegments(picture.slice);
  }

  /** Only place and size changed. */
  #moved() {
    this.viewport.draw();
    if (this.picture) this.#describe(this.setting());
  }

  #describe(setting) {
    const { slice } = this.picture;
    this.labels.write(this.picture, this.index, this.slices.length, this.viewport, setting);
    this.labels.say(`Image ${this.index + 1} of ${this.slices.length}. ${windowText(setting, this.picture)}.`);
    this.labels.value(this.picture, this.pixel);
    const { zoom, left, top } = this.viewport;
    Object.assign(this.element.dataset, {
      image: `${slice.uid}/${slice.frame}`, window: setting.window ? `${setting.window.center} ${setting.window.width}` : "",
      place: `${zoom} ${left} ${top}`,
    });
  }

  #refuse(error) {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    this.picture = undefined;
    this.viewport.clear();
    delete this.element.dataset.image;
    const isSignedOut = error.status === 401;
    this.labels.message(isSignedOut ? "Your sign-in has ended. Open the page of the study again." : error.message, true);
  }

  // Window

  /** How the present picture is to be shown. */
  setting() {
    const { picture, choice, isInverted } = this;
    if (!picture.isGray) return { isInverted };
    if (choice.kind === "own") return { window: choice.window, isInverted };
    if (choice.kind === "usual") return { window: this.usual[choice.number], name: this.usual[choice.number].name, isInverted };
    if (choice.kind === "object") {
      const tables = picture.format.interestTables;
      if (choice.number < tables.length) return { table: tables[choice.number], isInverted };
      const proposed = proposedWindows(picture.slice);
      const found = proposed[choice.number - tables.length] ?? proposed[0];
      if (found) return { window: found, name: found.name, isInverted };
    }
    // One window for the series: with one for each picture the brightness would jump.
    this.whole ??= windowOver(...picture.range);
    return { window: this.whole, name: "Full range", isInverted };
  }

  #offerWindows() {
    const select = this.part("windows");
    const own = this.picture.isGray
      ? [
        ...this.picture.format.interestTables.map(({ name }, number) => name || `Table ${number + 1}`),
        ...proposedWindows(this.picture.slice).map(({ name }, number) => name || (number === 0 ? "As stored" : `Stored window ${number + 1}`)),
      ] : [];
    const names = [
      ...own.map((name, number) => [`object ${number}`, name]), ...this.usual.map(({ name }, number) => [`usual ${number}`, name]),
      ["range 0", "Full range"], ["own 0", "Your own"],
    ];
    const key = JSON.stringify(names);
    if (this.offered !== key) {
      this.offered = key;
      select.replaceChildren(...names.map(([value, name]) => new Option(name, value)));
      select.disabled = !this.picture.isGray;
    }
    this.#markWindow();
  }

  #markWindow() {
    const { kind, number = 0 } = this.choice;
    const select = this.part("windows");
    select.value = `${kind} ${number}`;
    if (select.selectedIndex < 0) select.value = "range 0";
    select.querySelector('[value="own 0"]').disabled = kind !== "own";
  }

  choose(choice) {
    if (choice.kind === "range") this.whole = undefined;
    this.choice = choice;
    this.#markWindow();
    this.refresh();
  }

  /** Changes the user's own window: wider by `width`, brighter by `center`, in hundredths of the present width. */
  adjust(width, center) {
    if (!this.picture?.isGray) return;
    const { window: from = windowOver(...this.picture.range) } = this.setting();
    const unit = from.width / 100;
    const least = from.shape === "LINEAR" ? 1 : 1e-6;
    const window_ = { ...from, name: "", width: Math.max(from.width + width * unit, least), center: from.center + center * unit };
    this.choose({ kind: "own", window: window_ });
  }

  // Segments

  async #overlay(study, series) {
    try {
      this.segmentations = await findSegmentations(this.archive, study, series, this.slices, (words) => this.labels.say(words));
    } catch (error) {
      this.labels.say(`Segmentations could not be looked for. ${error.message}`);
    }
    if (this.segmentations.length === 0) return;
    const list = this.part("segments");
    for (const segmentation of this.segmentations) {
      for (const segment of segmentation.segments) list.append(this.#choiceOf(segment, segmentation));
    }
    this.part("overlays").hidden = false;
    this.layersChanged = true;
    this.refresh();
  }

  #choiceOf(segment, segmentation) {
    const label = document.createElement("label");
    label.className = "choice";
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: true });
    box.addEventListener("change", () => {
      segment.isShown = box.checked;
      this.layersChanged = true;
      this.refresh();
    });
    const swatch = document.createElement("span");
    swatch.className = "swatch";
    swatch.style.backgroundColor = `rgb(${segment.colour.join(" ")})`;
    const name = Object.assign(document.createElement("span"), { textContent: `${segment.name} ` });
    name.append(Object.assign(document.createElement("small"), { className: "soft", textContent: segmentation.name }));
    label.append(box, swatch, name);
    return label;
  }

  async #drawSegments(slice) {
    this.layersChanged = false;
    if (this.segmentations.length === 0) return;
    try {
      const layers = [];
      for (const segmentation of this.segmentations) layers.push(...await segmentation.layersOver(slice));
      if (this.picture?.slice !== slice) return;
      this.viewport.layers = layers;
      this.element.dataset.layers = layers.length;
      this.viewport.draw();
    } catch (error) {
      this.labels.message(`The segments could not be drawn. ${error.message}`, true);
    }
  }

  // Cine

  play() {
    this.isPlaying = !this.isPlaying;
    const button = this.root.querySelector('[data-action="play"]');
    button.setAttribute("aria-pressed", this.isPlaying);
    clearTimeout(this.timer);
    if (this.isPlaying) this.#advance();
  }

  #advance() {
    const next = (this.index + 1) % this.slices.length;
    // Waits for a picture that is not there yet. The first one is not fetched ahead from the last.
    if (next === 0 || this.stack.picture(next) || this.stack.error(next)) this.go(next);
    this.timer = setTimeout(() => this.#advance(), 1_000 / frameRate(this.slices[this.index]));
  }

  // Input

  #connect() {
    const slider = this.part("slider");
    slider.max = this.slices.length;
    slider.addEventListener("input", () => this.go(Number(slider.value) - 1));
    this.part("windows").addEventListener("change", ({ target }) => {
      const [kind, number] = target.value.split(" ");
      if (kind !== "own") this.choose({ kind, number: Number(number) });
    });
    this.part("opacity").addEventListener("input", ({ target }) => {
      this.viewport.opacity = Number(target.value) / 100;
      this.viewport.draw();
    });
    this.part("opacity").dispatchEvent(new Event("input"));
    for (const button of this.root.querySelectorAll("[data-action]")) {
      button.addEventListener("click", () => this.act(button.dataset.action));
    }
    this.root.querySelector('[data-action="play"]').disabled = this.slices.length < 2;
    slider.disabled = this.slices.length < 2;

    const input = listen(this.element, {
      window: (x, y) => this.adjust(x / 2, y / 2),
      pan: (x, y) => { this.viewport.panBy(x, y); this.#moved(); },
      zoom: (factor, { x, y }) => { this.viewport.zoomBy(factor, x, y); this.#moved(); },
      step: (images) => this.go(this.index + images),
      point: (point) => {
        this.pixel = point && this.viewport.pixelAt(point.x, point.y);
        if (this.picture) this.labels.value(this.picture, this.pixel);
      },
      key: (name) => this.key(name),
    });
    const buttons = [...this.root.querySelectorAll("[data-tool]")];
    const mark = () => buttons.forEach((button) => button.setAttribute("aria-pressed", button.dataset.tool === input.tool));
    for (const button of buttons) {
      button.addEventListener("click", () => {
        input.tool = button.dataset.tool;
        mark();
      });
    }
    mark();
    new ResizeObserver(() => {
      this.viewport.resize(this.element.clientWidth, this.element.clientHeight, window.devicePixelRatio);
      if (this.picture) this.#moved();
    }).observe(this.element);
    addEventListener("pagehide", () => this.stack.close());
  }

  /** What a key does; false where it means nothing here. */
  key(name) {
    const keys = {
      ArrowDown: () => this.go(this.index + 1), ArrowRight: () => this.go(this.index + 1),
      ArrowUp: () => this.go(this.index - 1), ArrowLeft: () => this.go(this.index - 1),
      PageDown: () => this.go(this.index + 10), PageUp: () => this.go(this.index - 10),
      Home: () => this.go(0), End: () => this.go(this.slices.length - 1),
      "Shift+ArrowRight": () => this.adjust(5, 0), "Shift+ArrowLeft": () => this.adjust(-5, 0),
      "Shift+ArrowUp": () => this.adjust(0, -5), "Shift+ArrowDown": () => this.adjust(0, 5),
      w: () => this.#panned(0, 40), s: () => this.#panned(0, -40), a: () => this.#panned(40, 0), d: () => this.#panned(-40, 0),
      "+": () => this.act("larger"), "=": () => this.act("larger"), "-": () => this.act("smaller"),
      f: () => this.act("fit"), o: () => this.act("original"), i: () => this.act("invert"), r: () => this.act("reset"),
      " ": () => this.act("play"), 0: () => this.choose({ kind: "object", number: 0 }), 9: () => this.choose({ kind: "range" }),
    };
    this.usual.forEach((_, number) => (keys[number + 1] = () => this.choose({ kind: "usual", number })));
    if (!Object.hasOwn(keys, name)) return false;
    keys[name]();
    return true;
  }

  #panned(x, y) {
    this.viewport.panBy(x, y);
    this.#moved();
  }

  /** What a button does. */
  act(action) {
    if (action === "play") return this.slices.length > 1 ? this.play() : undefined;
    if (action === "invert") this.isInverted = !this.isInverted;
    if (action === "fit") this.viewport.fit();
    if (action === "original") this.viewport.original();
    if (action === "larger") this.viewport.zoomBy(1.25);
    if (action === "smaller") this.viewport.zoomBy(0.8);
    if (action === "reset") {
      this.isInverted = false;
      this.whole = undefined;
      this.viewport.fit();
      this.choose({ kind: "object", number: 0 });
    }
    const invert = this.root.querySelector('[data-action="invert"]');
    invert.setAttribute("aria-pressed", this.isInverted);
    if (action === "invert") this.refresh();
    else this.#moved();
  }
}

new Viewer(document.getElementById("viewer")).open();
