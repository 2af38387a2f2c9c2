/** Texts that have broken programs: controls, marks of direction, quotes, markup, queries, odd letters and numbers. */

const CONTROLS = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code));
const INVISIBLE = [0xad, 0x61c, 0x180e, 0xfeff, 0xfff9, 0xfffe, 0xffff]
  .concat(Array.from({ length: 0x70 }, (_, i) => 0x2000 + i)).map((code) => String.fromCharCode(code));
/** Halves of letters, alone and in the wrong order. */
const HALVES = ["\ud800", "\udfff", "\ud83d", "\udc00\ud800", "a\ud800b", "\ud83d\udcc8\ud83d"];
const NUMBERS = [
  ...[
    "0",
    "-0",
    "1e309",
    "-1e309",
    "NaN",
    "Infinity",
    "0x1f",
    "1,000",
    "1.000,5",
    "９８７",
    "٣",
    "½",
    "1/0",
    "--1",
  ],
  ...["9007199254740993", "1e-400", "0.1.2", "+", "00", "1_000", "∞", "１e5"],
];
const WORDS = [
  "",
  " ",
  "undefined",
  "null",
  "true",
  "constructor",
  "__proto__",
  "toString",
  "hasOwnProperty",
  "CON",
  "nul",
];
const LETTERS = [
  ...[
    "가".repeat(300),
    "ㄱㅏ",
    "각",
    "각",
    "İıſß",
    "Ω≈ç√∫",
    "ｆｕｌｌ",
    "𝔉𝔯𝔞𝔨",
    "مرحبا",
    "שלום",
    "日本語",
    "ไทย",
  ],
  ...["Z" + "\u0300".repeat(60), "👩‍👩‍👧‍👦", "🇰🇷", "✋🏿", "e\u0301", "\u200fabc\u200e"],
];
const MARKUP = [
  ...[
    "<script>alert(1)</script>",
    "</script><b>",
    '"><svg onload=x()>',
    "'><img src=x onerror=y()>",
    "<!--",
    "-->",
    "]]>",
  ],
  ...[
    "&lt;b&gt;",
    "&#60;",
    "<a href=javascript:x>",
    "${1+1}",
    "{{7*7}}",
    "<%= 1 %>",
    "<style>*{}</style>",
    "\x1b[2J",
  ],
];
const QUERIES = [
  ...[
    "' OR '1'='1",
    "'; DROP TABLE t; --",
    '" OR ""="',
    "%",
    "_",
    "\\",
    "\\\\",
    "\\'",
    "`id`",
    "$(id)",
    "; ls",
    "| cat",
  ],
  ...[
    "../../etc/passwd",
    "..\\..\\x",
    "file:///x",
    "%00",
    "%0d%0aSet-Cookie:a=b",
    "%s%n",
    "a\r\nb: c",
    "=1+1",
    "@SUM(A1)",
  ],
];
const QUOTES = ["'", '"', "''", '""', "'\"'", "“”", "‘", "«»", "\u00b4", "`", '{"a":', "[1,", "{}", "[]"];

const alone = [
  ...CONTROLS,
  ...INVISIBLE,
  ...HALVES,
  ...NUMBERS,
  ...WORDS,
  ...LETTERS,
  ...MARKUP,
  ...QUERIES,
  ...QUOTES,
];

/** Each alone and the shorter ones between ordinary letters. */
export const HOSTILE_STRINGS: readonly string[] = [
  ...alone,
  ...alone.filter(({ length }) => length < 4).map((text) => `삼성${text}전자`),
];
