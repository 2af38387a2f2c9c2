import { defineTexts } from "../../core/lang.ts";

/** What `backtest check-lookahead` says. */
export const LOOKAHEAD_TEXTS = defineTexts({
  bars_one: [
    "봉 1개",
    "1 bar",
  ],
  bars_many: [
    "봉 {count}개",
    "{count} bars",
  ],
  cuts_one: [
    "자른 곳 1곳",
    "1 cut",
  ],
  cuts_many: [
    "자른 곳 {count}곳",
    "{count} cuts",
  ],
  random_one: [
    "무작위로 자른 곳 1곳",
    "1 random cut",
  ],
  random_many: [
    "무작위로 자른 곳 {count}곳",
    "{count} random cuts",
  ],
  times_one: [
    "1번",
    "1 time",
  ],
  times_many: [
    "{count}번",
    "{count} times",
  ],
  progress: [
    "{cuts} 가운데 {done}곳",
    "{done} of {cuts}",
  ],
  repeated: [
    "같은 봉으로 다시 하니 조언이 다름: 난수나 시각, 앞선 실행이 남긴 것을 씁니다",
    "the same bars a second time gave other advice: it uses chance, the time of day or what an earlier run left",
  ],
  removed: [
    "뒤의 봉을 빼니 조언이 다름: 아직 오지 않은 봉을 알고 있습니다",
    "without the later bars it says something else: it knows bars that had not come yet",
  ],
  altered: [
    "뒤의 봉을 바꾸니 조언이 다름: 아직 오지 않은 봉을 알고 있습니다",
    "with other later bars it says something else: it knows bars that had not come yet",
  ],
  spoke_late: [
    "조언은 {times} 했지만 {cuts} 모두 그보다 앞임: --cuts를 늘리거나 봉을 더 주세요",
    "it spoke {times}, and none of {cuts} lay behind that: give more --cuts or more bars",
  ],
  too_few: [
    "{bars}는 너무 적음, {warm}개가 아무 조언도 하지 않는 준비 구간임: 봉을 더 주세요",
    "{bars} are too few, as {warm} are warm-up in which nothing is said: give more bars",
  ],
  silent: [
    "{bars} 동안 조언이 없었음: 조언이 나오는 다른 봉이나 --params를 주세요",
    "the strategy gave no advice on {bars}: give other bars or --params with which it speaks",
  ],
  nothing: [
    "확인한 것이 없어 좋다고도 나쁘다고도 할 수 없음: {why}",
    "nothing was checked, neither well nor bad: {why}",
  ],
  clean: [
    "미래를 본 흔적이 없음: 두 번 모두 같은 조언이고, {cuts}에서 뒤의 봉을 빼거나 바꾸어도 같음 ({bars}, 조언 {advice}개; 그 앞에 조언이 있던 {compared})",
    "no look-ahead found: the same advice twice, and at {cuts} with later bars removed and altered ({bars}, {advice} with advice; {compared} had some before it)",
  ],
  found: [
    "발견: {what}",
    "found: {what}",
  ],
  first: [
    "처음 다른 곳: {bar}번 봉",
    "first at bar {bar}",
  ],
  first_at: [
    "처음 다른 곳: {bar}번 봉 ({time})",
    "first at bar {bar} ({time})",
  ],
  first_removed: [
    "{first}, {cut}번 봉부터 뺐을 때",
    "{first}, with bars from {cut} on removed",
  ],
  first_altered: [
    "{first}, {cut}번 봉부터 바꾸었을 때",
    "{first}, with bars from {cut} on altered",
  ],
  as_they_are: [
    "  봉을 그대로 두었을 때: {advice}",
    "  all bars as they are: {advice}",
  ],
  other_time: [
    "  달리 했을 때:          {advice}",
    "  the other time:       {advice}",
  ],
  no_advice: [
    "조언 없음",
    "no advice",
  ],
  stop: [
    "손절 {price}",
    "stop {price}",
  ],
  target: [
    "목표 {price}",
    "target {price}",
  ],
  confidence: [
    "확신도 {value}",
    "confidence {value}",
  ],
});

/** What `replay` says. */
export const REPLAY_TEXTS = defineTexts({
  failed: [
    "{id}: 다시 돌려 볼 수 없음: {problem}",
    "{id} could not be replayed: {problem}",
  ],
  head_bar: [
    "봉 (KST)",
    "bar (KST)",
  ],
  head_live: [
    "실제",
    "live",
  ],
  head_replay: [
    "다시",
    "replay",
  ],
  head_why: [
    "이유",
    "why",
  ],
  kind_same: [
    "같음",
    "same",
  ],
  kind_differs: [
    "다름",
    "differs",
  ],
  kind_only_live: [
    "실제에만",
    "only_live",
  ],
  kind_only_replay: [
    "다시에만",
    "only_replay",
  ],
  dash: [
    "줄표(–)는 그 봉에 조언이 없던 쪽입니다.",
    "A dash (–) is a side that gave no advice at that bar.",
  ],
  sum: [
    "조언 모두 {all}개, 같음 {same}, 다름 {different}",
    "{all} advice in all, {same} the same, {different} different",
  ],
  sum_note: [
    "{sum}. {note}",
    "{sum}. {note}",
  ],
  stop: [
    "{action}, 손절 {price}",
    "{action}, stop {price}",
  ],
});
