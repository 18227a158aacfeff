// Mouse, touch, wheel and keys over the picture. They only hold while the picture has the focus or the pointer.

/** What a drag does with each of the tools. */
const tools = ["window", "pan", "zoom", "scroll"];

/**
 * @param element what takes the input; the canvas fills it.
 * @param act what is to be done: `window(x, y)`, `pan(x, y)`, `zoom(factor, point)`, `step(images)`, `point(point)`, `key(name)`. Lengths are
 *   device pixels.
 */
export function listen(element, act) {
  let tool = matchMedia("(pointer: coarse)").matches ? "scroll" : "window";
  const pointers = new Map();
  let drag;
  let rest = 0;

  const at = (event) => {
    const box = element.getBoundingClientRect();
    const ratio = window.devicePixelRatio;
    return { x: (event.clientX - box.left) * ratio, y: (event.clientY - box.top) * ratio };
  };

  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, at(event));
    const byButton = { 1: "pan", 2: "zoom" }[event.button];
    drag = { tool: byButton ?? (event.shiftKey ? "pan" : tool), start: at(event), rest: 0 };
    element.focus({ preventScroll: true });
    if (event.button === 1) event.preventDefault();
  });

  element.addEventListener("pointermove", (event) => {
    const point = at(event);
    const last = pointers.get(event.pointerId);
    act.point(point);
    if (last === undefined) return;
    if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
      const distance = ({ x, y }) => Math.max(1, Math.hypot(x - other.x, y - other.y));
      act.zoom(distance(point) / distance(last), { x: (point.x + other.x) / 2, y: (point.y + other.y) / 2 });
      act.pan((point.x - last.x) / 2, (point.y - last.y) / 2);
    } else if (pointers.size === 1) {
      dragBy(point.x - last.x, point.y - last.y);
    }
    pointers.set(event.pointerId, point);
  });

  const dragBy = (x, y) => {
    const ratio = window.devicePixelRatio;
    if (drag.tool === "window") act.window(x / ratio, y / ratio);
    if (drag.tool === "pan") act.pan(x, y);
    if (drag.tool === "zoom") act.zoom(Math.exp(-y / ratio / 150), drag.start);
    if (drag.tool === "scroll") {
      drag.rest += y / ratio;
      const images = Math.trunc(drag.rest / 12);
      drag.rest -= images * 12;
      if (images !== 0) act.step(images);
    }
  };

  const end = (event) => pointers.delete(event.pointerId);
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);
  element.addEventListener("pointerleave", () => act.point(undefined));
  element.addEventListener("contextmenu", (event) => event.preventDefault());
  element.addEventListener("dblclick", () => act.key("f"));

  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    const delta = event.deltaY * (event.deltaMode === 1 ? 40 : 1);
    if (event.ctrlKey || event.metaKey) return act.zoom(Math.exp(-delta / 400), at(event));
    // A mouse sends one large step for each notch, a touchpad many small ones.
    rest = Math.sign(rest) === Math.sign(delta) ? rest + delta : delta;
    const images = Math.abs(delta) >= 40 ? Math.sign(delta) : Math.trunc(rest / 40);
    if (images !== 0) {
      rest = 0;
      act.step(images);
    }
  }, { passive: false });

  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const name = (event.shiftKey && event.key.startsWith("Arrow") ? "Shift+" : "") + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (act.key(name)) event.preventDefault();
  });

  return {
    get tool() { return tool; },
    set tool(name) { if (tools.includes(name)) tool = name; },
  };
}
