// Ranges of numbers as sets. A bound that is missing is infinitely far away.

const lower = ({ lower: value, lowerIsOpen }) => [value ?? -Infinity, lowerIsOpen ? 1 : 0];
const upper = ({ upper: value, upperIsOpen }) => [value ?? Infinity, upperIsOpen ? -1 : 0];
const compared = ([a, first], [b, second]) => (a === b ? first - second : a - b);

/** Whether one range lies in another. */
export const contains = (outer, inner) => compared(lower(outer), lower(inner)) <= 0 && compared(upper(inner), upper(outer)) <= 0;

/** What is left of a range without one that lies in it. */
export function without(outer, inner) {
  const left = { lower: outer.lower, lowerIsOpen: outer.lowerIsOpen, upper: inner.lower, upperIsOpen: !inner.lowerIsOpen };
  const right = { lower: inner.upper, lowerIsOpen: !inner.upperIsOpen, upper: outer.upper, upperIsOpen: outer.upperIsOpen };
  return [
    ...(inner.lower !== undefined && compared(lower(outer), lower(inner)) < 0 ? [left] : []),
    ...(inner.upper !== undefined && compared(upper(inner), upper(outer)) < 0 ? [right] : []),
  ];
}
