/** In which language a command talks to the person at the terminal. `--json` and files have no language. */
import { readEnvLines } from "../../config/env_lines.ts";
import { toDurationText, toKoreanSpan } from "../../core/kst.ts";
import { type Lang, LANGS, readLocale } from "../../core/lang.ts";
import { readEnvironment, readUsualEnvironment, type Terminal } from "./terminal.ts";

export const LANG_OPTION = "--lang";
const SETTING = "SIGNAL_V2_LANG";
/** A report has a language of its own, by the same option. */
const FAMILY_WITH_OWN = "backtest";

export interface AskedLang {
  readonly lang: Lang | undefined;
  /** The words that are left for the command. */
  readonly args: readonly string[];
}

/** `--lang ko` or `--lang=ko` of a command line. Another language stays there, to be refused with those that there are. */
export function takeLang(args: readonly string[]): AskedLang {
  const end = args.indexOf("--");
  const at = args.findIndex((word, i) =>
    (end === -1 || i < end) && (word === LANG_OPTION || word.startsWith(`${LANG_OPTION}=`))
  );
  if (at === -1) return { lang: undefined, args };
  const isOneWord = args[at] !== LANG_OPTION;
  const said = isOneWord ? args[at]?.slice(LANG_OPTION.length + 1) : args[at + 1];
  const lang = LANGS.find((known) => known === said);
  if (lang === undefined || args[0] === FAMILY_WITH_OWN) return { lang, args };
  return { lang, args: [...args.slice(0, at), ...args.slice(at + (isOneWord ? 1 : 2))] };
}

/** What the setting says, else the operating system. English where nobody has said anything that we speak. */
export async function findLang(): Promise<Lang> {
  const set = readEnvironment(SETTING) ?? await readFromEnvFile();
  return LANGS.find((known) => known === set) ?? readLocale(readUsualEnvironment("LANG")) ?? "en";
}

async function readFromEnvFile(): Promise<string | undefined> {
  try {
    const text = await Deno.readTextFile(".env");
    if (!text.includes(SETTING)) return undefined;
    return readEnvLines(text, (name) => name === SETTING).lines.findLast(({ name }) => name === SETTING)
      ?.value;
  } catch {
    // There is none, or the command itself says what is wrong with it.
    return undefined;
  }
}

/** English for whatever builds a terminal for programs. */
export function langOf({ lang = "en" }: Pick<Terminal, "lang">): Lang {
  return lang;
}

/** A sentence of the rooms below, for the person at this terminal. */
export async function translate(sentence: string, terminal: Pick<Terminal, "lang">): Promise<string> {
  if (langOf(terminal) === "en") return sentence;
  // Read in by those only who need it: it has every sentence of the house.
  const { toKorean } = await import("../../words/korean.ts");
  return toKorean(sentence);
}

/** `2 h 5 min` */
export function spanText(lengthMs: number, terminal: Pick<Terminal, "lang">): string {
  const text = toDurationText(lengthMs);
  return langOf(terminal) === "ko" ? toKoreanSpan(text) : text;
}
