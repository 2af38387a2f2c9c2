import { defineTexts } from "../../core/lang.ts";

/** What `history` says. */
export const HISTORY_TEXTS = defineTexts({
  none: [
    "아직 조회 기록이 없습니다; 서비스가 실행되는 동안 남습니다",
    "no polls are kept yet; the service keeps them as it runs",
  ],
  head_day: [
    "날짜",
    "day",
  ],
  head_source: [
    "소스",
    "source",
  ],
  head_polls: [
    "조회",
    "polls",
  ],
  head_gaps: [
    "빈 조회",
    "gaps",
  ],
  head_bytes: [
    "바이트",
    "bytes",
  ],
  head_state: [
    "상태",
    "state",
  ],
  head_polled: [
    "조회 시각",
    "polled",
  ],
  head_data_of: [
    "자료 시각",
    "data of",
  ],
  head_rows: [
    "행",
    "rows",
  ],
  sealed: [
    "닫힘",
    "sealed",
  ],
  open: [
    "열림",
    "open",
  ],
  days_one: [
    "1일",
    "1 day",
  ],
  days_many: [
    "{count}일",
    "{count} days",
  ],
  size: [
    "{days}, {path}에 {bytes}바이트",
    "{days}, {bytes} bytes in {path}",
  ],
  pruned_one: [
    "{before} 이전의 1일을 지움, 조회 {polls}번",
    "1 day before {before} removed, {polls} polls",
  ],
  pruned_many: [
    "{before} 이전의 {days}일을 지움, 조회 {polls}번",
    "{days} days before {before} removed, {polls} polls",
  ],
  gap: [
    "빈 조회: {gap}",
    "gap: {gap}",
  ],
  poll: [
    "{source}, {time} 조회, 자료 시각 {data}",
    "{source}, polled {time}, data of {data}",
  ],
  unknown_time: [
    "모름",
    "unknown time",
  ],
  empty: [
    "목록이 비어 있었습니다",
    "the list was empty",
  ],
  rows: [
    "행: {count}",
    "rows: {count}",
  ],
  kept_of: [
    "{total}개 가운데 {kept}개 남김",
    "{kept} kept of {total}",
  ],
  gap_no_list: [
    "응답에서 목록을 알아보지 못함 (no_list); 어떤 행이 있었는지는 모름",
    "no list was recognised in the answer (no_list); what its rows were is not known",
  ],
  gap_held_back: [
    "보내지 않음 (held_back); 어떤 행이 있었는지는 모름",
    "nothing was sent (held_back); what the rows were is not known",
  ],
  gap_failed: [
    "조회 실패 ({gap}); 어떤 행이 있었는지는 모름",
    "the poll failed ({gap}); what the rows were is not known",
  ],
});
