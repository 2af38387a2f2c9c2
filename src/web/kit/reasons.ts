/** Reasons that the market tells in English, for Korean readers. What nobody has translated stays as it is. */
import { UPSTREAM_ERROR_KINDS } from "../../core/errors.ts";
import { toKoreanSpan } from "../../core/kst.ts";
import { createTranslator, definePhrases, type Lang } from "../../core/lang.ts";
import { createProblemSay } from "./texts/problem_say.ts";

const ko = createProblemSay("ko");

export const REASON_PHRASES = definePhrases([
  ["체결 없음", "no trade"],
  ["아직 받지 않음", "not fetched yet"],
  ["상장 전", "not listed yet"],
  [
    "봉이 오지 않아, 정말 없었는지 나중에 다시 확인함",
    "no bar came; a later look decides whether there was none",
  ],
  ["거래소가 응답하지 않음", "the exchange did not answer"],
  ["거래소가 아직 봉을 마감하지 않음", "the exchange has not closed the bar yet"],
  ["저장소에 봉을 쓸 수 없음", "the store does not take bars"],
  ["진행 중인 봉에서 실시간 연결이 돌아옴", "the stream came back within the open bar"],
  ["아직 연결되지 않음", "it has not come up yet"],
  ["이유를 알리지 않음", "no reason given"],
  // Before those that it can end.
  ["{reason}; 봉을 하나씩 조회함", "{reason}; bars are asked for"],
  ["봉이 {span} 늦음", "a bar is overdue by {span}"],
  [
    "이 기기의 시계로는 마지막 봉이 {span} 뒤에야 끝나, 그때까지 봉을 받지 않음",
    "by our clock the last bar ends only in {span}; none is taken until then",
  ],
  ["연결은 응답하지만 {span} 동안 아무것도 보내지 않음", "the stream answers but sends nothing for {span}"],
  ["{span} 동안 체결 없음", "no trade for {span}"],
  ["{time}에 장이 열림", "the market opens on {time} KST"],
  ["{time} 단일가 매매를 위해 호가를 모으는 중", "orders are gathered for the auction of {time} KST"],
  ["서버가 연결을 닫음 ({words})", "the server closed the connection ({words})"],
  [
    "{title}: 봉이 하나도 없는 응답이 와서, 정말 없었는지 나중에 다시 확인함",
    "{title}: it answered without a bar; a later look decides whether there was none",
  ],
  [
    "{title}: 도우미 프로세스가 실행되지 않음 ({words})",
    "{title}: its helper process does not run ({words})",
  ],
  ["도우미 프로세스가 끝남 ({words})", "its process ended: {words}"],
  ["PING을 보내고 {seconds}초 동안 메시지 없음", "no message for {seconds} s after a PING"],
  ["연결할 수 없음 ({words})", "cannot connect: {words}"],
  ["연결이 끊김 ({words})", "the connection broke: {words}"],
  ["연결이 끊김", "the connection broke"],
  ["연결에 실패함 ({words})", "the connection failed: {words}"],
  ["연결에 실패함", "the connection failed"],
  ["{seconds}초 안에 응답이 없음", "no answer within {seconds} s"],
]);

const translate = createTranslator(REASON_PHRASES, (hole, text) => {
  if (hole === "span") return toKoreanSpan(text);
  return hole === "reason" ? toKoreanReason(text) : text;
});

const ERROR = new RegExp(`^([a-z0-9_]+): (${UPSTREAM_ERROR_KINDS.join("|")})$`);

export function toKoreanReason(reason: string): string {
  const [, exchange, told] = ERROR.exec(reason) ?? [];
  const kind = UPSTREAM_ERROR_KINDS.find((known) => known === told);
  if (kind !== undefined) return `${exchange}: ${ko(`error_${kind}`)}`;
  return translate(reason) ?? reason;
}

/** In the language of a page. */
export function toShownReason({ lang }: { readonly lang: Lang }, reason: string): string;
export function toShownReason(
  show: { readonly lang: Lang },
  reason: string | undefined,
): string | undefined;
export function toShownReason({ lang }: { readonly lang: Lang }, reason: string | undefined) {
  return reason === undefined || lang === "en" ? reason : toKoreanReason(reason);
}

/** Those that stand alone, for the script of the chart: it reads gaps as the interface tells them, in English. */
export function toScriptReasons({ lang }: { readonly lang: Lang }): Readonly<Record<string, string>> {
  if (lang === "en") return {};
  const errors = UPSTREAM_ERROR_KINDS.map((kind) => [kind, ko(`error_${kind}`)] as const);
  const plain = REASON_PHRASES.filter(([text]) => !text.includes("{")).map(([text, en]) =>
    [en, text] as const
  );
  return Object.fromEntries([...plain, ...errors]);
}
