import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { isDateFormat, toDateText } from "../../../src/lib/sheet/excel_dates.ts";

Deno.test("a number of Excel is a day, a day with a time, or a time alone", () => {
  const cases: readonly (readonly [number, "from1900" | "from1904", string | undefined])[] = [
    [45348, "from1900", "2024-02-26"],
    [43886, "from1904", "2024-02-26"],
    [45348.375, "from1900", "2024-02-26 09:00:00"],
    [45348.3756944444, "from1900", "2024-02-26 09:01:00"],
    [45348.50000578, "from1900", "2024-02-26 12:00:00.499"],
    [0.645833333333333, "from1900", "15:30:00"],
    [61, "from1900", "1900-03-01"],
    [2_958_465, "from1900", "9999-12-31"],
    [2_958_466, "from1900", undefined],
    [-1, "from1900", undefined],
    [NaN, "from1900", undefined],
  ];
  for (const [serial, system, text] of cases) strictEqual(toDateText(serial, system), text, String(serial));
});

Deno.test("formats of dates are known by what they show, and colours, words and amounts are none", () => {
  const dates = ["yyyy-mm-dd", 'yyyy"년" m"월" d"일"', "[$-412]h:mm AM/PM", "[h]:mm", "m/d/yy", "mmm\\-yy"];
  const others = ["General", "#,##0", "[Red]0.00", '0.0"d"', "0.00E+00", "_-* #,##0_-", "@", "[$₩-412]#,##0"];
  deepStrictEqual(dates.map((code) => isDateFormat(164, code)), dates.map(() => true));
  deepStrictEqual(others.map((code) => isDateFormat(164, code)), others.map(() => false), others.join(" "));
  deepStrictEqual([0, 1, 4, 9, 14, 22, 31, 49].map((id) => isDateFormat(id, undefined)), [
    ...[false, false, false, false, true, true, true, false],
  ]);
});
