// What the Explorer asks of the hub: its interface for programs, with the session of the browser.

/** Why the hub did not do something, in words. */
export class HubProblem extends Error {}

async function checked(response) {
  if (response.ok) return response;
  if (response.status === 401) {
    location.assign(`/sign-in?returnTo=${encodeURIComponent(location.pathname + location.search)}`);
  }
  const problem = await response.json().catch(() => ({}));
  throw new HubProblem(problem.detail || problem.title || `The hub answered with status ${response.status}.`);
}

async function asked(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new HubProblem("The hub cannot be reached. Try again when you are connected.");
  }
  return checked(response);
}

/** Everything that can be asked about. */
export const criteria = async () => (await asked("/api/v1/criteria")).json();

/** The datasets that are published. */
export const datasets = async () => (await asked("/api/v1/datasets")).json();

/** What a text means, or what is wrong with it. */
export async function reading(text) {
  return (await asked(`/api/v1/query?${new URLSearchParams({ text })}`)).json();
}

/** A tree as text, and what that means. */
export async function writing(tree) {
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(tree) };
  return (await asked("/api/v1/query", options)).json();
}

/** The answers to a question, each handed on as it comes. */
export async function answers(query, facets, signal, take) {
  const parameters = new URLSearchParams({ q: query });
  if (facets) parameters.set("facets", [...facets].join(","));
  // '+' is a space by old habit; the hub reads its interface to the letter.
  const response = await asked(`/api/v1/search?${parameters.toString().replaceAll("+", "%20")}`, { signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    const lines = (rest + (value ?? "")).split("\n");
    rest = done ? "" : lines.pop();
    for (const line of lines) if (line.trim() !== "") take(JSON.parse(line));
    if (done) return;
  }
}
