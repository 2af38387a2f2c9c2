import { startChild } from "../child.ts";
import { makeWorkDir, SHIPPED_V8_FLAGS } from "../paths.ts";
import type { Result } from "../result.ts";
import { startUpstream } from "../upstream.ts";

const POLLS = 100_000;
const LIMIT_MB = 150;
const BYTES_PER_MB = 1_000_000;

interface Mark {
  readonly share: number;
  readonly polls: number;
  readonly rssBytes: number;
  /** `null` where the system does not tell. */
  readonly files: number | null;
}

/** Memory and open files after nearly a year of polls, three real requests each, in a process of its own. */
export async function measureMemory(): Promise<readonly Result[]> {
  await using dir = await makeWorkDir();
  await using upstream = await startUpstream(0);
  const startedMs = performance.now();
  await using child = startChild("children/polls.ts", {
    flags: ["--allow-all", ...SHIPPED_V8_FLAGS],
    args: [upstream.url, dir.path, String(POLLS)],
  });
  const [text, status] = await Promise.all([new Response(child.process.stdout).text(), child.process.status]);
  const tookS = (performance.now() - startedMs) / 1_000;
  if (!status.success) throw new Error(`The polling process ended with ${status.code}`);
  const marks: readonly Mark[] = text.trim().split("\n").map((line) => JSON.parse(line));
  const [first, half, last] = marks;
  if (first === undefined || half === undefined || last?.polls !== POLLS) {
    throw new Error("Marks are missing");
  }
  const rss = marks.map(({ rssBytes }) => rssBytes / BYTES_PER_MB);
  const texts = rss.map((mb) => mb.toFixed(0)).join(" / ");
  const count = POLLS.toLocaleString("en-US");
  return [
    {
      what: `RSS after ${count} polls`,
      unit: "MB",
      ours: last.rssBytes / BYTES_PER_MB,
      oursMin: Math.min(...rss),
      target: `<= ${LIMIT_MB} MB`,
      passed: last.rssBytes / BYTES_PER_MB <= LIMIT_MB,
      note: `${texts} MB at 10 / 50 / 100 %; ${tookS.toFixed(0)} s`,
    },
    ...(first.files === null || last.files === null ? [] : [{
      what: "  open files after them",
      unit: "files",
      ours: last.files,
      oursMin: Math.min(...marks.map(({ files }) => files ?? 0)),
      target: "as at 10 %",
      passed: last.files <= first.files,
      note: `${marks.map(({ files }) => files).join(" / ")} at 10 / 50 / 100 %`,
    }]),
  ];
}
