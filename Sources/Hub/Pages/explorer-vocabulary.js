// What can be asked about, as people look for it.

const GROUPS = [
  ["patient", "Patient"], ["health", "Health"], ["history", "History"], ["condition", "Diagnosis"], ["stage", "Stage"], ["grade", "Grade"],
  ["marker", "Markers"], ["laboratory", "Laboratory"], ["tumour", "Tumour"], ["assessment", "Assessment of images"],
  ["treatment", "Treatment"], ["episode", "Course of the disease"], ["procedure", "Procedures"], ["study", "Imaging study"],
  ["series", "Image series"], ["acquisition", "Acquisition"],
];

/** The most values that one search shows. */
const SHOWN = 40;

/** The most whole numbers that nodes count one by one. */
const LONGEST = 30;

const YES_AND_NO = [{ name: "true", title: "Yes" }, { name: "false", title: "No" }];

const folded = (text) => text.toLowerCase().normalize("NFKD").replaceAll("_", " ");

/** The attributes, with their values in the words for people. */
export class Vocabulary {
  constructor({ criteria }) {
    this.attributes = criteria.map((criterion) => ({
      ...criterion,
      values: criterion.type === "flag" ? YES_AND_NO : (criterion.concepts ?? []),
      isNumeric: criterion.type === "number" || criterion.type === "integer",
    }));
    this.byName = new Map(this.attributes.map((attribute) => [attribute.name, attribute]));
    const known = GROUPS.map(([name, title]) => ({ name, title, attributes: this.attributes.filter((a) => a.group === name) }));
    const others = this.attributes.filter((attribute) => !GROUPS.some(([name]) => name === attribute.group));
    this.groups = [...known, { name: "other", title: "Other", attributes: others }].filter((group) => group.attributes.length > 0);
  }

  attribute(name) {
    return this.byName.get(name) ?? { name, title: name, level: "patient", type: "text", values: [], isNumeric: false };
  }

  /** A value in words; the value itself where it has none. */
  valueTitle(name, value) {
    return this.attribute(name).values.find((known) => known.name === value)?.title ?? value;
  }

  /** Attributes and single values whose names contain all the words, and how many values there are beyond those. */
  search(text) {
    const words = folded(text).split(/\s+/).filter(Boolean);
    const meets = (...names) => words.every((word) => names.some((name) => folded(name).includes(word)));
    const attributes = this.attributes.filter((attribute) => meets(attribute.title, attribute.name));
    const values = this.attributes.flatMap((attribute) =>
      attribute.type === "flag" ? [] : attribute.values
        .filter((value) => meets(value.title, value.name) || (meets(attribute.title, value.title) && words.length > 1))
        .map((value) => ({ attribute, value })));
    return { attributes, values: values.slice(0, SHOWN), others: Math.max(0, values.length - SHOWN) };
  }
}

/** Whether the distribution of an attribute can be drawn: its bins come from the vocabulary, as nodes have them (`Attribute.disclosedBins`). */
export function isChartable({ type, isNumeric, values, bins, range }) {
  if (!isNumeric) return values.length > 0;
  return (bins ?? []).length > 0 || (type === "integer" && range !== undefined && range[1] - range[0] <= LONGEST);
}
