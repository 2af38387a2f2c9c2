import { defineTexts } from "../../../core/lang.ts";

/** Texts of a person's own alarms. */
export const ALERT_TEXTS = defineTexts({
  title_alerts: ["가격 알림", "Alarms"],
  alerts_about: [
    "조건이 맞으면 휴대폰으로 알립니다. 사고팔라는 뜻은 아닙니다.",
    "Your phone rings when one is met. An alarm advises nothing.",
  ],
  alerts_none: [
    "걸어 둔 알림이 없습니다. 아래에서 걸거나, 채팅으로 /alert 005930 70000 처럼 보내세요.",
    "No alarm is set. Set one below, or write by chat, for example /alert 005930 70000",
  ],
  alerts_unreadable: ["알림을 읽지 못했습니다: {why}", "The alarms cannot be read: {why}"],
  alert_what: ["조건", "Alarm"],
  alert_id: ["이름", "Name"],
  alert_kind: ["종류", "Kind"],
  alert_remove: ["지우기", "Take away"],
  alert_add: ["알림 걸기", "Set an alarm"],
  alert_ticker: ["종목", "Ticker"],
  alert_ticker_hint: ["005930 또는 BTC/KRW", "005930 or BTC/KRW"],
  alert_price: ["가격", "Price"],
  alert_side: ["방향", "Side"],
  alert_side_auto: ["지금 가격에서 보고 정함", "by the price now"],
  alert_side_above: ["이상", "at or above"],
  alert_side_below: ["이하", "at or below"],
  alert_more_kinds: [
    "움직임(%)이나 지표로 거는 알림은 명령줄에서: {command}",
    "Alarms at a move or an indicator are set at the command line: {command}",
  ],
  alert_undo: ["되돌리기", "Undo"],
  alert_undo_over: ["되돌릴 알림이 없습니다.", "There is nothing to bring back."],
  alert_refused: ["하지 않았습니다: {why}", "Not done: {why}"],
  alert_refusal_side_unknown: [
    "지금 가격을 몰라 위인지 아래인지 정할 수 없습니다. 이상 또는 이하를 골라 주세요",
    "the price now is not known: choose at or above, or at or below",
  ],
  alert_refusal_bad_arguments: [
    "종목은 005930 또는 BTC/KRW, 가격은 0보다 큰 숫자여야 합니다",
    "the ticker must be one like 005930 or BTC/KRW, and the price a number above 0",
  ],
  alert_refusal_unknown_alert: ["그런 알림이 없습니다", "there is no such alarm"],
  alert_refusal_too_many_alerts: [
    "알림은 200개까지 걸 수 있습니다. 먼저 몇 개를 지워 주세요",
    "200 alarms are the most: remove some first",
  ],
  alert_refusal_alert_is_there: [
    "같은 순간에 다른 알림이 걸렸습니다. 다시 해 주세요",
    "another one was set at this very moment; try again",
  ],
});
