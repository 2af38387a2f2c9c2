import { findOpenQuotes, hasWrongEncoding } from "../env_file.ts";
import type { Finding } from "./finding.ts";

/** What Deno and shells swallow without a word. */
export function checkEnvFile(text: string | undefined): readonly Finding[] {
  const check = ".env";
  if (text === undefined) {
    return [{ status: "skip", check, text: "there is none here; settings come from the environment" }];
  }
  // One fault of the settings says it; line by line there is nothing to read.
  if (hasWrongEncoding(text)) return [];
  const findings: Finding[] = [];
  if (text.startsWith("\uFEFF")) {
    findings.push({
      status: "warn",
      check,
      text:
        "begins with a byte-order mark; this program copes, others lose the first line: save it as UTF-8 without BOM",
    });
  }
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const open = findOpenQuotes(lines);
  lines.forEach((line, i) => {
    const fault = open.includes(i + 1) ? "has a quote that is never closed" : findLineFault(line);
    if (fault !== undefined) findings.push({ status: "warn", check, text: `line ${i + 1} ${fault}` });
  });
  return findings.length > 0 ? findings : [{ status: "ok", check, text: "read without complaint" }];
}

function findLineFault(line: string): string | undefined {
  const clean = line.trim();
  if (clean === "" || clean.startsWith("#")) return undefined;
  const match = /^(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*)$/.exec(clean);
  if (match === null) return "is not NAME=value and is ignored";
  const value = match[2] ?? "";
  const quote = value[0];
  if (quote !== '"' && quote !== "'" && quote !== "`" && / #/.test(value)) {
    return "has ` #` in an unquoted value; what follows is a comment and not part of it";
  }
  return undefined;
}
