import { defineTexts } from "../../core/lang.ts";

export const BACKUP_TEXTS = defineTexts({
  backed_up: [
    "{from}을(를) {to}(으)로 백업함: {size}, {signals}, 스키마 {schema}, 무결성 정상, {ms} ms",
    "backed up {from} to {to}: {size}, {signals}, schema {schema}, integrity ok, {ms} ms",
  ],
  history_too: [
    "기록은 {to}(으)로: {size}, {days}, 무결성 정상",
    "and its history to {to}: {size}, {days}, integrity ok",
  ],
  restored: [
    "{from}을(를) {path}(으)로 되돌림: {size}, {signals}, 스키마 {schema}, 무결성 정상",
    "restored {from} as {path}: {size}, {signals}, schema {schema}, integrity ok",
  ],
  restored_up: [
    "{from}을(를) {path}(으)로 되돌림: {size}, {signals}, 스키마 {schema} (맞게 올림), 무결성 정상",
    "restored {from} as {path}: {size}, {signals}, schema {schema} (brought up to it), integrity ok",
  ],
  history_restored: ["기록은 {path}(으)로: {days}", "and its history as {path}: {days}"],
  history_kept: [
    "기록은 {path}(으)로: {days}; 전의 것은 {kept}에 남아 있습니다",
    "and its history as {path}: {days}; the one before it is kept as {kept}",
  ],
  carried: [
    "백업 뒤에 나간 것과 멈춘 것, 끈 것, 끝낸 것은 그대로 이어받았습니다; 전략과 모의 계좌, 알람은 백업 때로 돌아갔습니다",
    "what went out, was halted, muted or ended since the backup is carried over; strategies with their paper money, and alarms, are as they were",
  ],
  stay_stopped: [
    "그 뒤에 멈추거나 지운 전략 {count}개는 멈춘 채로 둡니다",
    "strategies that were stopped or removed since stay stopped: {count}",
  ],
  alarms_back: [
    "그 뒤에 지운 알람이 다시 있습니다: {count}개",
    "alarms that were removed since are back: {count}",
  ],
  doubted: [
    "백업 뒤에 무엇이 나갔는지 알 수 없습니다: 매수 신호는 {until}까지 쉽니다(먼저 받으려면: {command}); 매도 신호와 다른 프로그램이 잡는 신호는 두 번 나갈 수 있습니다",
    "nobody knows what went out since the backup: signals to buy wait until {until} (sooner with {command}); signals to sell, and what your own programs claim, may go out twice",
  ],
  doubted_messages: [
    "나갔는지 알 수 없어 다시 보내지 않는 메시지: {count}개; 보려면: {command}",
    "messages of which nobody knows whether they went out, and that are not sent again unasked: {count}; see {command}",
  ],
  none_before: ["전에는 데이터베이스가 없었습니다", "there was no database before it"],
  kept: [
    "전의 것은 {path}에 남아 있습니다; 되돌리려면: {command}",
    "the one before it is kept as {path}; to undo: {command}",
  ],
  kept_damaged: [
    "전의 것은 손상되어 있었고 {path}*에 남아 있습니다",
    "the one before it was damaged; it is kept as {path}*",
  ],
  signals_one: ["신호 1개", "1 signal"],
  signals_many: ["신호 {count}개", "{count} signals"],
  days_one: ["1일", "1 day"],
  days_many: ["{count}일", "{count} days"],
  tried: [
    "이 백업으로 되돌릴 수 있음: {file}, {age}에 만듦",
    "this backup would restore: {file}, made {age}",
  ],
  tried_history: ["그 기록: {file}, {age}에 만듦", "and its history: {file}, made {age}"],
  tried_facts: [
    "  {size}, 스키마 {schema}, 무결성 정상, {rows}행",
    "  {size}, schema {schema}, integrity ok, {rows} rows",
  ],
  tried_facts_up: [
    "  {size}, 스키마 {schema} (맞게 올림), 무결성 정상, {rows}행",
    "  {size}, schema {schema} (brought up to it), integrity ok, {rows} rows",
  ],
  tried_newest: ["{facts}, 가장 새로운 것은 {age}", "{facts}, the newest of {age}"],
  tried_age: ["{time} ({span} 전)", "{time} ({span} ago)"],
  tried_no_history: [
    "옆에 기록이 없음: 되돌려도 기록은 그대로입니다",
    "it has no history beside it: restore would leave the history as it is",
  ],
  tried_nothing: ["아무것도 바꾸지 않았습니다", "nothing was changed"],
});
