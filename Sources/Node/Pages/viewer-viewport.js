// The canvas: where the picture lies on it, and what lies on the picture.

/** Shows one picture with zoom and pan. Lengths on the canvas are device pixels; zoom 1 is one of them for each column of the picture. */
export class Viewport {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: false });
    this.image = new OffscreenCanvas(1, 1);
    this.aspect = 1;
    this.zoom = 1;
    this.left = 0;
    this.top = 0;
    this.isFitted = true;
    this.isEmpty = true;
    this.layers = [];
    this.opacity = 0.5;
  }

  /** Takes the size of the element that the canvas fills. */
  resize(width, height, ratio) {
    const columns = Math.max(1, Math.round(width * ratio));
    const rows = Math.max(1, Math.round(height * ratio));
    if (columns === this.canvas.width && rows === this.canvas.height) return;
    this.left += (columns - this.canvas.width) / 2;
    this.top += (rows - this.canvas.height) / 2;
    this.canvas.width = columns;
    this.canvas.height = rows;
    if (this.isFitted) this.fit();
    this.draw();
  }

  /** Shows another picture; place and size stay where it has the same size as the one before. */
  show(picture, setting) {
    const { rows, columns } = picture.format;
    if (this.image.width !== columns || this.image.height !== rows || this.isEmpty) {
      this.image = new OffscreenCanvas(columns, rows);
      this.pixels = this.image.getContext("2d").createImageData(columns, rows);
      this.isEmpty = false;
      this.aspect = picture.slice.aspect;
      this.fit();
    }
    this.aspect = picture.slice.aspect;
    picture.paint(new Uint32Array(this.pixels.data.buffer), setting);
    this.image.getContext("2d").putImageData(this.pixels, 0, 0);
    this.draw();
  }

  /** Nothing to be shown. */
  clear() {
    this.isEmpty = true;
    this.layers = [];
    this.draw();
  }

  draw() {
    const context = this.context;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = "#000";
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    if (this.isEmpty) return;
    // One to one is shown as it is, from whole pixel to whole pixel.
    const isExact = this.zoom === 1 && this.aspect === 1;
    const [left, top] = isExact ? [Math.round(this.left), Math.round(this.top)] : [this.left, this.top];
    context.imageSmoothingEnabled = !isExact;
    context.imageSmoothingQuality = "high";
    context.setTransform(this.zoom, 0, 0, this.zoom * this.aspect, left, top);
    context.drawImage(this.image, 0, 0);
    context.globalAlpha = this.opacity;
    context.imageSmoothingEnabled = false;
    for (const layer of this.layers) {
      context.save();
      context.transform(...layer.place);
      context.drawImage(layer.image, 0, 0);
      context.restore();
    }
    context.globalAlpha = 1;
  }

  /** All of the picture, as large as it goes. */
  fit() {
    this.isFitted = true;
    const height = this.image.height * this.aspect;
    this.zoom = Math.min(this.canvas.width / this.image.width, this.canvas.height / height);
    this.#centre();
  }

  /** One device pixel for each column. */
  original() {
    this.isFitted = false;
    this.zoom = 1;
    this.#centre();
  }

  #centre() {
    this.left = (this.canvas.width - this.image.width * this.zoom) / 2;
    this.top = (this.canvas.height - this.image.height * this.aspect * this.zoom) / 2;
  }

  /** Zooms about a point of the canvas, which stays where it is. */
  zoomBy(factor, x = this.canvas.width / 2, y = this.canvas.height / 2) {
    const zoom = Math.min(Math.max(this.zoom * factor, 0.05), 40);
    this.left = x - ((x - this.left) * zoom) / this.zoom;
    this.top = y - ((y - this.top) * zoom) / this.zoom;
    this.zoom = zoom;
    this.isFitted = false;
  }

  /** Moves the picture; some of it always stays in view. */
  panBy(x, y) {
    this.isFitted = false;
    const margin = 20;
    const width = this.image.width * this.zoom;
    const height = this.image.height * this.aspect * this.zoom;
    this.left = Math.min(Math.max(this.left + x, margin - width), this.canvas.width - margin);
    this.top = Math.min(Math.max(this.top + y, margin - height), this.canvas.height - margin);
  }

  /** The column and row under a point of the canvas, `undefined` beside the picture. */
  pixelAt(x, y) {
    if (this.isEmpty) return undefined;
    const column = Math.floor((x - this.left) / this.zoom);
    const row = Math.floor((y - this.top) / (this.zoom * this.aspect));
    return column >= 0 && row >= 0 && column < this.image.width && row < this.image.height ? { column, row } : undefined;
  }
}
