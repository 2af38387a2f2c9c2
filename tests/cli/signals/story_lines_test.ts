/** A signal at a terminal: everything that is known of it, in both languages, in lines that fit. */
import assert from "node:assert/strict";
import { type ToldStory, toShowLines, toWhyLines } from "../../../src/cli/signals/story_lines.ts";
import { cellWidth } from "../../../src/cli/kit/terminal.ts";
import { toFactLines, wrapCells } from "../../../src/cli/kit/wrap.ts";
import { NO_FOLLOW_UP } from "../../../src/signals/follow_up.ts";
import { toScoreStory } from "../../../src/signals/score/score_story.ts";
import { NOW_MS } from "../../signals/signal_parts.ts";
import { decisionOf, messageOf, signalOf } from "../../web/scripted_signals.ts";

const attempt = (event: string, detail?: string) =>
  ({ attempt: 1, atMs: NOW_MS + 1_000, event, state: "sending", detail }) as const;

function toldOf(change: Parameters<typeof signalOf>[0] = {}): ToldStory {
  const signal = signalOf(change);
  return {
    story: {
      ...{ signal, score: toScoreStory(signal), decisions: [decisionOf()], followUp: NO_FOLLOW_UP },
      outcomes: [{
        ...{ signalId: signal.id, horizon: 1, price: 72_100, pctNet: 0.87, hit: true, from: "polls" },
        atMs: NOW_MS,
      }],
    },
    messages: [
      {
        row: messageOf({ state: "delivered", isMarked: true, attempt: 2 }),
        attempts: [
          attempt("begun"),
          attempt("no answer", "no complete answer within 20 s"),
          attempt("not found"),
        ],
      },
      {
        row: messageOf({ channel: "webhook", state: "refused", error: "400 Bad Request: x", ring: false }),
        attempts: [],
      },
    ],
  };
}

const view = (lang: "ko" | "en") => ({ lang, nowMs: NOW_MS + 60_000 });

Deno.test("signals why has evidence with ages, the sum with its numbers, the judge's word, each try and what came of it", () => {
  const ko = toWhyLines(toldOf(), view("ko")).join("\n");
  assert.match(ko, /^S-1120-03 · 매수 삼성전자\n/);
  assert.match(
    ko,
    /근거\n· 스크리너: .*비중\(0~1\) 0\.81.*\n {2}세기 0\.81 · 무게 \d+ · 나이 30초 · 꼭 필요\n/,
  );
  assert.match(ko, /점수 계산\n\(.*스크리너 0\.81×.*= \d+점/);
  assert.match(ko, /· .*qwen3:8b: 동의 86 · 적용: 냄 · 3\.2초 · 7원/);
  assert.match(ko, /“거래량이 늘었습니다”\n {2}질문 해시 abc/);
  assert.match(ko, /· 텔레그램 777: 매수 신호 · 도착 · 2번 시도 · 소리 · '다시' 표시로 보냄/);
  assert.match(
    ko,
    / {2}1\) .* 보내기 시작\n {2}1\) .* 답이 없음: 20초 안에 온전한 답이 없음\n {2}1\) .* 찾아봤지만 없음/,
  );
  assert.match(ko, /· 웹훅: .*거절됨.*소리 없음/);
  assert.match(ko, /그 뒤\n· 1거래일 뒤: 맞음 · 72,100원 · 비용 뺀 변화 \+0\.87%$/);
  const en = toWhyLines(toldOf(), view("en")).join("\n");
  assert.match(en, /^S-1120-03 · Buy 삼성전자\n/);
  assert.match(en, /Age 30 seconds · required\n/);
  assert.match(en, /begun\n.*no answer: no complete answer within 20 s\n/);
  assert.doesNotMatch(en.replaceAll("삼성전자", "").replace(/“.*”/, ""), /[\uac00-\ud7af]/);
});

Deno.test("signals show leaves out the sum and the tries, and says what there is none of", () => {
  const lines = toShowLines(toldOf(), view("ko"));
  assert.doesNotMatch(lines.join("\n"), /점수 계산|보내기 시작|질문 해시/);
  const { story } = toldOf({ state: "skipped", reason: "muted", score: undefined, label: undefined });
  const bare = { story: { ...story, decisions: [], outcomes: [] }, messages: [] };
  const text = toShowLines(bare, view("ko")).join("\n");
  assert.match(
    text,
    /내지 않음 \(.+\)[^]*아무에게도 묻지 않았습니다\.[^]*보낼 알림이 없었습니다\.[^]*아직 결과가 없습니다\./,
  );
});

Deno.test("no line is wider than 80 cells, whatever is told, and nothing from outside moves the cursor", () => {
  const long = toldOf({
    ...{
      name: "가".repeat(60),
      rule: "r".repeat(100),
      said: "끝이 없는 말 ".repeat(60),
      sender: "s".repeat(90),
    },
    reason: "x".repeat(200),
  });
  const hostile = toldOf({ name: "\u001b[2J\u202e삼성", said: "a\nb\r\u0007" });
  for (const lang of ["ko", "en"] as const) {
    for (const told of [long, hostile, toldOf()]) {
      for (const line of [...toWhyLines(told, view(lang)), ...toShowLines(told, view(lang))]) {
        assert.ok(cellWidth(line) <= 80, line);
        // deno-lint-ignore no-control-regex -- what it looks for
        assert.doesNotMatch(line, /[\u0000-\u001f\u007f\u202a-\u202e]/);
      }
    }
  }
});

Deno.test("a text is cut between words where there are any, and inside one that is too long", () => {
  assert.deepEqual(wrapCells("one two three", 2, 8), ["one two", "  three"]);
  assert.deepEqual(wrapCells("가나다라마", 0, 4), ["가나", "다라", "마"]);
  assert.deepEqual(wrapCells("", 2, 8), [""]);
  assert.deepEqual(toFactLines([["a", "x"], ["bcd", "y"]]), ["a    x", "bcd  y"]);
});
