import { defineTexts } from "../../core/lang.ts";

export const STRATEGY_CLI_TEXTS = defineTexts({
  none_yet: ["아직 전략이 없습니다. 더하려면 {command}", "there is no strategy yet; add one, see {command}"],
  head_id: ["id", "id"],
  head_kind: ["종류", "kind"],
  head_market: ["시장", "market"],
  head_bars: ["봉", "bars"],
  head_wanted: ["켜짐", "wanted"],
  head_state: ["상태", "state"],
  head_advice: ["조언", "advice"],
  head_trades: ["거래", "trades"],
  head_equity: ["평가액", "equity"],
  head_pnl: ["손익", "pnl"],
  head_fall: ["최대 하락", "fall"],
  head_closed: ["청산 시각", "closed"],
  head_side: ["방향", "side"],
  head_units: ["수량", "units"],
  head_entry: ["진입", "entry"],
  head_exit: ["청산", "exit"],
  head_net: ["순손익", "net pnl"],
  head_why: ["이유", "why"],
  head_removed: ["지운 시각", "removed"],
  head_by: ["누가", "by"],
  on: ["켬", "on"],
  off: ["끔", "off"],
  off_close: ["끔 (포지션을 정리함)", "off (a position is closed)"],
  off_leave: ["끔 (포지션을 그대로 둠)", "off (a position is left)"],
  row_params: ["매개변수", "params"],
  row_warning: ["경고", "warning"],
  row_candles: ["캔들", "candles"],
  row_noted: ["기록", "noted"],
  row_process: ["프로세스", "process"],
  row_costs: ["비용", "costs"],
  row_position: ["포지션", "position"],
  process: ["pid {pid}, 재시작 {restarts}번, {memory}", "pid {pid}, {restarts} restarts, {memory}"],
  bars_until: ["{time}까지, 하나에 {each}", "until {time}, {each} each"],
  last_advice: [
    "{count}, 마지막 {time}: {action}. {reason}",
    "{count}, the last one {time}: {action}. {reason}",
  ],
  equity_of: ["{equity} (시작 {start})", "{equity} of {start}"],
  pnl_text: [
    "수수료를 뺀 실현 {realised}, 미실현 {open}; 지금까지 수수료 {fees}",
    "after fees {realised} realised, {open} open; fees so far {fees}",
  ],
  pnl_taxed: [
    "수수료와 세금을 뺀 실현 {realised}, 미실현 {open}; 지금까지 수수료 {fees}, 세금 {tax}",
    "after fees and tax {realised} realised, {open} open; fees so far {fees}, tax {tax}",
  ],
  fee_sides: ["매수 {buy}, 매도 {sell}", "{buy} to buy and {sell} to sell"],
  fee_krx: ["{fee}, 세금은 KRX {kind} 규칙대로", "{fee}, tax by the rules of KRX ({kind})"],
  trades_text: ["{trades}번, {wins}번 이김; 최대 하락 {fall}", "{trades}, {wins} won; deepest fall {fall}"],
  position_none: ["없음", "none"],
  position_text: [
    "{count}개, 값 {exposure}; {side} {units} ({price}에)",
    "{count} open, worth {exposure}; {side} {units} at {price}",
  ],
  side_long: ["롱", "long"],
  side_short: ["숏", "short"],
  costs_text: [
    "수수료 {fee}, 슬리피지 {slippage}, 호가 {tick}, 최소 단위 {lot}, {smallest}",
    "fee {fee}, slippage {slippage}, tick {tick}, lot {lot}, {smallest}",
  ],
  smallest_none: ["최소 주문 없음", "no smallest order"],
  smallest: ["최소 주문 {amount}", "smallest order {amount}"],
  not_taken_up: ["아직 시작하지 않음", "not taken up yet"],
  never_run: ["실행한 적 없음", "never run"],
  state_to_come: [
    "{state}, 아직 오지 않은 시각의 기록; 시계를 뒤로 돌렸나요?",
    "{state} at a time that is still to come; was the clock set back?",
  ],
  state_old: ["{state}, {age} 전; 서비스가 실행 중인가요?", "{state} {age} ago; is the service running?"],
  stop_closes: [
    "{id}을(를) 멈춥니다; 열린 포지션은 다음 봉의 시가에 정리합니다 (볼 것: {command})",
    "{id} is to stop; an open position is closed at the open of the next bar (see: {command})",
  ],
  stop_leaves: [
    "{id}을(를) 멈춥니다; 열린 포지션은 그대로 두고 지켜보지 않습니다",
    "{id} is to stop; an open position stays as it is and is not watched",
  ],
  taken_up_soon: [
    "{words}; 실행 중인 서비스는 2초 안에 받아들입니다",
    "{words}; a running service takes it up within two seconds",
  ],
  sure: [
    "{id}({date})와 그 거래를 모두 지울까요?",
    "Forget {id} of {date} and all its trades?",
  ],
  not_removed: [
    "아무것도 지우지 않았습니다; 묻지 않고 지우려면 --yes를 쓰세요",
    "nothing was removed; use --yes to do it without being asked",
  ],
  none_removed: ["지운 전략이 없습니다", "no strategy was removed"],
  required: ["필수", "required"],
  own_files: ["{dir}의 내 전략: {files}", "your own in {dir}: {files}"],
  own_none: ["아직 없음; 이렇게 시작하세요: {command}", "none yet; begin one with: {command}"],
  template_written: ["{path}을(를) 썼습니다. 다음은:", "{path} is written. Then:"],
  template_candles: ["  캔들:   {command}", "  candles: {command}"],
  template_try: ["  시험:   {command}", "  try it:  {command}"],
  template_run: ["  실행:   {command}", "  run it:  {command}"],
});

/** Comments and descriptions of the file that `strategy new` writes: it belongs to whoever reads it. */
export const TEMPLATE_TEXTS = defineTexts({
  about: [
    `// 나만의 전략: 파일 하나입니다. 캔들과 자기 체결만 받으며, 네트워크도 다른 파일도 타이머도 없습니다.
// 시각(Date)은 캔들이 끝난 때이고, 난수(Math.random)는 같은 캔들에서 몇 번을 실행해도 같습니다. 따로 떨어진
// 프로세스에서 실행되며, 콘솔에 찍은 것은 그 프로세스가 끝날 때 보여 줍니다.`,
    `// A strategy of your own: one file. It is given candles and its own fills; it has no network, no other file and no timers.
// Its time is the end of the candle (Date), and its chance (Math.random) is the same at the same candle in every run. It runs
// in a process of its own; what it prints to the console is shown when that ends.`,
  ],
  period: ["RSI의 봉 수.", "Bars of the RSI."],
  low: ["RSI가 이 값 위로 올라서면 매수, 0~100.", "Buy when the RSI rises above this, 0 to 100."],
  high: ["RSI가 이 값 아래로 내려서면 매도, 0~100.", "Sell when the RSI falls below this, 0 to 100."],
  stop: [
    "종가에서 손절가까지의 거리, 비율: 0.02는 2%.",
    "Distance of the stop from the close, a share: 0.02 is 2 %.",
  ],
  description: [
    "RSI가 과매도에서 돌아오면 사고, 과매수에서 돌아오면 팝니다.",
    "Buys when the RSI comes back from below, sells when it comes back from above.",
  ],
  needs: [
    `    // 필요한 봉(첫 간격이 거래하는 간격)과, 봉 몇 개 뒤부터 조언할지입니다. 와일더의 RSI는 자기 앞의 값 위에
    // 쌓이므로, 어디서 시작했는지를 잊기까지 기간의 10배쯤이 필요합니다.`,
    `    // The bars it wants (the first interval is the one it trades on) and after how many of them it may speak. Wilder's
    // RSI builds on its own last value: it needs about 10 times its period before it forgets where it began.`,
  ],
  reason: [
    "이유는 문장이거나, 숫자가 붙은 열쇠말입니다. 열쇠말은 페이지마다 읽는 사람의 언어로 보여 줍니다.",
    "A reason is a sentence, or a key with its numbers, which every page says in its reader's language.",
  ],
  fill: [
    "조언이 어떻게 체결되었는지; 손절가에 닿은 것도 여기로 옵니다.",
    "What became of its advice; a stop that was hit comes here too.",
  ],
  part: ["일부만 팔렸을 수 있음", "a part may have been sold"],
  save: [
    "기억하는 모든 것: 다시 시작해도 티가 나지 않게 합니다.",
    "Everything it remembers, so that a restart is not noticed.",
  ],
});
