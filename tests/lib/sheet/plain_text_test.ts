/** Files that people have, by their bytes: what is read, and with what sentence the rest is refused. */
import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { toPlainText } from "../../../src/lib/sheet/plain_text.ts";
import { TableFileError } from "../../../src/lib/sheet/table_file_error.ts";
import { toXlsx, toXlsxParts, toZip } from "../../support/zip_file.ts";

const encoder = new TextEncoder();
const TABLE = "time,open\n2024-02-26,1\n";

async function textOf(
  content: string | Uint8Array,
  options: { sheet?: string; step?: number } = {},
): Promise<string> {
  const bytes = typeof content === "string" ? encoder.encode(content) : content;
  const { step = bytes.length } = options;
  const pieces = Array.from(
    { length: Math.ceil(bytes.length / Math.max(1, step)) },
    (_, i) => bytes.slice(i * step, (i + 1) * step),
  );
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of toPlainText(ReadableStream.from(pieces), options)) {
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}

async function refusalOf(content: string | Uint8Array, options: { sheet?: string } = {}): Promise<string> {
  try {
    await textOf(content, options);
  } catch (error) {
    if (error instanceof TableFileError) return error.message;
    throw error;
  }
  throw new Error("the file was taken");
}

Deno.test("a name inside of an archive or a workbook is shown without what turns or breaks the line", async () => {
  const names = ["a\u202egpj.csv", "b\u009b31m\n.csv"];
  const zip = toZip(names.map((name) => ({ name, content: TABLE })));
  strictEqual(
    await refusalOf(zip),
    'it is a zip archive of 2 tables ("a\\u202egpj.csv", "b\\u009b31m .csv"); unzip it, and give one of them',
  );
  const sheets = ["one\u202e", "two"].map((name) => ({ name, rows: [["a", "b"], [1, 2]] }));
  const refused = await refusalOf(toXlsx(sheets));
  match(refused, /sheets with rows \("one\\u202e", "two"\); say which one/);
});

Deno.test("a text comes through as it is, also when it comes byte by byte or is empty", async () => {
  strictEqual(await textOf(TABLE), TABLE);
  strictEqual(await textOf(TABLE, { step: 1 }), TABLE);
  strictEqual(await textOf(""), "");
});

Deno.test("Excel's Unicode text is read by its mark, in both byte orders, and letters that are cut in two", async () => {
  const text = "일자\t시가\n2024-02-26\t1\n";
  const little = new Uint8Array(2 + text.length * 2);
  new DataView(little.buffer).setUint16(0, 0xfeff, true);
  [...text].forEach((letter, i) =>
    new DataView(little.buffer).setUint16(2 + i * 2, letter.charCodeAt(0), true)
  );
  const big = little.slice();
  for (let i = 0; i < big.length; i += 2) {
    [big[i], big[i + 1]] = [little[i + 1] as number, little[i] as number];
  }
  strictEqual(await textOf(little), text);
  strictEqual(await textOf(big), text);
});

Deno.test("a sheet's rows are lines of the same number, with dates as dates and numbers in their shortest form", async () => {
  const rows = [
    ["삼성전자 일별"],
    [],
    ["일자", "시가", "비고"],
    [{ date: 45348 }, 180.18000000000001, 'a "quote", a comma\nand a line'],
    [{ date: 45348.375694444447 }, 1704067200000, undefined],
    [{ date: 0.375 }, { formula: "B4*2", value: 360.36 }, { formula: "B5*2" }],
  ];
  const expected = [
    '"삼성전자 일별"',
    "",
    '"일자","시가","비고"',
    '2024-02-26,180.18,"a ""quote"", a comma and a line"',
    "2024-02-26 09:01:00,1704067200000",
    '09:00:00,360.36,"=B5*2"',
    "",
  ].join("\n");
  strictEqual(await textOf(toXlsx([{ name: "시트1", rows }])), expected);
  strictEqual(await textOf(toXlsx([{ name: "시트1", rows }], { isInline: true })), expected);
  strictEqual(await textOf(toXlsx([{ name: "시트1", rows }]), { step: 100 }), expected);
});

Deno.test("days of a workbook that counts from 1904 are four years later", async () => {
  const rows = [["date", "open"], [{ date: 43886 }, 1]];
  strictEqual(await textOf(toXlsx([{ name: "a", rows }], { is1904: true })), '"date","open"\n2024-02-26,1\n');
});

Deno.test("of several filled sheets one must be chosen; empty and hidden ones are no choice", async () => {
  const rows = [["date", "open"], ["2024-02-26", 1]];
  const one = toXlsx([{ name: "일봉", rows }, { name: "Sheet2", rows: [] }, {
    name: "x",
    rows,
    isHidden: true,
  }]);
  strictEqual(await textOf(one), '"date","open"\n"2024-02-26",1\n');
  const two = toXlsx([{ name: "일봉", rows }, { name: "분봉", rows: [["time"], ["09:00"]] }]);
  strictEqual(
    await refusalOf(two),
    'it has 2 sheets with rows ("일봉", "분봉"); say which one: --sheet "일봉"',
  );
  strictEqual(await textOf(two, { sheet: "분봉" }), '"time"\n"09:00"\n');
  strictEqual(await refusalOf(two, { sheet: "주봉" }), 'it has no sheet "주봉"; it has "일봉", "분봉"');
  strictEqual(
    await refusalOf(toXlsx([{ name: "a", rows: [] }])),
    "it is an Excel workbook without a filled sheet",
  );
});

Deno.test("a zip archive with one table in it is that table, packed or stored, also a workbook; gzip may lie around", async () => {
  const extra = [{ name: "__MACOSX/._a.csv", content: "x" }, { name: "data/", content: "" }];
  strictEqual(await textOf(toZip([{ name: "data/a.csv", content: TABLE }, ...extra])), TABLE);
  strictEqual(await textOf(toZip([{ name: "a.csv", content: TABLE, isStored: true }])), TABLE);
  const book = toXlsx([{ name: "a", rows: [["date"], [1]] }]);
  strictEqual(await textOf(toZip([{ name: "a.xlsx", content: book }])), '"date"\n1\n');
  strictEqual(await textOf(gzipSync(book)), '"date"\n1\n');
  strictEqual(await textOf(gzipSync(gzipSync(TABLE))), TABLE);
});

Deno.test("a zip archive without a table, or with several, is refused with what it holds", async () => {
  const names = ["a.csv", "b.csv"].map((name) => ({ name, content: TABLE }));
  strictEqual(
    await refusalOf(toZip(names)),
    'it is a zip archive of 2 tables ("a.csv", "b.csv"); unzip it, and give one of them',
  );
  match(
    await refusalOf(toZip([{ name: "a.png", content: "x" }])),
    /without a CSV or Excel file \(it holds "a.png"\)/,
  );
  strictEqual(await refusalOf(toZip([])), "it is an empty zip archive");
  match(
    await refusalOf(toZip([{ name: "a.csv", content: TABLE, isEncrypted: true }])),
    /locked with a password/,
  );
  match(
    await refusalOf(toZip([{ name: "a.csv", content: TABLE, method: 14 }])),
    /zipped in a way that is not read/,
  );
  let nested: Uint8Array = encoder.encode(TABLE);
  for (let i = 0; i < 5; i++) nested = toZip([{ name: "a.csv", content: nested }]);
  match(await refusalOf(nested), /packed several times over/);
});

Deno.test("a damaged archive is told from a good one: cut, without its end, with another sum or another length", async () => {
  const good = toZip([{ name: "a.csv", content: TABLE }]);
  const sentence = "its packed data is damaged or cut off";
  for (const cut of [good.length - 1, 40, 30, 5]) {
    strictEqual(await refusalOf(good.slice(0, cut)), sentence, String(cut));
  }
  strictEqual(await refusalOf(toZip([{ name: "a.csv", content: TABLE, saidCrc: 1 }])), sentence);
  strictEqual(await refusalOf(toZip([{ name: "a.csv", content: TABLE, saidBytes: 3 }])), sentence);
  strictEqual(
    await refusalOf(toZip([{ name: "a.csv", content: "never deflated", isStored: true, method: 8 }])),
    sentence,
  );
});

Deno.test("what a workbook's small files unpack to has a limit, whatever its directory says", async () => {
  const parts = toXlsxParts([{ name: "a", rows: [["date"], [1]] }]);
  const bomb = parts.map((part) =>
    part.name === "xl/styles.xml" ? { ...part, content: new Uint8Array(9 * 1_048_576), saidBytes: 10 } : part
  );
  strictEqual(await refusalOf(toZip(bomb)), '"styles.xml" in it unpacks to more than 8 MB');
  const entities = parts.map((part) =>
    part.name === "xl/sharedStrings.xml" ? { ...part, content: '<!DOCTYPE a [<!ENTITY b "c">]><sst/>' } : part
  );
  match(await refusalOf(toZip(entities)), /declares XML entities of its own/);
  const endless = parts.map((part) =>
    part.name.includes("sheet1")
      ? { ...part, content: `<sheetData><row r="1" x="${"y".repeat(600_000)}` }
      : part
  );
  match(await refusalOf(toZip(endless), { sheet: "a" }), /one of its tags never ends/);
});

Deno.test("a sheet of too many columns or with a cell too long is refused at its row", async () => {
  const wide = toXlsx([{ name: "a", rows: [["date"], Array.from({ length: 600 }, (_, i) => i)] }]);
  match(await refusalOf(wide), /row 2 has more than 512 cells/);
  const long = toXlsx([{ name: "a", rows: [["x".repeat(100_000)]] }], { isInline: true });
  match(await refusalOf(long), /a cell in row 1 is longer than 32767 letters/);
});

Deno.test("a page that is called .xls is read by its table, in CP949 too, and one without a table is named", async () => {
  const page = (cell: string) =>
    `<html><head><style>td > b { x: "<" }</style></head><body><table border=1><tr><th>${cell}<th>open</tr>` +
    `<tr><td style='mso-number-format:"\\@"'>2024-02-26</td><td>1,234<br></td></tr><tr><td colspan="2">a&amp;b&nbsp;</td></tr></table>`;
  const lines = (cell: string) => `"${cell}","open"\n"2024-02-26","1,234"\n"a&b",\n`;
  strictEqual(await textOf(page("date")), lines("date"));
  strictEqual(await textOf(page("date"), { step: 7 }), lines("date"));
  const korean = page("??");
  const at = korean.indexOf("??");
  const cp949 = new Uint8Array([
    ...encoder.encode(korean.slice(0, at)),
    ...[0xc0, 0xcf, 0xc0, 0xda],
    ...encoder.encode(korean.slice(at + 2)),
  ]);
  strictEqual(await textOf(cp949), lines("일자"));
  match(
    await refusalOf(
      "<!DOCTYPE html><html><head><title>로그인</title></head><body><form>id</form></body></html>",
    ),
    /^it is a web page without a table \("로그인"\): a page to log in, or an error\?/,
  );
});

Deno.test("a header of MetaTrader begins with an angle bracket and is no page", async () => {
  const table = "<DATE>\t<OPEN>\n2024.01.02\t1\n";
  strictEqual(await textOf(table), table);
});

Deno.test("files that are no table are named by what they are, with what to do", async () => {
  const bytes = (hex: string) => new Uint8Array([...Uint8Array.fromHex(hex), ...new Uint8Array(600)]);
  const cases: readonly (readonly [string | Uint8Array, RegExp])[] = [
    [
      bytes("d0cf11e0a1b11ae1"),
      /old Excel file \(\.xls\), or one that is locked with a password; open it in Excel/,
    ],
    [bytes("255044462d312e37"), /it is a PDF/],
    [bytes("377abcaf271c"), /7z archive/],
    [bytes("526172211a0700"), /RAR archive/],
    [bytes("28b52ffd"), /zstd/],
    [bytes("50415231"), /Parquet/],
    [bytes("53514c69746520666f726d6174203300"), /SQLite database/],
    [bytes("89504e470d0a1a0a"), /picture/],
    ['{"a":1}', /it is JSON/],
    ['[["2024-01-01",1]]', /it is JSON/],
    [
      '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
      /XML file of an old Excel/,
    ],
    ['<?xml version="1.0"?><a/>', /it is an XML file/],
    [toZip([{ name: "xl/workbook.bin", content: "" }]), /binary workbook/],
    [toZip([{ name: "mimetype", content: "" }, { name: "content.xml", content: "" }]), /OpenDocument/],
    [toZip([{ name: "word/document.xml", content: "" }]), /Word document/],
  ];
  for (const [content, sentence] of cases) match(await refusalOf(content), sentence);
});

Deno.test("whoever stops reading half-way lets the source go", async () => {
  let isCancelled = false;
  const source = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(encoder.encode(TABLE.repeat(1_000))),
    cancel: () => void (isCancelled = true),
  });
  for await (const piece of toPlainText(source)) {
    assertTrue(piece.length > 0);
    break;
  }
  deepStrictEqual(isCancelled, true);
});
