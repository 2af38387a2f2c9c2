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
  ["이미 새 대화방({chat})으로 감", "told in {chat} already"],
  ["이 대화방에는 이제 알리지 않음", "this chat is told no more: it is not in the settings, and not linked"],
  ["단추를 바꿀 알림이 없음", "the message whose buttons it changes is not there"],
  ["고칠 알림이 없음", "the message that it changes is not there"],
  ["고칠 알림이 옮기기 전 대화방에 남음", "what it changes stayed in the chat before it moved"],
  ["보내기 전에 받지 않겠다고 하심", "a person wanted to hear no more of it before it was sent"],
  ["끝났다고 적을 수 없음", "its end cannot be written"],
  ["대화방이 두 번 옮겨짐", "the chat moved twice"],
  ["잠시 보내지 말라고 함: {reason}", "limited: {reason}"],
  ["텔레그램이 아닌 곳에서 답함 (HTTP {status})", "HTTP {status} without an answer of Telegram"],
  [
    "같은 키로 다른 글을 이미 받았다고 함 (HTTP {status})",
    "HTTP {status}: it knows this key with other bytes",
  ],
  ["{seconds}초 안에 온전한 답이 없음", "no complete answer within {seconds} s"],
  ["답이 다 오기 전에 멈춤", "stopped before a complete answer came"],
  ["답이 오기 전에 연결이 끊김", "the connection was closed before an answer came"],
  ["답이 중간에 끊김", "the answer broke off before its end"],
  ["연결에 실패함", "the connection failed"],
  [
    "연결이 거절됨: {address} 주소에 듣는 프로그램이 없음",
    "connection refused: nothing listens at the host and port of {address}",
  ],
  ["{address} 주소를 찾을 수 없음", "the host of {address} cannot be resolved"],
  ["{address} 주소에 닿을 수 없음", "the host of {address} cannot be reached"],
  [
    "믿을 수 있는 보안 연결이 아님. 직접 만든 인증서라면 DENO_CERT 에 그 파일을 적으세요",
    "no trusted TLS connection; for a certificate of your own set DENO_CERT to its file",
  ],
  ["텔레그램이 보낸 내용을 거절함 ({words})", "400 {words}"],
  ["너무 자주 보낸다고 함 ({words})", "429 {words}"],
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
