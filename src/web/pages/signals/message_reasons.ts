/** Why a message is where it is, as the sender tells it in English, for Korean readers. Words of others stay as they are. */
import { createTranslator, definePhrases } from "../../../core/lang.ts";
import type { Show } from "../../kit/show.ts";

export const MESSAGE_PHRASES = definePhrases([
  ["도착했는지 알 수 없음", "nobody can say whether it arrived"],
  ["보내는 중에 프로그램이 꺼짐", "the program ended while it was being sent"],
  ["보내기 전에 기한이 지남", "its time was over before it could be sent"],
  ["보냈지만 찾을 수 없어 다시 보내지 않음", "it was sent and not found, and does not go again"],
  ["더 새로운 글({id})이 대신함", "replaced by {id}"],
  ["묶음 알림({id})으로 보냄", "told in group:{id}"],
  ["{count}번 실패: {reason}", "{count} times: {reason}"],
  ["다른 프로그램이 같은 키를 쓰고 있음", "another program uses the same key"],
  ["서명이 거절됨 (HTTP {status})", "HTTP {status}: the signature is refused"],
  ["차단됨 ({words})", "403 Forbidden: {words}"],
  ["토큰이 틀림 ({words})", "401 {words}"],
]);

const translate = createTranslator(
  MESSAGE_PHRASES,
  (hole, text) => hole === "reason" ? toKorean(text) : text,
);

function toKorean(reason: string): string {
  return translate(reason) ?? reason;
}

export function toMessageReason({ lang }: Pick<Show, "lang">, reason: string): string {
  return lang === "en" ? reason : toKorean(reason);
}
