import { definePhrases } from "../../core/lang.ts";

/** Of rules, alarms and the judges of signals. */
export const RULE_PHRASES = definePhrases([
  [
    "규칙 {id}이(가) 없음; {near}인가요?",
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
    "{option}은(는) 이것에만 씁니다: {rest}",
    "{option} goes with {rest} alone",
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
    "판정자 {id}이(가) 없음; 있는 것: {names}",
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
  [
    "보유 종목의 손실이 손절선에 이름",
    "a holding has lost as much as its stop allows",
  ],
  [
    "보유 종목의 수익이 목표에 이름",
    "a holding has gained what was aimed at",
  ],
  [
    "보유하는 동안의 최고가에서 떨어짐",
    "a holding has fallen from its highest price since it is held",
  ],
  [
    "다른 프로그램이 신호를 보냄",
    "another program has sent a signal",
  ],
  [
    "봉이 끝날 때 지표가 기준값이나 다른 지표, 가격을 넘나듦",
    "an indicator crosses a level, another indicator or the price, at the close of a candle",
  ],
  [
    "종목의 새 뉴스가 뚜렷하게 나쁨(보유 종목 매도) 또는 좋음(매수)",
    "fresh news about a share are clearly bad (sell what is held) or clearly good (buy)",
  ],
  [
    "가격이 기준 가격에 이르거나 넘어섬",
    "a price is at or beyond a level",
  ],
  [
    "가격이 정한 시간 안에 정한 만큼(%) 움직임",
    "a price has moved by some percent within some minutes",
  ],
  [
    "스크리너 상위에 새로 들어온 종목",
    "a share is new among the first of the screener",
  ],
  [
    "스크리너 상위에 있으면서 오르는 종목",
    "a share stands high in the screener and rises",
  ],
  [
    "전략이 매수나 매도를 조언함",
    "a strategy advises to buy or to sell",
  ],
  [
    "내장 규칙",
    "the built-in rules",
  ],
  [
    "글자",
    "text",
  ],
  [
    "true나 false",
    "true or false",
  ],
  [
    "--move나 --indicator",
    "--move or --indicator",
  ],
  [
    "--above나 --below",
    "--above or --below",
  ],
  [
    "BTC/KRW 같은 코인",
    "a coin like BTC/KRW",
  ],
]);
