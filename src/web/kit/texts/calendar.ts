import { defineTexts } from "../../../core/lang.ts";

/** Texts of the calendar. */
export const CALENDAR_TEXTS = defineTexts({
  year_of: ["{year}년", "{year}"],
  year_bad: [
    "{asked}년은 볼 수 없어 올해를 표시합니다. (1990–2100)",
    "{asked} cannot be shown; this is the current year. (1990–2100)",
  ],
  year_previous: ["이전 해", "Previous year"],
  year_next: ["다음 해", "Next year"],
  year_counts: [
    "거래일 {sessions}일 · 평일 휴장 {closures}일 · 특별 거래일 {specials}일",
    "{sessions} sessions · {closures} weekdays closed · {specials} special sessions",
  ],
  session: ["거래일", "Session"],
  closed_day: ["휴장", "Closed"],
  weekend: ["주말", "Weekend"],
  months: ["월별 달력", "Months"],
  closures: ["평일 휴장일", "Weekday closures"],
  specials: ["특별 거래일과 시간", "Special sessions and hours"],
  none_this_year: ["이 해에는 없습니다.", "None in this year."],
  date: ["날짜", "Date"],
  name: ["이름", "Name"],
  kind: ["종류", "Kind"],
  hours: ["시간", "Hours"],
  kind_weekend: ["주말", "Weekend"],
  kind_public: ["공휴일", "Public holiday"],
  kind_substitute: ["대체 공휴일", "Substitute holiday"],
  kind_election: ["선거일", "Election day"],
  kind_temporary: ["임시 공휴일", "Temporary holiday"],
  kind_market: ["증시 휴장일", "Market closure"],
  coverage: ["포함 기간과 점검 결과", "Coverage and checks"],
  coverage_file: ["달력 파일", "Calendar file"],
  coverage_span: ["포함 기간", "Covered"],
  coverage_outside: [
    "이 해는 달력 파일에 다 들어 있지 않습니다. 빠진 날은 법정 공휴일 규칙으로 채우며, 선거일과 임시 공휴일은 모릅니다.",
    "The calendar file does not hold all of this year. The built-in holiday rules fill in; they know no elections or temporary holidays.",
  ],
  coverage_update: [
    "KRX의 휴장일 목록(CSV, 엑셀)을 넘겨받는 명령: {command}",
    "To take over the closed days that KRX publishes (CSV, Excel): {command}",
  ],
  lint_ok: ["점검에서 발견된 것이 없습니다.", "The checks found nothing."],
  shape_rich: ["상세 목록", "full list"],
  shape_dates: ["날짜 목록", "list of dates"],
  shape_mixed: ["섞인 목록", "mixed list"],
  shape_map: ["날짜별 이름", "names by date"],
});
