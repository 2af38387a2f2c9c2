import { defineTexts } from "../../../core/lang.ts";

/** Texts of the pages about backtests. */
export const BACKTEST_TEXTS = defineTexts({
  backtests: ["저장한 백테스트", "Stored backtests"],
  backtests_none: ["저장한 백테스트가 없습니다.", "No backtest is stored yet."],
  backtests_none_todo: [
    "아래 명령으로 하나를 돌려 저장하면 여기에서 볼 수 있습니다.",
    "Run one with this command and keep it; then it can be read here.",
  ],
  backtests_note: [
    "지난 가격으로 계산한 가상의 결과이며, 표시된 비용을 뺀 값입니다. 앞으로의 수익을 약속하지 않습니다.",
    "Invented money on past prices, after the costs that are named. None of it promises a return to come.",
  ],
  backtest_not_known: ["{id}번 백테스트는 없습니다", "There is no backtest {id}"],
  backtest_all: ["백테스트 목록", "All backtests"],
  backtest_alone: ["보고서만 열기", "Open the report alone"],
  backtest_report: ["백테스트 보고서", "Backtest report"],
  return_share: ["수익률", "Return"],
  sharpe: ["샤프 비율", "Sharpe"],
  costs: ["비용", "Costs"],
  tick_none: ["호가 단위 없음", "no tick"],
  tick_exchange: ["거래소 호가 단위", "tick of the exchange"],
  tick_of: ["호가 단위 {tick}", "tick {tick}"],
  least_order: ["최소 주문 {amount}", "smallest order {amount}"],
  costs_of: ["수수료 {fee} · 슬리피지 {slippage}", "fee {fee} · slippage {slippage}"],
  tested_span: ["시험 기간", "Tested span"],
  made_at: ["만든 시각", "Made"],
  made_at_real: ["만든 시각 (실제 시각)", "Made (real time)"],
  asked_by: ["요청한 곳", "Asked by"],
});
