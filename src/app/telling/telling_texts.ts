import { createSayFrom, defineTexts, type Lang } from "../../core/lang.ts";

/** Names and causes in messages that the program tells by itself: short, for a line on a telephone. */
export const TELLING_TEXTS = defineTexts({
  name_portfolio: ["포트폴리오", "Portfolio"],
  name_news_sentiment: ["뉴스", "News"],
  name_screener_preview: ["스크리너", "Screener"],
  name_all: ["홈서버 자료 전부", "Home server data"],
  name_stream: ["{title} 실시간 시세", "{title} live prices"],
  cause_network: ["홈서버에 연결되지 않음", "the home server cannot be reached"],
  cause_timeout: ["홈서버가 제때 답하지 않음", "the home server does not answer in time"],
  cause_tls: ["보안 연결(TLS) 실패", "the secure connection failed"],
  cause_redirect_refused: ["다른 주소로 보내려 해서 거부함", "a redirect was refused"],
  cause_auth: [
    "홈서버가 키를 거부함. 키를 바꿔야 돌아옵니다",
    "the home server refuses the key; it must be mended",
  ],
  cause_http_3xx: ["홈서버가 데이터 대신 3xx로 답함", "the home server gives a 3xx instead of data"],
  cause_http_4xx: ["홈서버가 요청을 거부함 (4xx)", "the home server refuses the request (4xx)"],
  cause_http_5xx: ["홈서버 오류 (5xx)", "the home server has an error (5xx)"],
  cause_rate_limited: ["홈서버가 요청이 너무 많다고 함", "the home server says: too many requests"],
  cause_body_truncated: ["답이 중간에 끊김", "the answer is cut off"],
  cause_body_too_large: ["답이 너무 큼", "the answer is too large"],
  cause_bad_json: ["답이 JSON이 아님", "the answer is not JSON"],
  cause_bad_shape: ["답의 모양이 다름", "the answer has another shape"],
  cause_bad_encoding: ["답의 문자 인코딩 오류", "the answer has a wrong encoding"],
  cause_shape_changed: [
    "알던 목록이 답에서 사라짐. 확인이 필요합니다",
    "a list that was known is gone; look at it",
  ],
  cause_held_back: ["잠시 묻지 않고 미룸", "it is not asked for a while"],
  cause_helper: ["도우미 프로그램이 멈춤", "the helper program has ended"],
  cause_permission: ["이 프로그램에 권한이 없음", "this program lacks the permission"],
  cause_old: ["답은 오지만 오늘 자료가 아님", "it answers, with data from before today"],
  cause_silent: ["새 자료가 오지 않음", "no new data comes"],
  cause_stream: [
    "거래소 연결이 끊김. 다시 연결하는 중입니다",
    "the exchange cannot be reached; it is tried again",
  ],
  trouble_clock_behind: ["시계가 뒤로 가 신호를 멈춤", "The clock went back: no signals"],
  todo_clock_behind: ["시계를 맞추거나 대시보드의 명령을 쓰세요.", "Set the clock, or see the dashboard."],
  trouble_clock_skewed: ["시계가 서로 맞지 않음", "Clocks do not agree"],
  todo_clock_skewed: [
    "시계를 맞추세요. 얼마나 다른지는 대시보드에 있습니다.",
    "Set it; the dashboard says how far it is off.",
  ],
  trouble_strategy_parked: ["전략 {subject} 이(가) 멈춤", "Strategy {subject} is parked"],
  todo_strategy_parked: [
    "거듭 실패해 멈췄습니다. 이유는 로그에 있습니다.",
    "It failed again and again; the log says why.",
  ],
  trouble_rules_fault: ["규칙 파일을 쓸 수 없음", "The file of rules cannot be used"],
  todo_rules_fault: ["앞서 읽은 규칙이 그대로 돕니다.", "The rules that were read before stay in force."],
  trouble_storage: ["저장에 문제가 있음", "Trouble with storing data"],
  todo_storage: ["디스크와 대시보드를 확인하세요.", "Look at the disk and at the dashboard."],
  trouble_certificate_urgent: ["{subject} 인증서가 곧 끝남", "The certificate of {subject} ends soon"],
  todo_certificate_urgent: ["그 서버의 인증서를 새로 받으세요.", "Renew it on that server."],
  trouble_backup_old: ["이틀 넘게 백업이 없음", "No backup for more than two days"],
  todo_backup_old: [
    "디스크를 확인하세요. 이유는 대시보드에 있습니다.",
    "Look at the disk; the dashboard says why.",
  ],
  trouble_calendar_refused: ["휴장일 파일을 읽을 수 없음", "The calendar file cannot be read"],
  todo_calendar_refused: [
    "앞서 읽은 달력이 그대로 쓰입니다.",
    "The calendar that was read before stays in force.",
  ],
  trouble_calendar_over: ["휴장일 달력이 끝남", "The market calendar is over"],
  todo_calendar_over: [
    "법정 공휴일로 짐작합니다. 선거일·임시공휴일은 모릅니다.",
    "Holidays are guessed by law; elections are not known.",
  ],
  trouble_channel_conflict: [
    "같은 봇 토큰을 다른 프로그램도 쓰고 있습니다. 알림은 계속 가지만 명령이 그쪽으로 갈 수 있습니다.",
    "Another program uses the bot token; commands may go there.",
  ],
  todo_channel_conflict: [
    "끝낼 쪽을 끄거나 BotFather에서 토큰을 새로 받아 바꿔 주세요.",
    "Messages go on. End one, or get a new token from BotFather.",
  ],
  over_channel_conflict: ["봇 토큰을 이 프로그램만 씁니다", "the bot token is used here alone"],
  trouble_calendar_ends: ["휴장일 달력이 곧 끝남", "The market calendar ends soon"],
  todo_calendar_ends: ["KRX의 새해 휴장일 목록이 필요합니다.", "It needs the new year's closed days."],
  calendar_command: [
    "KRX 목록을 받아 서버에서: {command}",
    "With the list of KRX, at the server: {command}",
  ],
  maintenance_over: [
    "점검이 끝났습니다. 아직 남은 문제 {count}건",
    "Maintenance is over; still wrong: {count}",
  ],
  maintenance_more: ["그 밖에 {count}건은 대시보드에 있습니다.", "and {count} more on the dashboard"],
  trouble_over: ["해결됨: {title}", "Over: {title}"],
  trouble_again: ["다시 생김 ({count}번째)", "It is back, time {count}"],
  trouble_span: ["{from}부터 {to}까지 {minutes}분", "{minutes} min, {from} to {to}"],
});

export type TellingKey = keyof typeof TELLING_TEXTS;

export function createTellingSay(lang: Lang) {
  return createSayFrom(TELLING_TEXTS, lang);
}

/** A text by a word that is made at run time; the word itself where nobody has written one. */
export function sayByName(lang: Lang, key: string, fallback: string, subject = ""): string {
  if (!isTellingKey(key)) return fallback;
  return TELLING_TEXTS[key][lang === "ko" ? 0 : 1].replace("{subject}", () => subject);
}

function isTellingKey(key: string): key is TellingKey {
  return Object.hasOwn(TELLING_TEXTS, key);
}
