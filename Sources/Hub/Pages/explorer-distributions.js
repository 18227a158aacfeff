// The distributions of one question, put together from what each dataset gave.

import { countsOf, titleOf } from "./explorer-answers.js";
import { counted, listed } from "./explorer-words.js";

const keyOf = (line) => `${line.node} ${line.dataset ?? ""}`;

const of = (line, attribute) => countsOf(line)?.distributions?.find((one) => one.attribute === attribute);

/** The attributes of which a distribution was asked for or given. */
export function chartedAttributes(lines, asked) {
  const given = lines.flatMap((line) => (countsOf(line)?.distributions ?? []).map((one) => one.attribute));
  return [...new Set([...(asked ?? []), ...given])];
}

/** The datasets that gave any distribution. */
export const givers = (lines) => lines.filter((line) => (countsOf(line)?.distributions ?? []).length > 0).map((line) => ({ key: keyOf(line), title: titleOf(line) }));

/**
 * One distribution: bins in the order of the vocabulary, each with what was given, from how many datasets, and how many kept it back.
 *
 * @param {string} only the key of one dataset, or nothing for the sum of those that gave it
 */
export function distribution(lines, attribute, only) {
  const wanted = only ? lines.filter((line) => keyOf(line) === only) : lines;
  const sources = wanted.filter((line) => of(line, attribute));
  const bins = names(sources, attribute).map((value) => {
    const each = sources.map((line) => ({ line, bin: of(line, attribute).bins.find((bin) => bin.value === value) })).filter(({ bin }) => bin);
    const given = each.filter(({ bin }) => bin.patients !== undefined);
    return {
      value, patients: given.reduce((sum, { bin }) => sum + bin.patients, 0), given: given.length, suppressed: each.length - given.length,
    };
  });
  return {
    attribute, bins, sources: sources.map((line) => ({
      title: titleOf(line), isExact: countsOf(line).margin === undefined,
      bins: new Map(of(line, attribute).bins.map((bin) => [bin.value, bin.patients])),
    })),
    words: sumWords(lines, sources, only),
  };
}

/** The values as the longest list has them, with those of the others after. */
function names(sources, attribute) {
  const lists = sources.map((line) => of(line, attribute).bins.map((bin) => bin.value)).sort((a, b) => b.length - a.length);
  return [...new Set(lists.flat())];
}

/** What a chart is the sum of, and who is not in it. */
function sumWords(lines, sources, only) {
  if (only) return sources.length === 1 ? `Patients of ${titleOf(sources[0])}.` : "This dataset gave no distribution of it.";
  if (sources.length === 0) return "No dataset gave this distribution.";
  const others = lines.filter((line) => !sources.includes(line));
  const reasons = others.map((line) => `${titleOf(line)} (${reason(line)})`);
  const sum = sources.length === 1 ? `Patients of ${titleOf(sources[0])} alone.` : `Sum of what ${counted(sources.length, "dataset")} gave.`;
  return reasons.length > 0 ? `${sum} Not in it: ${listed(reasons)}.` : sum;
}

function reason(line) {
  if (!line.answer) return "no answer";
  return line.answer.kind === "value" ? "gives no such distribution" : line.answer.kind;
}
