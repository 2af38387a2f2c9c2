import { defineTexts } from "../../core/lang.ts";

/** What `rules`, `alert` and `signals simulate` say. */
export const RULE_CLI_TEXTS = defineTexts({
  fine_one: [
    "{file}은(는) 쓸 수 있음: 규칙 1개",
    "{file} is fine: 1 rule",
  ],
  fine_many: [
    "{file}은(는) 쓸 수 있음: 규칙 {count}개",
    "{file} is fine: {count} rules",
  ],
  from: [
    "출처: {source}",
    "from {source}",
  ],
  head_rule: [
    "규칙",
    "rule",
  ],
  head_kind: [
    "종류",
    "kind",
  ],
  head_state: [
    "상태",
    "state",
  ],
  head_score: [
    "점수",
    "score",
  ],
  head_window: [
    "기준 기간",
    "window",
  ],
  head_parameters: [
    "매개변수",
    "parameters",
  ],
  head_parameter: [
    "매개변수",
    "parameter",
  ],
  head_waits_for: [
    "조건",
    "what it waits for",
  ],
  head_type: [
    "형식",
    "type",
  ],
  head_usual: [
    "기본값",
    "usual",
  ],
  head_here: [
    "설정값",
    "here",
  ],
  head_evidence: [
    "근거",
    "evidence",
  ],
  head_fresh: [
    "신선한 동안",
    "fresh up to",
  ],
  head_useless: [
    "쓰지 않는 때",
    "none from",
  ],
  head_time: [
    "시각",
    "time",
  ],
  head_ticker: [
    "종목",
    "ticker",
  ],
  head_action: [
    "동작",
    "action",
  ],
  head_price: [
    "가격",
    "price",
  ],
  head_outcome: [
    "결과",
    "outcome",
  ],
  head_alarm: [
    "알림",
    "alarm",
  ],
  on: [
    "켬",
    "on",
  ],
  off: [
    "끔",
    "off",
  ],
  seconds: [
    "{seconds}초",
    "{seconds} s",
  ],
  score: [
    "점수: {formula}",
    "score: {formula}",
  ],
  formula: [
    "round(100 x 합(비중 x 강도) / 합(비중) x (0.5 + 0.5 x 채워진 비중) x 신선도)",
    "round(100 x sum(weight x strength) / sum(weight) x (0.5 + 0.5 x coverage) x freshness)",
  ],
  tested: [
    "{day}의 {rule}: 판정자가 동의한다면 {sent}번 보냄; 그 밖에 조건이 맞은 것 {rest}번",
    "{rule} on {day}: {sent} sent, as a judge that agrees would have it; met {rest} more times",
  ],
  tested_more: [
    "{day}의 {rule}: 판정자가 동의한다면 {sent}번 보냄; 그 밖에 조건이 맞은 것 {rest}번 (--all로 볼 수 있음)",
    "{rule} on {day}: {sent} sent, as a judge that agrees would have it; met {rest} more times (--all shows them)",
  ],
  alarm_set: [
    "알림을 걸었습니다: {what} (번호 {id})",
    "the alarm {id} is set: {what}",
  ],
  alarm_removed: [
    "알림을 지웠습니다 (번호 {id})",
    "the alarm {id} is taken away",
  ],
  alarm_none: [
    "걸어 둔 알림이 없습니다",
    "no alarm is set",
  ],
  not_followed: [
    "아직 {name} 시세를 받지 않습니다: SIGNAL_V2_MARKETS에 더하지 않으면 울리지 않습니다",
    "nobody follows {name} yet: add it to SIGNAL_V2_MARKETS, else it stays silent",
  ],
  files_alone: [
    "{ticker} 캔들은 파일에서만 옵니다: 파일을 넣을 때만 울립니다",
    "candles of {ticker} come from files alone: it rings only for what is imported",
  ],
  hears_price: [
    "{ticker}이(가) 내 포트폴리오나 스크리너에 있는 동안 그 가격을 봅니다",
    "it hears the price of {ticker} while that is in your portfolio or in the screener",
  ],
});

/** What one rule says of one ticker. */
export const SIMULATION_TEXTS = defineTexts({
  outcome_sent: ["보냄", "sent"],
  says_nothing: [
    "{rule}: {at}에 {ticker}에 대해 알릴 것이 없음; 그날 그 전에 조건이 맞은 것 {earlier}번",
    "{rule} says nothing of {ticker} at {at}; it was met {earlier} times before on that day",
  ],
  fires: [
    "{rule}, {at}: {ticker} {action}, 점수 {score}, {outcome}",
    "{rule} at {at}: {action} {ticker}, score {score}, {outcome}",
  ],
  none: [
    "없음",
    "none",
  ],
  nothing_known: [
    "아는 것이 없음",
    "nothing known",
  ],
  evidence: [
    "  {key}: {numbers}; 강도 {strength} x 비중 {weight}, {age}초 전",
    "  {key}: {numbers}; strength {strength} x weight {weight}, {age} s old",
  ],
  evidence_ageless: [
    "  {key}: {numbers}; 강도 {strength} x 비중 {weight}, 언제 것인지 모름",
    "  {key}: {numbers}; strength {strength} x weight {weight}, unknown s old",
  ],
  judged: [
    "판정자 {judge}의 답 {said}: {state}",
    "the judge {judge} says {said}: {state}",
  ],
  went_out: [
    "{at}에 이미 보냈습니다",
    "it went out at {at} already",
  ],
  would_go: [
    "보냈을 신호입니다; 아무것도 보내지 않았습니다",
    "it would go out; nothing was sent",
  ],
  would_not_go: [
    "보내지 않을 신호입니다; 아무것도 보내지 않았습니다",
    "it would not go out; nothing was sent",
  ],
  sent: [
    "모의로 {channel} {chat}에 보냄: {state}",
    "sent as a simulation by {channel} to {chat}: {state}",
  ],
  sent_error: [
    "모의로 {channel} {chat}에 보냄: {state}, {error}",
    "sent as a simulation by {channel} to {chat}: {state}, {error}",
  ],
});
