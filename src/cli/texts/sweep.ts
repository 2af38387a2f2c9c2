import { defineTexts } from "../../core/lang.ts";

/** What `backtest sweep` and runs in the background say. */
export const SWEEP_TEXTS = defineTexts({
  runs_one: [
    "실행 1번",
    "1 run",
  ],
  runs_many: [
    "실행 {count}번",
    "{count} runs",
  ],
  begun: [
    "스윕 {id}: {runs}; 중간에 끊기면 이어서: {command}",
    "sweep {id}: {runs}; when it is interrupted, go on with: {command}",
  ],
  progress: [
    "실행 {total}번 가운데 {done}번",
    "{done} of {total} runs",
  ],
  progress_late: [
    "실행 {total}번 가운데 {done}번, 시간 초과 {late}번",
    "{done} of {total} runs, {late} timed out",
  ],
  queued: [
    "{id}(으)로 맡김; {when}; 보려면: {command}",
    "queued as {id}; {when}; this shows it: {command}",
  ],
  warning: [
    "경고: {sentence}",
    "warning: {sentence}",
  ],
  bad_one: [
    "{name}: 잘못된 1행을 뺌",
    "{name}: 1 bad row left out",
  ],
  bad_many: [
    "{name}: 잘못된 {count}행을 뺌",
    "{name}: {count} bad rows left out",
  ],
  note: [
    "{name}: {note}",
    "{name}: {note}",
  ],
  timed_out: [
    "시간 초과",
    "timed out",
  ],
  none: [
    "없음",
    "none",
  ],
  by: [
    "{order} 순",
    "by {order}",
  ],
  return: [
    "수익률",
    "return",
  ],
  drawdown: [
    "낙폭",
    "drawdown",
  ],
  sharpe: [
    "샤프",
    "sharpe",
  ],
  calmar: [
    "칼마",
    "calmar",
  ],
  trades: [
    "거래",
    "trades",
  ],
  all_there: [
    "모두 전에 한 것",
    "all of them were there",
  ],
  speed_one: [
    "코어 1개로 {seconds}초, 사용률 {busy}%",
    "{seconds} s on 1 core, {busy}% busy",
  ],
  speed_many: [
    "코어 {count}개로 {seconds}초, 사용률 {busy}%",
    "{seconds} s on {count} cores, {busy}% busy",
  ],
  sum: [
    "스윕 {id}: {runs}, {speed}",
    "sweep {id}: {runs}, {speed}",
  ],
  sum_resumed: [
    "스윕 {id}: {runs}, 그 가운데 {resumed}번은 전에 한 것, {speed}",
    "sweep {id}: {runs}, {resumed} from before, {speed}",
  ],
  late: [
    "{runs}: {fault}; 나머지는 계속했습니다. 시간은 --timeout으로 늘립니다",
    "{runs} {fault}; the others went on. More time is given with --timeout",
  ],
  refused_one: [
    "조합 1개를 쓸 수 없음, 예: {fault}",
    "1 set refused, for example: {fault}",
  ],
  refused_many: [
    "조합 {count}개를 쓸 수 없음, 예: {fault}",
    "{count} sets refused, for example: {fault}",
  ],
  dash_column: [
    "{name} ({reasons})",
    "{name} ({reasons})",
  ],
  dash: [
    "줄표(–)는 없는 수치입니다: {columns}; 그런 조합은 맨 뒤에 옵니다.",
    "A dash (–) is a figure that there is not: {columns}; such sets come last.",
  ],
  order: [
    "{metric}을(를) 구할 수 있는 조합이 없음: 대신 수익률 순으로 늘어놓았습니다.",
    "No set has a {metric}: they are ordered by return instead.",
  ],
  order_why: [
    "{metric}을(를) 구할 수 있는 조합이 없음 ({why}): 대신 수익률 순으로 늘어놓았습니다.",
    "No set has a {metric} ({why}): they are ordered by return instead.",
  ],
  more: [
    "… 그 밖에 {count}개",
    "… and {count} more",
  ],
  neighbours_one: [
    "가장 좋은 조합의 이웃 1개는 {metric} {worst}~{best}, 절반은 {median} 이상",
    "the 1 neighbour of the best set reach {worst} to {best} {metric}, half of them at least {median}",
  ],
  neighbours_many: [
    "가장 좋은 조합의 이웃 {count}개는 {metric} {worst}~{best}, 절반은 {median} 이상",
    "the {count} neighbours of the best set reach {worst} to {best} {metric}, half of them at least {median}",
  ],
  lonely: [
    "주의: {range}; 가장 좋은 것 혼자 동떨어져 있으니 실력보다 우연일 가능성이 큽니다",
    "careful: {range}; the best one stands alone, which is more likely luck than skill",
  ],
  stable: [
    "안정적: {range}",
    "stable: {range}",
  ],
  fold: [
    "구간",
    "fold",
  ],
  trained_from: [
    "학습 시작",
    "trained from",
  ],
  tested_from: [
    "시험 시작",
    "tested from",
  ],
  to: [
    "끝",
    "to",
  ],
  best_set: [
    "가장 좋은 조합",
    "best set",
  ],
  metric_in: [
    "학습 {metric}",
    "{metric} in",
  ],
  out: [
    "시험",
    "out",
  ],
  return_in: [
    "학습 수익률",
    "return in",
  ],
  cut_fold: [
    "결과가 없는 구간은 그 뒤를 시험하지 못한 것입니다: 쓸 수 없는 조합이거나 시간을 넘겼습니다.",
    "A fold without an outcome had no run over what came after: it was refused or timed out.",
  ],
  compound: [
    "시험 구간을 이어 붙인 수익률: {share}",
    "out of sample, one after the other: {share}",
  ],
});
