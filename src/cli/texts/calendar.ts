import { defineTexts } from "../../core/lang.ts";

/** What `calendar update` and `calendar undo` say. */
export const CALENDAR_TEXTS = defineTexts({
  past_alone: [
    "아무것도 쓰지 않음: 바뀌는 것 가운데 {count}건이 지난 날이고, 그런 목록은 대개 틀린 것입니다. 맞다면 --yes와 함께 --past를 쓰세요",
    "nothing was written: {count} of the changes lie in the past, where the list is most likely the wrong one; if it is right, say --past as well as --yes",
  ],
  lost_days: [
    "아무것도 쓰지 않음: 휴장일 {count}일이 이 목록에 없고, 그런 목록은 대개 잘린 것입니다: {days}. 정말 장이 열린다면 --lost-days-ok를 쓰세요",
    "nothing was written: {count} closed days are not in this list, which is most likely cut off: {days}. If the market is really open then, say --lost-days-ok",
  ],
  lost_calendar: [
    "주의: {date} {name}: 지금 달력에는 휴장일이고 이 목록에는 없습니다",
    "ATTENTION: {date} {name}: closed in the calendar in use, and not in this list",
  ],
  lost_law: [
    "주의: {date} {name}: 해마다 법으로 쉬는 날이고 이 목록에는 없습니다",
    "ATTENTION: {date} {name}: closed by law every year, and not in this list",
  ],
  not_sure: [
    "아무것도 쓰지 않음; 묻지 않고 하려면 --yes를 쓰세요",
    "nothing was written; use --yes to do it without being asked",
  ],
  same: [
    "{source}은(는) 지금 달력과 같음; 바꿀 것이 없음",
    "{source} says what the calendar says; nothing to change",
  ],
  written: [
    "{path}은(는) 이제 {from}부터 {to}까지임; 앞의 것은 {backup}",
    "{path} now covers {from} to {to}; the one before is {backup}",
  ],
  go_back: [
    "되돌리려면: {command}; 실행 중인 서비스는 30초 안에 새 달력을 씁니다",
    "to go back: {command}; a running service takes it over within 30 seconds",
  ],
  attention: [
    "주의: {count}건이 지난 날을 바꿉니다. 지난 날은 저절로 바뀌지 않습니다: {source}이(가) 맞는 목록이고 이 기기의 시계가 맞나요?",
    "ATTENTION: {count} changes lie in the past. Days that are over do not change by themselves: is {source} the right list, and the clock of this machine right?",
  ],
  past: ["지난날", "PAST"],
  hours: ["시간: {text}", "hours: {text}"],
  newly: ["새로 포함: {from}부터 {to}까지", "newly covered: {from} to {to}"],
  counts: [
    "추가 {added}, 삭제 {removed}, 변경 {changed}",
    "{added} added, {removed} removed, {changed} changed",
  ],
  note: ["참고: {text}", "note: {text}"],
  question: ["{count}건을 쓸까요?", "Write {count} changes?"],
  question_past: [
    "지난 날 {past}건을 포함해 {count}건을 쓸까요?",
    "Write {count} changes, {past} OF THEM IN THE PAST?",
  ],
  question_undo: ["{path} 자리에 {backup}을(를) 놓을까요?", "Put {backup} in the place of {path}?"],
  restored: ["{path}은(는) 다시 {backup}의 내용임", "{path} is again what {backup} was"],
  undone: ["바꾸기 전의 것은 {path}", "the one that it replaced is {path}"],
  taken_over: [
    "실행 중인 서비스는 30초 안에 새 달력을 씁니다",
    "a running service takes it over within 30 seconds",
  ],
});
