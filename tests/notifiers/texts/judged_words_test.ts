/** What a judge said, as a person reads it. */
import assert from "node:assert/strict";
import type { MessageFacts } from "../../../src/notifiers/message_facts.ts";
import { toPlainText } from "../../../src/notifiers/texts/html.ts";
import { renderText } from "../../../src/notifiers/texts/texts.ts";
import { at, buy, protectiveSell } from "../notify_parts.ts";

const read = (facts: MessageFacts, lang: "ko" | "en" = "ko") =>
  toPlainText(renderText({ facts, lang, hidesAmounts: false, insteadOf: undefined }));

Deno.test("fault 45: a judge's sentence stands as it was said beside its verdict, also when one contradicts the other", () => {
  const opinion = {
    ...{ atMs: at("09:20:15"), isAgainst: false, confidence: 90 },
    sentence: "매도를 권하지 않습니다. 거부합니다",
  };
  const text = read(protectiveSell({ opinion }));
  assert.match(text, /AI 의견\(09:20:15\): 매도 동의 90 — 매도를 권하지 않습니다\. 거부합니다/);
});

Deno.test("fault 46: the rule's points and the judge's stand side by side, and neither is called a chance or a percentage", () => {
  const korean = read(buy({ ruleScore: 82 }));
  assert.match(korean, /^규칙 82 · AI 동의 86 \(qwen3:8b\)$/m);
  const english = read(buy({ ruleScore: 82 }), "en");
  assert.match(english, /^Rule 82 · AI agrees 86 \(qwen3:8b\)$/m);
  for (const text of [korean, english]) {
    const line = text.split("\n").find((one) => one.includes("86")) ?? "";
    assert.doesNotMatch(line, /%|확률|적중|probab|chance|likely|0\.8/i);
  }
});
