import { isSetting, readEnvFile } from "../../config/env_file.ts";
import { type EnvLine, readEnvLines } from "../../config/env_lines.ts";
import type { Finding } from "./finding.ts";

const check = ".env";

/**
 * What is read here, but otherwise by systemd (`EnvironmentFile=`), `docker run --env-file` or Docker
 * Compose, which may be given the same file; and what this program cannot read itself.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile=
 * @see https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
 */
export function checkEnvFile(text: string | undefined): readonly Finding[] {
  if (text === undefined) {
    return [{ status: "skip", check, text: "there is none here; settings come from the environment" }];
  }
  const { lines, faults } = readEnvLines(text, isSetting);
  // One that is not of a line is told by the settings, and leaves nothing to read here.
  const broken = faults.filter((fault) => fault.startsWith("line "));
  const found: readonly Finding[] = [
    ...findInFile(text),
    ...broken.map((fault) => ({ status: "warn", check, text: fault.replace(" of .env", "") }) as const),
    ...DIFFERENCES.flatMap((difference) => toFinding(difference, lines)),
    ...findTwice(lines),
  ];
  if (found.length > 0 || readEnvFile(text).faults.length > 0) return found;
  return [{ status: "ok", check, text: "means the same to this program, systemd and Docker" }];
}

interface Difference {
  readonly is: (line: EnvLine) => boolean;
  readonly text: string;
  readonly fix: string;
}

const DIFFERENCES: readonly Difference[] = [
  {
    is: ({ hasComment }) => hasComment,
    text:
      "has ` #` behind a value; here a comment begins there, for systemd and `docker run` it is part of the value",
    fix: "put the comment on a line of its own, or the whole value in quotes if it is none",
  },
  {
    is: ({ hasExport }) => hasExport,
    text: "begins with `export`; systemd leaves such a line out and `docker run` refuses the file",
    fix: "take the word away",
  },
  {
    is: ({ hasSpaceBeforeEquals }) => hasSpaceBeforeEquals,
    text: "has a space before `=`; `docker run` refuses such a file",
    fix: "write NAME=value",
  },
  {
    is: ({ quote, value }) => quote !== undefined && value !== "",
    text:
      "has quotes; `docker run` keeps them as part of the value (systemd and Compose do not, but for backticks)",
    fix: "leave the quotes away where the value has no space, # or $ in it",
  },
  {
    is: ({ quote, value }) => quote !== "'" && value.includes("$"),
    text: "has `$` in its value; Docker Compose puts a variable there",
    fix: "put the value in single quotes when Compose reads it",
  },
  {
    is: ({ quote, value }) => quote !== "'" && value.includes("\\"),
    text:
      "has a backslash in its value; systemd drops it outside quotes, Docker Compose reads it as a sign inside double ones",
    fix: "write paths with /, also on Windows",
  },
  {
    is: ({ value }) => value.includes("\n"),
    text: "begins a value of several lines; `docker run` refuses such a file",
    fix: "keep each value on one line",
  },
];

function toFinding({ is, text, fix }: Difference, lines: readonly EnvLine[]): readonly Finding[] {
  const found = lines.filter(is).map(({ line }) => line);
  return found.length === 0 ? [] : [{ status: "warn", check, text: `${toLineText(found)} ${text}`, fix }];
}

function findInFile(text: string): readonly Finding[] {
  const mark: Finding = {
    status: "warn",
    check,
    text: "begins with a byte-order mark; this program copes, others lose the first line",
    fix: "save it as UTF-8 without BOM",
  };
  const returns: Finding = {
    status: "warn",
    check,
    text: "has line ends of the old Mac kind (CR alone), at which Docker sees no new line",
    fix: "save it with the line ends of Unix or Windows",
  };
  return [...(text.startsWith("\uFEFF") ? [mark] : []), ...(/\r(?!\n)/.test(text) ? [returns] : [])];
}

/** Names are told only when they are ours: a secret on a line of its own may look like one. */
function findTwice(lines: readonly EnvLine[]): readonly Finding[] {
  const byName = Map.groupBy(lines.filter(({ name }) => isSetting(name)), ({ name }) => name);
  return [...byName].filter(([, { length }]) => length > 1).map(([name, same]) => {
    const numbers = same.map(({ line }) => line);
    const text = `${toLineText(numbers)} gives ${name}; only the last of them counts`;
    return { status: "warn", check, text, fix: "remove the others" };
  });
}

/** `line 2`, or `each of the lines 2, 5 and 9`, so that a verb in the singular follows. */
function toLineText(numbers: readonly number[]): string {
  if (numbers.length === 1) return `line ${numbers[0]}`;
  return `each of the lines ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
}
