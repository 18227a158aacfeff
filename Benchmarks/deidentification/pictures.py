"""Pictures before and after: whether letters that were drawn still show, and what Tesseract reads."""
import subprocess
import tempfile

import numpy


def frames(dataset):
    """Frames, rows, columns (, samples); None without pixels that can be decoded."""
    if "PixelData" not in dataset:
        return None
    try:
        array = dataset.pixel_array
    except Exception:
        return None
    return array if int(dataset.get("NumberOfFrames", 1) or 1) > 1 else array[numpy.newaxis]


def is_hidden(old, new) -> bool:
    """Whether the drawn letters do not show in the new pixels: these are flat, or have nothing to do with the letters."""
    old, new = (part if part.ndim == 3 else part.mean(axis=3) for part in (old, new))
    for before, after in zip(old, new):
        if after.max() - after.min() < 1e-9:
            continue
        if before.std() < 1e-9:
            continue
        spread = before.std() * after.std()
        if spread and abs(((before - before.mean()) * (after - after.mean())).mean() / spread) > 0.35:
            return False
    return True


def read(gray) -> str:
    """What Tesseract reads in a picture."""
    from PIL import Image, ImageOps
    low, high = float(gray.min()), float(gray.max())
    image = Image.fromarray(((gray - low) * (255 / (high - low))).astype("uint8"))
    image = ImageOps.expand(image, 12, fill=int(numpy.median(numpy.asarray(image))))
    scale = max(1, round(40 / max(8, gray.shape[0])))
    image = image.resize((image.width * scale, image.height * scale))
    if numpy.median(numpy.asarray(image)) < 128:
        image = ImageOps.invert(image)
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        image.save(file.name)
        try:
            return subprocess.run(["tesseract", file.name, "-", "--psm", "6"], capture_output=True, text=True, timeout=60).stdout
        except FileNotFoundError:
            raise SystemExit("There is no tesseract. Install the Debian package tesseract-ocr, or use --no-ocr.")
