import { definePhrases } from "../core/lang.ts";

/** Of rules, alarms and the judges of signals. */
export const RULE_PHRASES = definePhrases([
  [
    "규칙 {id}이(가) 없음; {near}이었나요?",
    "There is no rule {id}; did you mean {near}?",
  ],
  [
    "`{command}`(으)로 있는 것을 볼 수 있습니다",
    "`{command}` shows what there is",
  ],
  [
    "알림을 걸 수 없음: {why}",
    "Cannot set the alarm: {why}",
  ],
  [
    "{option}은(는) {others}와(과) 함께만 씁니다",
    "{option} goes with {others} alone",
  ],
  [
    "--above, --below, --move, --indicator 가운데 하나를 주세요. 예: `{command}`",
    "say one of --above, --below, --move and --indicator, for example `{command}`",
  ],
  [
    "--indicator가 무엇과 만나는지 --crosses로 주세요. 예: --crosses 30",
    "say what --indicator --crosses, for example --crosses 30",
  ],
  [
    "{name}은(는) 숫자여야 함, 받은 것: {value}",
    "{name} must be a number, received {value}",
  ],
  [
    "알릴 사람이 없어 아무것도 보내지 않음: 텔레그램을 설정하고 {command}(으)로 대화를 연결하세요; 여기서 보기만 하려면 --deliver를 빼세요",
    "Nobody would be told, so nothing was sent: set up Telegram, and link a chat with {command}; leave out --deliver to see it here",
  ],
  [
    "심사자 {id}이(가) 없음; 있는 것: {names}",
    "There is no judge {id}; there are {names}",
  ],
  [
    "{kind} 종류의 규칙은 다시 돌려 볼 수 없음: 그 규칙이 보는 것은 날짜별로 저장되지 않습니다",
    "Cannot replay a rule of the kind {kind}: what it looks at is not stored by day",
  ],
  [
    "{day}의 조회 기록이 없음; `{command}`(으)로 있는 것을 볼 수 있습니다",
    "There are no polls of {day}; `{command}` shows what there is",
  ],
  [
    "{day}의 캔들이 없음; `{command}`(으)로 있는 것을 볼 수 있습니다",
    "There are no candles of {day}; `{command}` shows what there is",
  ],
]);
