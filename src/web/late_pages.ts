/** Pages are half of the program's modules, and nobody looks at one before it works: they are read later. */
import type { Handler, Hono } from "hono";
import { readKorean } from "../words/late.ts";
import { API } from "./api/v1/routes.ts";
import { createShowProblems } from "./kit/show_problems.ts";
import type { PageRouteParts, PageRoutes } from "./page_routes.ts";
import { ALERT_PATHS, JOB_PATHS, PAGE_PATHS, SIGNAL_PATHS } from "./pages/paths.ts";

const READ_PATHS = [
  "/assets/*",
  ...PAGE_PATHS,
  ...SIGNAL_PATHS,
  ...SIGNAL_PATHS.map((path) => API + path),
  ...JOB_PATHS,
  ...ALERT_PATHS,
  "/login",
];
const WRITTEN_PATHS = ["/login", "/logout"];

export class LatePages {
  readonly #parts: PageRouteParts;
  #reading: Promise<PageRoutes> | undefined;

  constructor(parts: PageRouteParts) {
    this.#parts = parts;
  }

  addTo(web: Hono): void {
    const answer: Handler = async ({ req }) => (await this.#read()).routes.fetch(req.raw);
    for (const path of READ_PATHS) web.get(path, answer);
    for (const path of WRITTEN_PATHS) web.post(path, answer);
  }

  readonly showProblems = createShowProblems(async (context) => {
    await (await this.#read()).showProblem(context);
  });

  /** So that the first visitor need not wait, and a newer version on the disk is not mixed into a running one. */
  async read(): Promise<void> {
    await this.#read();
  }

  /** What could not be read is tried again when it is wanted again. */
  #read() {
    return this.#reading ??= Promise.all([import("./page_routes.ts"), readKorean()]).then(
      ([{ createPageRoutes }]) => createPageRoutes(this.#parts),
    ).catch((error) => {
      this.#reading = undefined;
      throw error;
    });
  }
}
