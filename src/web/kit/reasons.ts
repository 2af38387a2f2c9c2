/** Reasons that the market tells in English, for Korean readers. What nobody has translated stays as it is. */
import { UPSTREAM_ERROR_KINDS } from "../../core/errors.ts";
import { toKoreanSpan } from "../../core/kst.ts";
import { createSay } from "./i18n.ts";

const ko = createSay("ko");

const PLAIN: Readonly<Record<string, string>> = {
  "no trade": "체결 없음",
  "not fetched yet": "아직 받지 않음",
  "the exchange did not answer": "거래소가 응답하지 않음",
  "the exchange has not closed the bar yet": "거래소가 아직 봉을 마감하지 않음",
  "the store does not take bars": "저장소에 봉을 쓸 수 없음",
  "the stream came back within the open bar": "진행 중인 봉에서 실시간 연결이 돌아옴",
  "it has not come up yet": "아직 연결되지 않음",
  "no reason given": "이유를 알리지 않음",
};

const PATTERNS: readonly (readonly [RegExp, (...parts: readonly string[]) => string])[] = [
  [/^a bar is overdue by (.+)$/, (span) => `봉이 ${toKoreanSpan(span ?? "")} 늦음`],
  [
    /^by our clock the last bar ends only in (.+); none is taken until then$/,
    (span) =>
      `이 기기의 시계로는 마지막 봉이 ${toKoreanSpan(span ?? "")} 뒤에야 끝나, 그때까지 봉을 받지 않음`,
  ],
  [/^(.+); bars are asked for$/, (why) => `${toKoreanReason(why ?? "")}; 봉을 하나씩 조회함`],
  [
    /^the stream answers but sends nothing for (.+)$/,
    (span) => `연결은 응답하지만 ${toKoreanSpan(span ?? "")} 동안 아무것도 보내지 않음`,
  ],
  [/^no trade for (.+)$/, (span) => `${toKoreanSpan(span ?? "")} 동안 체결 없음`],
  [/^the server closed the connection \((.+)\)$/, (why) => `서버가 연결을 닫음 (${why})`],
  [/^no answer within (\d+) s$/, (seconds) => `${seconds}초 안에 응답이 없음`],
];

const ERROR = new RegExp(`^([a-z0-9_]+): (${UPSTREAM_ERROR_KINDS.join("|")})$`);

export function toKoreanReason(reason: string): string {
  const plain = PLAIN[reason];
  if (plain !== undefined) return plain;
  const kind = UPSTREAM_ERROR_KINDS.find((known) => known === ERROR.exec(reason)?.[2]);
  if (kind !== undefined) return `${ERROR.exec(reason)?.[1]}: ${ko(`error_${kind}`)}`;
  for (const [pattern, toText] of PATTERNS) {
    const match = pattern.exec(reason);
    if (match !== null) return toText(...match.slice(1));
  }
  return reason;
}

/** In the language of a page. */
export function toShownReason({ lang }: { readonly lang: "ko" | "en" }, reason: string): string;
export function toShownReason(
  show: { readonly lang: "ko" | "en" },
  reason: string | undefined,
): string | undefined;
export function toShownReason({ lang }: { readonly lang: "ko" | "en" }, reason: string | undefined) {
  return reason === undefined || lang === "en" ? reason : toKoreanReason(reason);
}

/** Those that stand alone, for the script of the chart: it reads gaps as the interface tells them, in English. */
export function toScriptReasons({ lang }: { readonly lang: "ko" | "en" }): Readonly<Record<string, string>> {
  if (lang === "en") return {};
  const errors = UPSTREAM_ERROR_KINDS.map((kind) => [kind, ko(`error_${kind}`)] as const);
  return { ...PLAIN, ...Object.fromEntries(errors) };
}
