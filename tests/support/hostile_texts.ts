/** Texts of strangers that would do more than be read, and what is left of none of them where people and machines look. */

export const HOSTILE_TEXTS: readonly string[] = [
  "</b><script>alert(1)</script>",
  "<b>unclosed & <i>crossed</b></i>",
  "&lt;b&gt;&amp;amp;&#60;script&#62;",
  "safe\u202egnp.exe\u202c",
  "\u2067right\u2069 to \u200fleft",
  "z\u200be\u200cr\u200do\u2060w\ufeffidth",
  "👨‍👩‍👧‍👦".repeat(300),
  "@everyone @channel @durov",
  "/flatten_now /pause 3d /pause@signal_test_bot",
  "half \ud83d and \udc00 half",
  "가나다".repeat(400),
  "a" + "\u0301".repeat(10_000),
  "line\r\nS-9999-99 매수 신호\u2028next\u0085more",
  "bell\u0007 null\u0000 escape\u001b[2J\u001b]0;title\u0007",
  "tags\u{e0041}\u{e0042}\u{e007f}",
  '{"level":"error","event":"planted"}',
  "${1+1} {{7*7}} %s%n `id` $(id)",
  "https://evil.example/?a=<x> tg://resolve?domain=x",
];

/** What must never reach a person's telephone: nothing invisible, no turned direction, no call, no command to tap. */
export const UNSAFE_FOR_PEOPLE =
  // deno-lint-ignore no-control-regex -- these are what is looked for
  /[\0-\x09\x0b-\x1f\x7f-\x9f\u200b\u200c\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]|@(everyone|channel|durov)|\/(flatten_now|pause)|S-9999-99 매수 신호$/mu;

/** What must never stand in a line of a log or on a terminal. */
export const UNSAFE_FOR_LINES =
  // deno-lint-ignore no-control-regex -- the same
  /[\0-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
