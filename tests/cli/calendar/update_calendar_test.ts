/** `calendar update` and `calendar undo` through the real program, with files and addresses as people have them. */
import assert from "node:assert/strict";
import { DEFAULT_DAY_FRAME } from "../../../src/calendar/session.ts";
import { createStatutoryRules } from "../../../src/calendar/statutory.ts";
import { bringBack, findLastBackup, replaceCalendar } from "../../../src/cli/calendar/calendar_files.ts";
import { readList } from "../../../src/cli/calendar/read_list.ts";
import { createSystemClock } from "../../../src/core/clock.ts";
import { UserError } from "../../../src/core/errors.ts";
import { toDateText, weekdayOfDay } from "../../../src/core/kst.ts";
import { createHome, runProgram } from "../../support/program.ts";
import { toXlsx } from "../../support/zip_file.ts";

const WEEKDAYS = ["일요일", "월요일", "화요일", "수요일", "목요일", "금요일", "토요일"];
const HEAD = ["일자 및 요일", "요일구분", "비고"];

function rowsOf(year: number): string[][] {
  return [...createStatutoryRules().closuresOf(year)].map(([day, { nameKo }]) => [
    toDateText(day),
    WEEKDAYS[weekdayOfDay(day)] ?? "",
    nameKo,
  ]);
}

const toCsv = (rows: readonly (readonly string[])[]) =>
  rows.map((cells) => cells.map((cell) => `"${cell}"`).join(",")).join("\r\n");

/** The letters of the list in CP949, by the table that the platform reads with. */
function toCp949(text: string): Uint8Array {
  const decoder = new TextDecoder("euc-kr");
  const bytesOf = new Map<string, readonly number[]>();
  for (let lead = 0xb0; lead <= 0xc8; lead++) {
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      bytesOf.set(decoder.decode(new Uint8Array([lead, trail])), [lead, trail]);
    }
  }
  return new Uint8Array([...text].flatMap((letter) => {
    const known = bytesOf.get(letter);
    if (known !== undefined) return known;
    // A middle dot, which joins two names of one day, stands elsewhere in the table.
    return letter.charCodeAt(0) < 128 ? [letter.charCodeAt(0)] : [0xa1, 0xa4];
  }));
}

async function openHome() {
  const home = await createHome();
  const calendar = (...args: string[]) => runProgram(["calendar", ...args], { dir: home.dir });
  return {
    dir: home.dir,
    calendar,
    write: (name: string, content: string | Uint8Array) =>
      typeof content === "string"
        ? Deno.writeTextFile(`${home.dir}/${name}`, content)
        : Deno.writeFile(`${home.dir}/${name}`, content),
    present: () => Deno.readTextFile(`${home.dir}/holidays.json`),
    names: async () =>
      (await Array.fromAsync(Deno.readDir(`${home.dir}/data`))).map(({ name }) => name).toSorted(),
    json: async (...args: string[]) => JSON.parse((await calendar(...args, "--json")).out.join("\n")),
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

Deno.test("calendar update takes the exchange's CSV over, keeps the file of before, and calendar undo brings it back", async () => {
  await using home = await openHome();
  const before = await home.present();
  await home.write("list.csv", toCp949(toCsv([HEAD, ...rowsOf(2028)])));
  const shown = await home.calendar("update", "list.csv", "--dry-run");
  assert.equal(shown.code, 0, shown.text);
  assert.match(shown.text, /\+ 2028-03-01 Wed {2}삼일절, Independence Movement Day \[public\]/);
  assert.match(shown.text, /newly covered: 2028-01-01 to 2028-12-31/);
  assert.equal(await home.present(), before);
  const done = await home.calendar("update", "list.csv", "--yes");
  assert.equal(done.code, 0, done.text);
  assert.match(
    done.text,
    /holidays.json now covers 2010-01-01 to 2028-12-31; the one before is data.holidays.json.20.*\.bak/,
  );
  assert.match(
    done.text,
    /to go back: deno .*calendar undo; a running service takes it over within 30 seconds/,
  );
  assert.equal((await home.json("status")).to, "2028-12-31");
  assert.equal(
    (await home.json("update", "list.csv", "--yes")).written,
    false,
    "the second time there is nothing to do",
  );
  const [backup = ""] = await home.names();
  assert.match(backup, /^holidays\.json\.\d{4}-\d\d-\d\d\.bak$/);
  assert.equal(await Deno.readTextFile(`${home.dir}/data/${backup}`), before);
  await home.write("holidays.json", "{ broken by hand");
  const undone = await home.calendar("undo", "--yes");
  assert.equal(undone.code, 0, undone.text);
  assert.equal(await home.present(), before);
  assert.deepEqual(await home.names(), ["holidays.json.undone"]);
});

Deno.test("calendar update reads Excel with real dates, and what is piped into it", async () => {
  await using home = await openHome();
  const rows = rowsOf(2028).map(([date = "", weekday = "", name = ""]) =>
    [{ date: Date.parse(date) / 86_400_000 + 25_569 }, weekday, name] as const
  );
  await home.write("list.xlsx", toXlsx([{ name: "휴장일", rows: [HEAD, ...rows] }]));
  const { added, coverage, undo, backup, written } = await home.json("update", "list.xlsx", "--yes");
  assert.deepEqual([added.length, coverage.to, written], [rows.length + 1, "2028-12-31", true]);
  assert.match(undo, /calendar undo$/);
  assert.match(backup, /\.bak$/);
});

Deno.test("two updates of one day keep both files of before, and undo goes back one by one", async () => {
  await using home = await createHome();
  const place = { path: `${home.dir}/holidays.json`, backupDir: `${home.dir}/data` };
  for (const [before, after] of [["1", "2"], ["2", "3"]] as const) {
    if (before === "1") await Deno.writeTextFile(place.path, before);
    const facts = { text: after, presentText: before, isMissing: false, date: "2027-12-20" };
    assert.match(await replaceCalendar(place, facts), before === "1" ? /20\.bak$/ : /20-2\.bak$/);
  }
  for (const expected of ["2", "1"]) {
    await bringBack(place, await findLastBackup(place) ?? "");
    assert.equal(await Deno.readTextFile(place.path), expected);
  }
  assert.equal(await findLastBackup(place), undefined);
  const kept = (await Array.fromAsync(Deno.readDir(place.backupDir))).map(({ name }) => name).toSorted();
  assert.deepEqual(
    kept,
    ["holidays.json-2.undone", "holidays.json.undone"],
    "what was undone is not lost either",
  );
});

Deno.test("a calendar that somebody else writes between the question and the answer is left alone", async () => {
  await using home = await createHome();
  const place = { path: `${home.dir}/holidays.json`, backupDir: `${home.dir}/data` };
  await Deno.writeTextFile(place.path, "theirs");
  for (const isMissing of [false, true]) {
    const facts = { text: "ours", presentText: "seen", isMissing, date: "2027-12-20" };
    await assert.rejects(
      replaceCalendar(place, facts),
      /was changed by somebody else meanwhile; nothing was written/,
    );
  }
  assert.equal(await Deno.readTextFile(place.path), "theirs");
  assert.deepEqual(await Array.fromAsync(Deno.readDir(place.backupDir)), []);
});

Deno.test("changes of days that are over are shouted, and --yes alone does not write them", async () => {
  await using home = await openHome();
  const before = await home.present();
  const list = JSON.parse(before);
  list.holidays = list.holidays.filter(({ date }: { date: string }) => date !== "2024-05-15");
  await home.write("list.json", JSON.stringify(list));
  const { code, text, err } = await home.calendar("update", "list.json", "--yes");
  assert.equal(code, 1);
  assert.match(text, /ATTENTION: 1 changes lie in the past/);
  assert.match(text, /PAST {2}- 2024-05-15 Wed {2}부처님 오신 날/);
  assert.match(err.join("\n"), /say --past as well as --yes/);
  assert.equal(await home.present(), before);
  const { past, written } = await home.json("update", "list.json", "--yes", "--past");
  assert.deepEqual([past, written], [1, true]);
  assert.doesNotMatch(await home.present(), /2024-05-15/);
});

Deno.test("a list that lost closed days is not written with --yes alone: the days are named, and it takes a word of its own", async () => {
  await using home = await openHome();
  const before = await home.present();
  const rows = rowsOf(2028).filter(([date = ""]) => date > "2028-03-01");
  await home.write("half.csv", toCsv([HEAD, ...rows]));
  const { code, err, text } = await home.calendar("update", "half.csv", "--yes", "--past");
  assert.equal(code, 1);
  assert.match(
    err.join("\n"),
    /^nothing was written: 4 closed days are not in this list, .*: 2028-01-26, 2028-01-27, 2028-01-28, 2028-03-01\. .*--lost-days-ok$/,
  );
  assert.match(text, /ATTENTION: 2028-03-01 삼일절, Independence Movement Day: closed by law every year/);
  assert.equal(await home.present(), before);
  const done = await home.json("update", "half.csv", "--yes", "--lost-days-ok");
  assert.deepEqual([done.written, done.lost_days.length], [true, 4]);
});

Deno.test("of two updates at once one is written whole, the other finds the calendar changed, and no draft is left", async () => {
  await using home = await createHome();
  const place = { path: `${home.dir}/holidays.json`, backupDir: `${home.dir}/data` };
  await Deno.writeTextFile(place.path, "before");
  // What a killed update left.
  await Deno.writeTextFile(`${place.path}.new`, "half of one, and longer than any of the two");
  const texts = ["one", "the other"];
  const done = await Promise.allSettled(
    texts.map((text) =>
      replaceCalendar(place, { text, presentText: "before", isMissing: false, date: "2027-12-20" })
    ),
  );
  assert.deepEqual(done.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
  const won = texts[done.findIndex(({ status }) => status === "fulfilled")];
  assert.equal(await Deno.readTextFile(place.path), won);
  const names = (await Array.fromAsync(Deno.readDir(home.dir))).map(({ name }) => name);
  assert.deepEqual(names.filter((name) => name.startsWith("holidays")), ["holidays.json"]);
});

Deno.test("a calendar that somebody chose and that is not there yet is made from the built-in one", async () => {
  await using home = await createHome({ envFile: "SIGNAL_V2_HOLIDAYS=data/mine.json\n" });
  await Deno.writeTextFile(`${home.dir}/list.csv`, toCsv([HEAD, ...rowsOf(2028)]));
  const { code, text } = await runProgram(["calendar", "update", "list.csv", "--yes"], { dir: home.dir });
  assert.equal(code, 0, text);
  const made = JSON.parse(await Deno.readTextFile(`${home.dir}/data/mine.json`));
  assert.deepEqual(made.coverage, { from: "2010-01-01", to: "2028-12-31" });
});

const FACTS = { frame: DEFAULT_DAY_FRAME, clock: createSystemClock() };

async function refusalOf(from: string): Promise<UserError> {
  try {
    await readList({ from }, FACTS);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`${from} was taken`);
}

Deno.test("files that are no list are refused with one sentence that names what they are", async () => {
  await using home = await createHome();
  const cases: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    [
      "login.html",
      "<!doctype html><title>로그인</title><form>id</form>",
      /web page without a table \("로그인"\)/,
    ],
    ["short.csv", toCsv([HEAD, ...rowsOf(2028).slice(0, 3)]), /it has 3 closed weekdays of 2028/],
    ["old.csv", toCsv([HEAD, ...rowsOf(2020)]), /it ends with 2020, which is over/],
    ["old.xls", Uint8Array.fromHex("d0cf11e0a1b11ae10000"), /old Excel file/],
    ["nul.csv", new Uint8Array(1_000), /no column of it is one of dates/],
    ["long.csv", "x".repeat(500_000), /one of its lines is longer/],
    ["much.csv", "x\n".repeat(2_000_000), /has more than 2 MB/],
    ["half.json", '["2028-01-03", ', /half\.json/],
    ["zip.zip", Uint8Array.fromHex("504b0304"), /damaged or cut off/],
  ];
  for (const [name, content, sentence] of cases) {
    const path = `${home.dir}/${name}`;
    await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
    const { message, exitCode } = await refusalOf(path);
    assert.match(message, sentence);
    assert.deepEqual([exitCode, message.includes("\n")], [2, false], name);
  }
  assert.match((await refusalOf(`${home.dir}/nowhere.csv`)).message, /nowhere.csv: there is no such file/);
  assert.match((await refusalOf(home.dir)).message, /it is a folder/);
});

Deno.test("an address is asked once, is not followed elsewhere, and what may be secret in it is not told", async () => {
  const asked: string[] = [];
  const csv = toCp949(toCsv([HEAD, ...rowsOf(2028)]));
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    if (pathname === "/list.csv") return new Response(new Uint8Array(csv));
    if (pathname === "/away") {
      return new Response(null, { status: 302, headers: { location: "http://127.0.0.2/x?key=hush" } });
    }
    if (pathname === "/large") return new Response("x\n".repeat(2_000_000));
    if (pathname === "/login") return new Response("<html><title>로그인</title>");
    return new Response("no", { status: 403 });
  });
  const base = `http://127.0.0.1:${server.addr.port}`;
  const refusals: readonly (readonly [string, RegExp])[] = [
    ["/away", /it redirects to http:\/\/127.0.0.2\/x, which is not followed; give that address itself/],
    ["/large", /the body is larger than 2 MB/],
    ["/login", /web page without a table/],
    ["/no", /it answers with 403/],
  ];
  for (const [path, sentence] of refusals) {
    const { message } = await refusalOf(`${base}${path}?key=secret123`);
    assert.match(message, sentence);
    assert.doesNotMatch(message, /secret123|hush/);
  }
  const list = await readList({ from: `${base}/list.csv?key=secret123` }, FACTS);
  assert.deepEqual([list.closures.size, list.source], [rowsOf(2028).length, `${base}/list.csv`]);
  assert.deepEqual(asked, ["/away", "/large", "/login", "/no", "/list.csv"]);
});

Deno.test("an address that could be changed on the way, or with a password in it, is asked for nothing", async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["http://example.com/list.csv", /it must be https, or http in your own network/],
    ["https://me:hush@example.com/list.csv", /a name or a password in it/],
    ["ftp://example.com/list.csv", /it must be https/],
    ["file:///etc/passwd", /it must be https/],
  ];
  for (const [address, sentence] of cases) {
    const { message } = await refusalOf(address);
    assert.match(message, sentence);
    assert.doesNotMatch(message, /hush/);
  }
});
