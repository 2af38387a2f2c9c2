import { defineTexts } from "../../core/lang.ts";

/** What `db check` says. */
export const DATABASE_TEXTS = defineTexts({
  none: [
    "아직 데이터베이스가 없음: 처음 시작할 때 만듭니다.",
    "There is no database yet: the first start makes it.",
  ],
  well: [
    "살펴본 것은 모두 정상입니다.",
    "Everything that was looked at is in order.",
  ],
  wrong: [
    "잘못된 파일: {names}.",
    "Something is wrong with {names}.",
  ],
  not_there: [
    "{name}: 아직 없음",
    "{name}: not there yet",
  ],
  head_ok: [
    "{name}: 정상, {check}, {sizes}",
    "{name}: ok, {check}, {sizes}",
  ],
  head_bad: [
    "{name}: {state}, {sizes}",
    "{name}: {state}, {sizes}",
  ],
  check_quick: [
    "빠른 검사",
    "quick check",
  ],
  check_full: [
    "전체 검사",
    "full check",
  ],
  state_ok: [
    "정상",
    "ok",
  ],
  state_missing: [
    "없음",
    "missing",
  ],
  state_damaged: [
    "손상됨",
    "damaged",
  ],
  state_unusable: [
    "쓸 수 없음",
    "unusable",
  ],
  schema: [
    "스키마 {schema}",
    "schema {schema}",
  ],
  rows_one: [
    "1행",
    "1 row",
  ],
  rows_many: [
    "{count}행",
    "{count} rows",
  ],
  newest: [
    "가장 새로운 것 {time}",
    "newest {time}",
  ],
  newest_ago: [
    "가장 새로운 것 {time} ({span} 전)",
    "newest {time} ({span} ago)",
  ],
  note: [
    "  참고: {note}",
    "  note: {note}",
  ],
  log: [
    "로그 {size}",
    "{size} of log",
  ],
  free: [
    "그 가운데 빈 공간 {size}",
    "{size} of it free",
  ],
});
