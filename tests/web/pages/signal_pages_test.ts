import assert from "node:assert/strict";
import { appViewOf, createTestWeb } from "../../support/app_view.ts";
import { decisionOf, messageOf, scriptedMessages, scriptedSignals, signalOf } from "../scripted_signals.ts";
import { piece } from "../../signals/signal_parts.ts";
import { toText } from "./support.ts";

const HTML = { headers: { accept: "text/html,application/xhtml+xml", "accept-language": "ko" } };
const SKIPPED = signalOf({
  ...{
    id: "01K0000000000000000000000B",
    label: undefined,
    state: "skipped",
    reason: "stale",
    score: undefined,
  },
  ...{ ticker: "000660", name: "<b>SK</b>", price: undefined, changePct: undefined, repeats: 3 },
});
const REJECTED = decisionOf({ raw: "CONFIRM", effective: "REJECT", reason: "뉴스 문구에 따라 바뀜" });

function webOf(change: Parameters<typeof createTestWeb>[0] = {}) {
  const signals = scriptedSignals([signalOf(), SKIPPED], [decisionOf(), REJECTED]);
  const messages = scriptedMessages([
    messageOf(),
    messageOf({ state: "unknown", error: "no answer in time" }),
  ]);
  const view = appViewOf({ watching: signals.view() });
  return createTestWeb({ view, told: { signals, messages }, ...change });
}

Deno.test("programs get JSON and people a page at the same address, and /api/v1 is JSON for everybody", async () => {
  const { ask } = webOf();
  const json = await ask("/signals");
  assert.match(json.headers.get("content-type") ?? "", /json/);
  assert.match(json.headers.get("vary") ?? "", /Accept/i);
  const { signals } = await json.json();
  assert.deepEqual(
    signals.map((
      { label, ref, state, reason, price }: Record<string, unknown>,
    ) => [label, ref, state, reason, price]),
    [
      ["S-1120-03", "momentum:005930:1", "delivered", null, 71_300],
      [null, "momentum:005930:1", "skipped", "stale", null],
    ],
  );
  const page = await ask("/signals", HTML);
  assert.match(page.headers.get("content-type") ?? "", /html/);
  const api = await ask("/api/v1/signals", HTML);
  assert.deepEqual(await api.json(), { signals });
});

Deno.test("a list is narrowed by day and state, and a word that there is not is refused and never ignored", async () => {
  const { ask } = webOf();
  const { signals } = await (await ask("/signals?day=2026-11-20&state=skipped")).json();
  assert.deepEqual(signals.map(({ ticker }: { ticker: string }) => ticker), ["000660"]);
  for (const query of ["state=gone", "day=2026-02-30", "limit=0", "limit=1000", "limit=x"]) {
    const answer = await ask(`/signals?${query}`);
    assert.equal(answer.status, 400, query);
    assert.match((await answer.json()).detail, /must be/);
  }
  const page = await (await ask("/signals?state=gone", HTML)).text();
  assert.match(toText(page), /이 조건으로는 찾을 수 없습니다/);
  // A form of a browser sends what was left empty.
  assert.equal((await ask("/signals?day=&state=")).status, 200);
});

Deno.test("a signal's page shows evidence, the formula with its numbers, raw beside effective, deliveries and outcomes", async () => {
  const { ask } = webOf();
  const text = toText(await (await ask("/signals/S-1120-03", HTML)).text());
  assert.match(text, /매수 삼성전자/);
  assert.match(text, /스크리너 0\.81×40/);
  assert.match(text, /= \d+점/);
  assert.match(text, /기준 60점/);
  assert.match(text, /동의 내지 않음/);
  assert.match(text, /거래량이 늘었습니다/);
  assert.match(text, /도착 모름/);
  assert.match(text, /매수 <신호>|매수 &lt;신호&gt;/);
  assert.match(text, /1거래일 뒤/);
});

Deno.test("a signal's JSON has its evidence with ages and what became of it, and no prompt", async () => {
  const { ask } = webOf();
  const story = await (await ask("/api/v1/signals/S-1120-03")).json();
  assert.deepEqual(story.evidence[0].age_s, 30);
  assert.deepEqual(story.evidence[1].strength, null);
  assert.deepEqual(
    story.decisions.map(({ outcome, effective }: Record<string, unknown>) => [outcome, effective]),
    [["CONFIRM", "CONFIRM"], ["CONFIRM", "REJECT"]],
  );
  assert.deepEqual(story.outcomes[0], {
    ...{ sessions: 1, price: 72_100, pct_net: 0.87, hit: true, from: "polls" },
    at: "2026-11-21T09:20:00+09:00",
  });
  assert.equal(story.messages.length, 2);
  assert.doesNotMatch(JSON.stringify(story), /PROMPT|ANSWER/);
});

Deno.test("a label that there is not is 404, for people with a way back", async () => {
  const { ask } = webOf();
  assert.equal((await ask("/signals/S-0101-01")).status, 404);
  const page = await ask("/signals/S-0101-01", HTML);
  assert.equal(page.status, 404);
  assert.match(await page.text(), /href="\/signals"/);
});

Deno.test("decisions are told by words and icons, the judge's own word beside what was made of it", async () => {
  const { ask } = webOf();
  const page = await (await ask("/decisions", HTML)).text();
  assert.match(page, /tone-good[^>]*>\s*<svg[\s\S]*?동의/);
  assert.match(page, /tone-bad[^>]*>\s*<svg[\s\S]*?내지 않음/);
  const { decisions } = await (await ask("/decisions?outcome=CONFIRM")).json();
  assert.deepEqual(decisions[0].label, "S-1120-03");
  assert.equal((await (await ask("/decisions?outcome=ERROR")).json()).decisions.length, 0);
  assert.equal((await ask("/decisions?outcome=confirm")).status, 400);
});

Deno.test("a judge that agrees with everything is named as what it is, and is sure of nothing", async () => {
  const always = {
    ...decisionOf({ confidence: 97, modelAnswered: "always_confirm" }),
    judge: "always_confirm",
  };
  const { ask } = webOf({
    told: { signals: scriptedSignals([signalOf()], [always]), messages: scriptedMessages([]) },
  });
  for (const path of ["/decisions", "/signals/S-1120-03"]) {
    const text = toText(await (await ask(path, HTML)).text());
    assert.match(text, /항상 동의 \(시험용\)/);
    assert.doesNotMatch(text, /97/);
  }
});

Deno.test("a buy that went out without a judge is not called judged, and what was sent is sure, not a share", async () => {
  const share = piece({ key: "inbound", origin: "inbound", numbers: { share: 0.9 } });
  const none = {
    ...decisionOf({ raw: "SKIPPED", errorKind: "no_judge", confidence: undefined }),
    judge: "none",
  };
  const signals = scriptedSignals([signalOf({ evidence: [share] })], [none]);
  const view = { ...signals.view(), judge: "none" };
  const told = { signals: { ...signals, view: () => view }, messages: scriptedMessages([]) };
  const { ask } = webOf({ view: appViewOf({ watching: view }), told });
  const page = toText(await (await ask("/signals/S-1120-03", HTML)).text());
  assert.match(page, /매수: 판정자가 있으면 동의해야 나갑니다/);
  assert.match(page, /확신\(0~1\) 0\.9/);
  const list = toText(await (await ask("/signals", HTML)).text());
  assert.match(list, /오늘 1건: 냄 1 \(AI 판정 없이\)/);
  assert.doesNotMatch(`${page}${list}`, /판정이 있어야|확인 1/);
});

Deno.test("the outbox shows states and attempts, and its JSON each attempt", async () => {
  const { ask } = webOf();
  const { messages } = await (await ask("/outbox?state=unknown")).json();
  assert.deepEqual(messages.map(({ state, error }: Record<string, unknown>) => [state, error]), [
    ["unknown", "no answer in time"],
  ]);
  assert.deepEqual(messages[0].attempts[0].event, "unanswered");
  assert.equal((await (await ask("/outbox?day=2026-11-21")).json()).messages.length, 0);
  const text = toText(await (await ask("/outbox", HTML)).text());
  assert.match(text, /알림 채널이 설정되지 않았습니다/);
  assert.match(text, /도착 모름/);
});

Deno.test("the outbox says to which chat each message goes, and names buttons that were changed", async () => {
  const messages = scriptedMessages([
    messageOf({ kind: "keyboard" }),
    messageOf({ channel: "webhook", chat: "office" }),
  ]);
  const { ask } = createTestWeb({ told: { signals: scriptedSignals([]), messages } });
  const page = await (await ask("/outbox", HTML)).text();
  const text = toText(page);
  assert.match(text, /단추 바꿈 텔레그램 777/);
  assert.match(text, /웹훅 – /);
  assert.doesNotMatch(text, /keyboard|office/);
  assert.match(page, /data-label="대화방"/);
});

Deno.test("a name from outside stays a name on every page", async () => {
  const { ask } = webOf();
  for (const path of ["/signals", "/decisions", "/outbox", "/signals/01K0000000000000000000000B"]) {
    const page = await (await ask(path, HTML)).text();
    assert.doesNotMatch(page, /<b>SK<\/b>/, path);
  }
});

Deno.test("every page speaks both languages, without a hole", async () => {
  const { ask } = webOf();
  for (const path of ["/signals", "/signals/S-1120-03", "/decisions", "/outbox"]) {
    const [ko, en] = await Promise.all(
      ["ko", "en"].map(async (lang) => toText(await (await ask(`${path}?lang=${lang}`, HTML)).text())),
    );
    assert.notEqual(ko, en);
    assert.doesNotMatch(`${ko}${en}`, /\{\w+\}|undefined|NaN/, path);
  }
});

Deno.test("strangers see none of it: a program is told 401, a browser is sent to the form", async () => {
  const { ask } = webOf({ token: "t".repeat(20), remoteAddress: "10.0.0.9" });
  for (const path of ["/signals", "/signals/S-1120-03", "/decisions", "/outbox"]) {
    assert.equal((await ask(path)).status, 401, path);
    assert.equal((await ask(`/api/v1${path}`)).status, 401, path);
    const page = await ask(path, HTML);
    assert.ok([302, 303].includes(page.status), path);
  }
});

Deno.test("without rules and channels the pages say so and are no errors", async () => {
  const { ask } = createTestWeb();
  for (const path of ["/signals", "/decisions", "/outbox"]) {
    assert.equal((await ask(path, HTML)).status, 200, path);
    assert.equal((await ask(path)).status, 200, path);
  }
});

Deno.test("the page of a signal says who took note of it and when, and when it is told again", async () => {
  const { ask } = webOf();
  const text = toText(await (await ask("/signals/S-1120-03", HTML)).text());
  assert.match(text, /확인했음\s+.*09:21.*텔레그램 777/);
  assert.match(text, /다시 알림 예정\s+.*09:50/);
});

const REASONS = [
  ...["missing", "stale", "closed", "below", "muted", "paused", "duplicate", "budget", "no_rule", "failed"],
  ...["restart", "left_behind", "late_answer", "claim_lost", "not_delivered"],
];
const ERROR_KINDS = [
  ...["deadline", "restart", "thrown", "bad_answer", "truncated", "refused", "unreachable", "no_judge"],
  ...["budget", "paused", "protective"],
];

Deno.test("why a signal ended and why a judge failed stand there in the reader's words, never in ours", async () => {
  for (const reason of REASONS) {
    const signals = scriptedSignals([signalOf({ state: "expired", reason })]);
    const { ask } = createTestWeb({ told: { signals, messages: scriptedMessages([]) } });
    for (const path of ["/signals", "/signals/S-1120-03"]) {
      const ko = toText(await (await ask(path, HTML)).text());
      assert.match(ko, /기한 지남 · (AI )?[가-힣]/, `${path} ${reason}`);
      const en = toText(await (await ask(`${path}?lang=en`, HTML)).text());
      assert.ok(!en.includes("_"), `${path} ${reason}`);
      assert.match(en, /expired · [a-z]+/);
    }
  }
  for (const errorKind of ERROR_KINDS) {
    const decision = decisionOf({ raw: "ERROR", effective: "NONE", errorKind, confidence: undefined });
    const signals = scriptedSignals([signalOf()], [decision]);
    const { ask } = createTestWeb({ told: { signals, messages: scriptedMessages([]) } });
    assert.match(toText(await (await ask("/decisions", HTML)).text()), /오류 \([가-힣AI ,]+\)/, errorKind);
  }
});

Deno.test("pieces of evidence, their numbers, rules and judges have names that a person reads", async () => {
  const piece = { key: "stop", numbers: { stopPct: 7, pnlPct: -7.4 } };
  const [evidence] = signalOf().evidence;
  const signal = signalOf({
    ...{ rule: "my_stop", ruleKind: "holding_stop" },
    evidence: evidence === undefined ? [] : [{ ...evidence, ...piece }],
  });
  const signals = scriptedSignals([signal]);
  const view = appViewOf({ watching: { ...signals.view(), judge: "none" } });
  const { ask } = createTestWeb({ view, told: { signals, messages: scriptedMessages([]) } });
  const story = toText(await (await ask("/signals/S-1120-03", HTML)).text());
  assert.match(story, /손절선 \(my_stop\)/);
  assert.match(story, /손절 기준\(%\) 7 · 손익률\(%\) −7\.4/);
  assert.match(toText(await (await ask("/signals", HTML)).text()), /판정 없음 \(규칙만\)/);
});

Deno.test("what is dated later than the clock says so in words; what is not tells its age", async () => {
  const { ask } = webOf({
    view: appViewOf({ nowMs: signalOf().firedAtMs + 60_000 }),
  });
  assert.doesNotMatch(toText(await (await ask("/signals", HTML)).text()), /앞선 시각/);
  assert.match(toText(await (await ask("/signals", HTML)).text()), /09:20:00 \( 1분 전 \)/);
  const behind = webOf({ view: appViewOf({ nowMs: signalOf().firedAtMs - 3_600_000 }) });
  for (const path of ["/signals", "/signals/S-1120-03", "/decisions", "/outbox"]) {
    assert.match(toText(await (await behind.ask(path, HTML)).text()), /09:20:00 앞선 시각/, path);
  }
});

Deno.test("a page without rows says what to do next: the way back from a filter, or how rows come about", async () => {
  const signals = scriptedSignals([]);
  const view = appViewOf({ watching: signals.view() });
  const { ask } = createTestWeb({ view, told: { signals, messages: scriptedMessages([]) } });
  const cases = [
    ["/signals", /규칙 3개가 장 시간에 살핍니다.*rules list/, "state=skipped"],
    ["/decisions", /신호가 나오면 판정자에게 묻고/, "outcome=ERROR"],
    ["/outbox", /notify test/, "state=unknown"],
  ] as const;
  for (const [path, words, filter] of cases) {
    assert.match(toText(await (await ask(path, HTML)).text()), words);
    const narrowed = await (await ask(`${path}?${filter}`, HTML)).text();
    assert.match(
      narrowed,
      new RegExp(`이 조건에 맞는 [가-힣]+ 없습니다\\. <a href="${path}">모두 보기</a>`),
      path,
    );
  }
});

Deno.test("why a message is where it is stands there in Korean; the words of others stay as they came", async () => {
  const errors = [
    ["nobody can say whether it arrived", /도착했는지 알 수 없음/],
    [
      "3 times: 403 Forbidden: bot was blocked by the user",
      /3번 실패: 차단됨 \(bot was blocked by the user\)/,
    ],
    ["told in -100123 already", /이미 새 대화방\(-100123\)으로 감/],
    ["2 times: no complete answer within 20 s", /2번 실패: 20초 안에 온전한 답이 없음/],
    [
      "connection refused: nothing listens at the host and port of SIGNAL_V2_TELEGRAM_URL",
      /연결이 거절됨: SIGNAL_V2_TELEGRAM_URL 주소에 듣는 프로그램이 없음/,
    ],
    ["something new", /something new/],
  ] as const;
  for (const [error, words] of errors) {
    const messages = scriptedMessages([messageOf({ state: "refused", error })]);
    const { ask } = createTestWeb({ told: { signals: scriptedSignals([]), messages } });
    assert.match(toText(await (await ask("/outbox", HTML)).text()), words);
    assert.ok(toText(await (await ask("/outbox?lang=en", HTML)).text()).includes(error));
  }
});
