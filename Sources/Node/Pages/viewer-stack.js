// The pictures of a series in memory: those around the one that is looked at, and never more than a budget allows.

/** Loads pictures around the present one. What is no longer near is aborted or let go. */
export class Stack {
  /**
   * @param count how many pictures there are.
   * @param load from an index and an AbortSignal to a promise of a picture, which knows its size as `bytes`.
   * @param onChange called with an index when its picture has arrived or failed.
   */
  constructor(count, load, onChange, { budget = 256 * 2 ** 20, parallel = 4, most = 64 } = {}) {
    this.count = count;
    this.load = load;
    this.onChange = onChange;
    this.budget = budget;
    this.parallel = parallel;
    this.most = most;
    this.kept = new Map();
    this.failed = new Map();
    this.running = new Map();
    this.bytes = 0;
    this.present = 0;
    this.direction = 1;
  }

  picture(index) {
    return this.kept.get(index);
  }

  error(index) {
    return this.failed.get(index);
  }

  /** Makes an index the present one. */
  focus(index) {
    if (index !== this.present) this.direction = index > this.present ? 1 : -1;
    this.present = index;
    this.failed.delete(index);
    this.#fill();
  }

  /** Ends all that is running. */
  close() {
    for (const controller of this.running.values()) controller.abort();
    this.running.clear();
  }

  /** The indices that are wanted, the present one first, twice as many ahead as behind. */
  #wanted() {
    const size = this.kept.size > 0 ? this.bytes / this.kept.size : 0;
    // The next one is always wanted, or a film of large pictures would stand still.
    const room = size > 0 ? Math.max(2, Math.floor(this.budget / size) - this.parallel) : this.parallel;
    const many = Math.min(this.most, room, this.count);
    const wanted = [this.present];
    for (let step = 1; wanted.length < many && step < this.count; step++) {
      for (const offset of [2 * step - 1, 2 * step, -step]) {
        const index = this.present + offset * this.direction;
        if (index >= 0 && index < this.count && wanted.length < many) wanted.push(index);
      }
    }
    return wanted;
  }

  #fill() {
    const wanted = this.#wanted();
    const near = new Set(wanted);
    for (const [index, controller] of this.running) {
      if (near.has(index)) continue;
      controller.abort();
      this.running.delete(index);
    }
    const missing = wanted.filter((index) => !this.kept.has(index) && !this.running.has(index) && !this.failed.has(index));
    // The present one never waits for those around it.
    const urgent = missing[0] === this.present ? 1 : 0;
    for (const index of missing.slice(0, Math.max(urgent, this.parallel - this.running.size))) this.#start(index);
  }

  async #start(index) {
    const controller = new AbortController();
    this.running.set(index, controller);
    try {
      const picture = await this.load(index, controller.signal);
      if (controller.signal.aborted) return;
      this.kept.set(index, picture);
      this.bytes += picture.bytes;
      this.#letGo();
    } catch (error) {
      if (controller.signal.aborted) return;
      this.failed.set(index, error);
    }
    if (this.running.get(index) === controller) this.running.delete(index);
    this.onChange(index);
    this.#fill();
  }

  /** The farthest go first. What is wanted stays, whatever its size, or it would be fetched again at once. */
  #letGo() {
    if (this.bytes <= this.budget) return;
    const near = new Set(this.#wanted());
    const farthest = [...this.kept.keys()].filter((index) => !near.has(index))
      .sort((left, right) => Math.abs(right - this.present) - Math.abs(left - this.present));
    for (const index of farthest) {
      if (this.bytes <= this.budget) return;
      this.bytes -= this.kept.get(index).bytes;
      this.kept.delete(index);
    }
  }
}
