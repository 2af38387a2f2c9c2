import { defineTexts } from "../../core/lang.ts";

export const BACKTEST_CLI_TEXTS = defineTexts({
  ran: ["{strategy}, {names}, 체결: {fills}", "{strategy} on {names}, fills: {fills}"],
  amounts_in: ["금액 단위: {currency}", "amounts in {currency}"],
  head_symbol: ["시장", "symbol"],
  head_side: ["방향", "side"],
  head_units: ["수량", "units"],
  head_entry: ["진입", "entry"],
  head_price: ["가격", "price"],
  head_exit: ["청산", "exit"],
  head_pnl: ["순손익", "net P&L"],
  head_return: ["순수익률", "net return"],
  head_reason: ["이유", "reason"],
  side_long: ["매수", "long"],
  side_short: ["공매도", "short"],
  more_trades: [
    "… 그 앞에 거래 {count}건; --json에 모두 있습니다",
    "… and {count} trades before; --json lists all of them",
  ],
  head_id: ["번호", "id"],
  head_saved: ["저장 시각", "saved"],
  head_strategy: ["전략", "strategy"],
  head_market: ["시장", "market"],
  head_total: ["수익률", "return"],
  head_drawdown: ["낙폭", "drawdown"],
  head_sharpe: ["샤프", "sharpe"],
  head_trades: ["거래", "trades"],
  head_fee: ["수수료", "fee"],
  head_slippage: ["슬리피지", "slippage"],
  head_by: ["누가", "by"],
  none_saved: [
    "저장한 백테스트가 아직 없습니다; 이렇게 저장하세요: {command}",
    "no saved backtests yet; keep one with: {command}",
  ],
  removed: ["백테스트 {id} 지움", "backtest {id} removed"],
  saved: ["{id}번으로 저장함; 보려면: {command}", "saved as {id}; look at it with: {command}"],
  report_in: ["보고서는 {path}에 있습니다", "the report is in {path}"],
  too_few: [
    "봉 {bars}개는 너무 적음: {count}개가 준비 구간이고 그동안 주문하지 않습니다.",
    "{bars} bars are too few: {count} are warm-up, in which nothing is ordered.",
  ],
  too_few_one: [
    "봉 1개는 너무 적음: {count}개가 준비 구간이고 그동안 주문하지 않습니다.",
    "1 bar is too few: {count} are warm-up, in which nothing is ordered.",
  ],
  too_few_least: [
    "봉 1개는 너무 적음: 그 1개가 준비 구간이고 그동안 주문하지 않습니다.",
    "1 bar is too few: it is warm-up, in which nothing is ordered.",
  ],
  warm_up: [
    "처음 봉 {count}개는 주문하지 않는 준비 구간입니다.",
    "The first {count} bars are warm-up, without orders.",
  ],
  warm_up_one: [
    "처음 봉 1개는 주문하지 않는 준비 구간입니다.",
    "The first 1 bar is warm-up, without orders.",
  ],
  none_missing: ["빠진 봉이 없습니다.", "No bar is missing."],
  missing: [
    "{places}곳에서 봉 {bars}개가 빠져 있습니다; 비워 두었고 지어내지 않았습니다.",
    "{bars} bars are missing in {places} places; they were left empty, nothing was invented.",
  ],
  missing_place: [
    "1곳에서 봉 {bars}개가 빠져 있습니다; 비워 두었고 지어내지 않았습니다.",
    "{bars} bars are missing in 1 place; they were left empty, nothing was invented.",
  ],
  missing_one: [
    "1곳에서 봉 1개가 빠져 있습니다; 비워 두었고 지어내지 않았습니다.",
    "1 bar is missing in 1 place; it was left empty, nothing was invented.",
  ],
  nights: ["밤과 주말도 셉니다.", "Nights and weekends count."],
  nights_unknown: [
    "거래 시간을 모르는 시장은 밤과 주말도 빠진 것으로 셉니다.",
    "Nights and weekends count as missing where no trading hours are known.",
  ],
  listed: [
    "{symbol}은(는) {time}에 상장했습니다: 그 전은 빠진 것이 아닙니다.",
    "{symbol} was listed on {time}: nothing is missing before.",
  ],
  odd: [
    "가격이 서로 맞지 않는 봉 {count}개; 그대로 썼습니다.",
    "Odd bars, whose prices contradict each other: {count}; used as they are.",
  ],
  not_made: ["하지 않은 주문: {list}.", "Orders not made: {list}."],
  shorts: ["공매도는 --allow-short로 허용합니다.", "Short positions are allowed with --allow-short."],
  no_trade: ["거래가 없었습니다.", "There was no trade."],
  no_factor: ["손익비가 없습니다: {reason}.", "There is no profit factor: {reason}."],
});
