/** The ways that data takes through the house, as CONTRIBUTING.md lists them, held against the real import graph. */
import { type Arrow, roomOf } from "./read_house.ts";

export interface Step {
  readonly file: string;
  /** The port that both this file and the one before it know, when neither imports the other. */
  readonly via: string | undefined;
}

export interface Walk {
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface WalkFacts {
  readonly roomChanges: number;
  /** Times that the walk comes back into `app` after it had left it or had begun elsewhere. */
  readonly appEntries: number;
  /** Steps that the import graph does not know, in words. */
  readonly faults: readonly string[];
}

/** Blocks that begin with three backticks and `walk NAME`; a line is `file` or `file via port`. */
export function parseWalks(markdown: string): readonly Walk[] {
  return [...markdown.matchAll(/^```walk ([a-z ]+)\n([\s\S]*?)^```/gm)].map(([, name = "", body = ""]) => ({
    name,
    steps: body.split("\n").map((line) => line.replace(/#.*/, "").trim()).filter((line) => line !== "").map(
      (line) => {
        const [file = "", , via] = line.split(/\s+/);
        return { file, via };
      },
    ),
  }));
}

export function measureWalk({ steps }: Walk, arrows: readonly Arrow[]): WalkFacts {
  const known = new Set(arrows.map(({ from, to }) => `${from} ${to}`));
  const imports = (from: string, to: string) => known.has(`${from} ${to}`);
  const faults: string[] = [];
  let roomChanges = 0;
  let appEntries = 0;
  for (const [i, { file, via }] of steps.entries()) {
    const before = steps[i - 1]?.file;
    if (before === undefined) continue;
    if (roomOf(file) !== roomOf(before)) {
      roomChanges++;
      if (roomOf(file) === "app") appEntries++;
    }
    const isStep = via === undefined
      ? imports(before, file) || imports(file, before)
      : [before, file].every((one) => one === via || imports(one, via));
    if (!isStep) {
      faults.push(
        via === undefined
          ? `neither ${before} nor ${file} imports the other`
          : `${before} and ${file} do not both know ${via}`,
      );
    }
  }
  return { roomChanges, appEntries, faults };
}
