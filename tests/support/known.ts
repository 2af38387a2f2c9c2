/** Known answers; `tests/fixtures/known/README.md` says where they come from. */
const FOLDER = new URL("../fixtures/known/", import.meta.url);

export function urlOfKnown(name: string): URL {
  return new URL(name, FOLDER);
}

/** @typeParam T what the file is known to hold. */
export function readKnown<T>(name: string): T {
  return JSON.parse(Deno.readTextFileSync(urlOfKnown(name)));
}
