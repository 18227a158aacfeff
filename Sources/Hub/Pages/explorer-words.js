// Numbers, times and lists as the pages write them.

const numbers = new Intl.NumberFormat("en-GB");
const lists = new Intl.ListFormat("en-GB", { type: "conjunction" });

/** A whole number with its thousands apart. */
export const count = (number) => numbers.format(number);

/** A number of things, such as `1 dataset`. */
export const counted = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;

/** Several names as one phrase. */
export const listed = (names) => lists.format(names);

/** Words as a sentence. */
export const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1) + (words.endsWith(".") ? "" : ".");

/** A moment, in UTC. */
export const time = (text) => text.replace("T", " ");

/** Speaks to a screen reader, not more often than it can follow. */
export class Voice {
  constructor(part) {
    this.part = part;
    this.words = [];
  }

  /** Says something once there is a pause; `important` words drop what waits. */
  say(words, important = false) {
    if (important) this.words = [];
    this.words.push(words);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      // What is left when many nodes answer at once is the latest.
      this.part.textContent = this.words.slice(-2).join(" ");
      this.words = [];
    }, 700);
  }
}
