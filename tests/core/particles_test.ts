import { strictEqual } from "node:assert/strict";
import { chooseParticle } from "../../src/core/words/particles.ts";
import { pick } from "../../src/core/lang.ts";

const CASES: readonly (readonly [written: string, word: string, chosen: string])[] = [
  ["은(는)", "삼성전자", "는"],
  ["은(는)", "종목", "은"],
  ["이(가)", "현대차", "가"],
  ["이(가)", "백테스트 12", "가"],
  ["이(가)", "작업 13", "이"],
  ["을(를)", '"005930"', "을"],
  ["을(를)", "`달력`", "을"],
  ["와(과)", "손절", "과"],
  ["와(과)", "목표", "와"],
  ["(으)로", "텔레그램", "으로"],
  // ㄹ takes no 으.
  ["(으)로", "파일", "로"],
  ["(으)로", "1", "로"],
  ["(으)로", "10", "으로"],
  // Small letters that are heard alike in every word: 데이터, 제이슨, 심볼, 예스.
  ["은(는)", "data", "는"],
  ["을(를)", "rules.json", "을"],
  ["(으)로", "--symbol", "로"],
  ["은(는)", "--yes", "는"],
  // 스톱 or 스탑, 무브, 디비; and 네이버 or 알.
  ["은(는)", "stop", "은(는)"],
  ["은(는)", "--move", "은(는)"],
  ["을(를)", "signal_v2.db", "을(를)"],
  ["은(는)", "NAVER", "은(는)"],
  ["은(는)", "", "은(는)"],
];

for (const [written, word, chosen] of CASES) {
  Deno.test(`${written} behind ${word} is ${chosen}`, () =>
    strictEqual(chooseParticle(written, word), chosen));
}

Deno.test("a text takes the particle that fits what its hole is filled with", () => {
  strictEqual(
    pick(["`{name}`을(를) {to}(으)로", "{name} {to}"], "ko", { name: "달력", to: "2027" }),
    "`달력`을 2027로",
  );
  strictEqual(pick(["{name}이(가) 없음", "no {name}"], "ko", { name: "stop" }), "stop이(가) 없음");
});
