import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert/strict";
import { checkEnvFile } from "../../src/cli/doctor/env_file_check.ts";
import { ConfigError, readConfig } from "../../src/config/config.ts";
import { readEnvFile } from "../../src/config/env_file.ts";

const valueIn = (text: string, name = "SIGNAL_V2_DATA_DIR") => readEnvFile(text).values.get(name)?.value;
const warnings = (text: string) =>
  checkEnvFile(text).filter(({ status }) => status === "warn").map((it) => it.text);

Deno.test("a value of .env is the whole rest of its line, or of what its quotes hold", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["p4ss#w0rd", "p4ss#w0rd"],
    ["#begins", "#begins"],
    ["data/my#1/#2", "data/my#1/#2"],
    ["http://127.0.0.1:9/#/login", "http://127.0.0.1:9/#/login"],
    ["value # comment", "value"],
    ["value\t# comment", "value"],
    ["value #", "value"],
    [" # only a comment", ""],
    ["  spaces around  ", "spaces around"],
    ["it's", "it's"],
    ['say "hi"', 'say "hi"'],
    ["a=b==", "a=b=="],
    ["C:\\new", "C:\\new"],
    ['"C:\\new\\table"', "C:\\new\\table"],
    ["'C:\\new'", "C:\\new"],
    ['"C:\\\\new"', "C:\\new"],
    ['"a \\"b\\" \\$c"', 'a "b" $c'],
    ["'with # inside'", "with # inside"],
    ["`with # inside`", "with # inside"],
    ['"value" # comment', "value"],
    ['""', ""],
    ["$HOME", "$HOME"],
  ];
  for (const [text, value] of cases) {
    const { faults } = readEnvFile(`SIGNAL_V2_DATA_DIR=${text}\n`);
    deepStrictEqual([valueIn(`SIGNAL_V2_DATA_DIR=${text}\n`), faults], [value, []], text);
  }
});

Deno.test("a line of .env that could mean two things is a fault with its number and without its value", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["WEBAI_API_KEY='SECRET'x", /^line 2 of \.env has text after its closing quote; put it inside/],
    ['WEBAI_API_KEY="SECRET"#no', /^line 2 of \.env has text after/],
    ['WEBAI_API_KEY="C:\\SECRET\\"', /^line 2 of \.env has a quote that is never closed$/],
    ["WEBAI_API_KEY='SECRET\nmore'", /^line 2 of \.env has a quote that is never closed$/],
    ["OTHER='SECRET\nSIGNAL_V2_PORT=9'", /^line 2 of \.env has a quote that is never closed$/],
    ["WEBAI_API_KEY SECRET", /^line 2 of \.env is not NAME=value; write it so/],
    ["WEBAI_API_KEY: SECRET", /^line 2 of \.env is not NAME=value/],
    ["set WEBAI_API_KEY=SECRET", /^line 2 of \.env is not NAME=value/],
    ["; SECRET", /^line 2 of \.env is not NAME=value/],
    ["WEBAI_API_KEY=SEC\0RET", /^line 2 of \.env holds a zero byte/],
    ["webai_api_key=SECRET", /did you mean WEBAI_API_KEY\? {2}\(\.env line 2\)$/],
    ["HEARTBEAT_ULR=SECRET", /did you mean HEARTBEAT_URL\? {2}\(\.env line 2\)$/],
    ["PRICE_COLOR=SECRET", /did you mean PRICE_COLORS\? {2}\(\.env line 2\)$/],
  ];
  for (const [text, sentence] of cases) {
    const { faults } = readEnvFile(`# mine\n${text}\nSTRATEGY_DIR=x\n`);
    match(faults[0] ?? "", sentence, text);
    doesNotMatch(faults.join("\n"), /SECRET/, text);
  }
});

Deno.test("zero bytes up to a third of .env are a damaged line, more of them another encoding", () => {
  deepStrictEqual(readEnvFile("A=x\nB=\0").faults, ["line 2 of .env holds a zero byte; write it anew"]);
  deepStrictEqual(readEnvFile("A=\0").faults, ["line 1 of .env holds a zero byte; write it anew"]);
  match(readEnvFile("A\0").faults.join(), /^\.env is saved as UTF-16/);
});

Deno.test("line ends of every kind end a line of .env, and a value of several lines keeps the numbers right", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const text = ["OTHER='one", "two'", "SIGNAL_V2_DATA_DIR=here", "SIGNAL_V2_PORT=9"].join(end);
    const { values, faults } = readEnvFile(text);
    deepStrictEqual([...values].map(([name, { value, line }]) => [name, value, line]), [
      ["OTHER", "one\ntwo", 1],
      ["SIGNAL_V2_DATA_DIR", "here", 3],
      ["SIGNAL_V2_PORT", "9", 4],
    ]);
    deepStrictEqual(faults, []);
  }
});

Deno.test("an open quote of another program's line keeps none of our settings from us", () => {
  const { values, faults } = readEnvFile("OTHER=\"it's\nmore\nSIGNAL_V2_PORT=9\nTHIRD=x\n");
  strictEqual(values.get("SIGNAL_V2_PORT")?.value, "9");
  deepStrictEqual(faults, [
    "line 1 of .env has a quote that is never closed",
    "line 2 of .env is not NAME=value; write it so, or put # in front of it",
  ]);
});

Deno.test("doctor names the lines that systemd or Docker would read otherwise, each kind once", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["A=x # y\nB=z\nC='x' # z", /^each of the lines 1 and 3 has ` #` behind a value/],
    ["export A=x", /^line 1 begins with `export`; systemd leaves/],
    ["A =x", /^line 1 has a space before `=`; `docker run` refuses/],
    ['A="x"', /^line 1 has quotes; `docker run` keeps them/],
    ["A=`x`", /^line 1 has quotes/],
    ["A=pa$$word", /^line 1 has `\$` in its value; Docker Compose/],
    ["A=C:\\new", /^line 1 has a backslash/],
    ['A="C:\\new"', /backslash/],
    ["A='x\ny'", /several lines/],
    ["A=x\rB=y", /CR alone/],
    ["\uFEFFA=x", /byte-order mark/],
    [
      "WEBAI_API_KEY=one\nWEBAI_API_KEY=\n",
      /^each of the lines 1 and 2 gives WEBAI_API_KEY; only the last/,
    ],
    ["nonsense", /^line 1 is not NAME=value/],
  ];
  for (const [text, sentence] of cases) match(warnings(text).join("\n"), new RegExp(sentence, "m"), text);
  deepStrictEqual(warnings("A='pa$$word'\nB='C:\\new'").length, 1, "single quotes settle $ and backslash");
});

Deno.test("doctor finds nothing in lines that mean the same everywhere", () => {
  const text = "# settings\n\nSTOCK_API_URL=http://nas:18500\r\nWEBAI_API_KEY=p4ss#w0rd\nA=\nB=it's\nC=''\n";
  deepStrictEqual(checkEnvFile(text).map(({ status }) => status), ["ok"]);
  strictEqual(checkEnvFile(undefined)[0]?.status, "skip");
});

Deno.test("a value in quotes from the environment is a fault, because Docker's env file keeps them", () => {
  const read = (value: string) => {
    try {
      readConfig({ get: (name) => name === "WEBAI_API_KEY" ? value : undefined, envFile: undefined });
      return [];
    } catch (error) {
      return error instanceof ConfigError ? error.faults : [String(error)];
    }
  };
  for (const quote of ['"', "'", "`"]) {
    const [fault = ""] = read(`${quote}SECRET-key${quote}`);
    match(fault, /^WEBAI_API_KEY has quotes around it.*docker run --env-file.*\(environment\)$/);
    doesNotMatch(fault, /SECRET/);
  }
  deepStrictEqual(read("it's-a-key"), []);
  deepStrictEqual(read('"begins-only'), []);
});
