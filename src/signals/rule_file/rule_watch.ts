/** The rules in force, following their file. What cannot be used is told once, and the rules before stay. */
import type { Clock } from "../../core/clock.ts";
import { toErrorText } from "../../core/errors.ts";
import type { RuleKind } from "../rules/rule.ts";
import { DEFAULT_RULES, readRuleSet, type RuleSet } from "./rule_spec.ts";

export interface RuleFileText {
  readonly text: string;
  /** Changes whenever the file may have; `undefined` while another text of the same size could still get the same one. */
  readonly mark: string | undefined;
}

export interface RuleWatchOptions {
  readonly path: string;
  readonly kinds: readonly RuleKind[];
  readonly clock: Clock;
  /** @returns `undefined` when there is no such file. */
  readonly readFile?: typeof readRuleFile;
  readonly onReload?: (facts: { source: string; rules: number }) => void;
  readonly onProblem?: (problem: string) => void;
}

const LOOK_EVERY_MS = 1_000;
const LARGEST_BYTES = 1_048_576;
/** Some file systems write times down to two seconds: within them a second change may look like the first. */
const COARSEST_TIME_MS = 2_000;
export const DEFAULT_SOURCE = "the built-in rules";

export class RuleWatch {
  readonly #options: RuleWatchOptions;
  #set: RuleSet;
  #source = DEFAULT_SOURCE;
  #mark: string | undefined;
  /** Of the rules in force. */
  #text: string | undefined;
  #problem: string | undefined;
  /** Monotonic. */
  #lookedAtMs = -Infinity;

  constructor(options: RuleWatchOptions) {
    this.#options = options;
    this.#set = toDefaultSet(options.kinds);
  }

  current(): RuleSet {
    return this.#set;
  }

  status(): { readonly source: string; readonly rules: number; readonly problem: string | undefined } {
    return { source: this.#source, rules: this.#set.rules.length, problem: this.#problem };
  }

  /** Looks when a second has passed. Never rejects. @returns whether the rules are others now. */
  async check(): Promise<boolean> {
    const { clock } = this.#options;
    if (clock.monotonic() - this.#lookedAtMs < LOOK_EVERY_MS) return false;
    this.#lookedAtMs = clock.monotonic();
    try {
      return await this.#look();
    } catch (error) {
      this.#fail(toErrorText(error));
      return false;
    }
  }

  async #look(): Promise<boolean> {
    const { path, kinds, clock, onReload, readFile = readRuleFile } = this.#options;
    const file = await readFile(path, { knownMark: this.#mark, nowMs: clock.real.now() });
    if (file === "same") return false;
    if (file === undefined) {
      // One that is put back may carry its old times.
      this.#mark = undefined;
      // Removed while it was in use is a slip as often as a wish: what protects must not go with it.
      if (this.#source !== DEFAULT_SOURCE) this.#fail(`${path} is gone`);
      return false;
    }
    this.#mark = file.mark;
    if (file.text === this.#text) {
      this.#problem = undefined;
      return false;
    }
    const reading = readRuleSet(parseJson(file.text), kinds);
    if (reading.kind === "faults") {
      this.#fail(`${path}: ${reading.faults.join("; ")}`);
      return false;
    }
    this.#set = reading.set;
    this.#text = file.text;
    this.#source = path;
    this.#problem = undefined;
    onReload?.({ source: path, rules: reading.set.rules.length });
    return true;
  }

  #fail(why: string): void {
    const problem = `${why}. ${
      this.#source === DEFAULT_SOURCE ? "The built-in rules" : "The rules read before"
    } stay in use`;
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.#options.onProblem?.(problem);
  }
}

/** @throws {Error} with a sentence for a text that is no JSON. */
export function parseJson(text: string): unknown {
  if (text.trim() === "") throw new Error('it is empty; {"rules": []} is a file without rules');
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new Error(`it is no JSON: ${toErrorText(error)}`);
  }
}

export function toDefaultSet(kinds: readonly RuleKind[]): RuleSet {
  const known = DEFAULT_RULES.rules.filter(({ kind }) => kinds.some(({ id }) => id === kind));
  const reading = readRuleSet({ ...DEFAULT_RULES, rules: known }, kinds);
  if (reading.kind === "rules") return reading.set;
  throw new Error(`Cannot use the built-in rules: ${reading.faults.join("; ")}`);
}

/** @param knownMark what is there under it is not read again. */
export async function readRuleFile(
  path: string,
  { knownMark, nowMs }: { readonly knownMark: string | undefined; readonly nowMs: number },
): Promise<RuleFileText | "same" | undefined> {
  try {
    const { size, mtime, ctime, ino, isFile } = await Deno.stat(path);
    if (!isFile) throw new Error(`${path} is no file`);
    if (size > LARGEST_BYTES) throw new Error(`${path} holds more than 1 MB`);
    // A copy may bring the time of its change along; that of the entry is always its own.
    const changedMs = Math.max(mtime?.getTime() ?? 0, ctime?.getTime() ?? 0);
    const mark = `${size}:${mtime?.getTime()}:${ctime?.getTime()}:${ino}`;
    if (mark === knownMark) return "same";
    const isSettled = Math.abs(nowMs - changedMs) > COARSEST_TIME_MS;
    return { text: await Deno.readTextFile(path), mark: isSettled ? mark : undefined };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
