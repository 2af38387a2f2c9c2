/** How each line of data is, by the program's own list of problems: there is no second opinion. */
import type { LineLook, OutageRecord } from "../../notifiers/telling/outage_plan.ts";
import { type Problem, toProblemKey } from "../../web/problems/problem_facts.ts";
import type { AppView } from "../../web/view.ts";
import { PHONE, type Telling } from "./phone_table.ts";

export interface SightOfLines {
  readonly view: AppView;
  readonly problems: readonly Problem[];
  /** Told ones that may have ended: a trouble that is gone is in no list any more. */
  readonly records: readonly OutageRecord[];
  /** When the hours of polling began today, and when they ended last before now. */
  readonly hours: { readonly beganAtMs: number | undefined; readonly endedAtMs: number | undefined };
}

/** The newest headline may be of yesterday, and is no sign that nothing comes. */
const MAY_BE_OLD: ReadonlySet<string> = new Set(["news_sentiment"]);

export const idOfSource = (sourceId: string): string => `source ${sourceId}`;
export const idOfStream = (exchange: string): string => `stream ${exchange}`;
/** What comes behind the kind: the source, the exchange, or the code and the subject of a trouble. */
export const nameOfLine = (id: string): string => id.slice(id.indexOf(" ") + 1);

export function toLineLooks(sight: SightOfLines): readonly LineLook[] {
  return [...lookAtSources(sight), ...lookAtStreams(sight), ...lookAtTroubles(sight)];
}

function lookAtSources({ view, problems, hours }: SightOfLines): readonly LineLook[] {
  const isClosed = view.schedule.window === "closed";
  return view.sources.map(({ state, facts }): LineLook => {
    const { id, lastError, lastSuccessAtMs, consecutiveFailures } = facts;
    const common = { id: idOfSource(id), group: "source", lastGoodAtMs: undefined, isCertain: true } as const;
    if (isClosed || state === "idle" || state === "unconfigured") {
      return { ...common, state: "closed", cause: "", closedAtMs: hours.endedAtMs };
    }
    const own = problems.filter((problem) =>
      problem.subject === id && tellsOf(problem) === "source" &&
      !(problem.code === "data_old" && MAY_BE_OLD.has(id))
    );
    const [problem] = own;
    if (problem === undefined) return { ...common, state: state === "ok" ? "fine" : "unknown", cause: "" };
    const isOld = problem.code === "data_old";
    return {
      ...common,
      state: "broken",
      cause: isOld ? "old" : lastError?.kind ?? "silent",
      // A retry a minute later may bring it; two that failed are an outage.
      isCertain: isOld || consecutiveFailures !== 1,
      // Nothing was expected before today's hours; when old data was right, nobody knows.
      lastGoodAtMs: isOld ? undefined : latest(lastSuccessAtMs, hours.beganAtMs),
    };
  });
}

function lookAtStreams({ view, problems }: SightOfLines): readonly LineLook[] {
  return (view.market?.exchanges ?? []).map(({ id, stream, downSinceMs }): LineLook => {
    const isBroken = problems.some((problem) => problem.subject === id && tellsOf(problem) === "stream");
    return {
      id: idOfStream(id),
      group: "stream",
      state: isBroken ? "broken" : stream === "up" ? "fine" : "unknown",
      // Each exchange is told by itself.
      cause: isBroken ? id : "",
      isCertain: true,
      lastGoodAtMs: downSinceMs,
    };
  });
}

function lookAtTroubles({ problems, records }: SightOfLines): readonly LineLook[] {
  const found = new Map(
    problems.filter((problem) => tellsOf(problem) === "trouble").map((problem) => [
      `trouble ${toProblemKey(problem)}`.slice(0, LONGEST_ID),
      problem,
    ]),
  );
  const told = records.filter(({ group }) => group === "trouble").flatMap(({ members }) => members);
  return [...new Set([...found.keys(), ...told])].map((id): LineLook => {
    const problem = found.get(id);
    return {
      ...{ id, group: "trouble", isCertain: true },
      state: problem === undefined ? "fine" : "broken",
      cause: problem?.code ?? "",
      lastGoodAtMs: problem?.sinceMs,
    };
  });
}

const LONGEST_ID = 120;

const tellsOf = ({ code }: Problem): Telling => PHONE[code].tells;

function latest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? a ?? b : Math.max(a, b);
}
