// deno-lint-ignore-file no-console -- a command line tool
/**
 * `deno task package`: a folder and a .tar.gz that need nothing installed and no network: the Deno binary, the
 * program as one file, start scripts, the calendar and the settings example.
 */
import { bundleArgs, ROOT, run, startFlags, VERSION } from "./flags.ts";

const name = `signal-v2-${VERSION}-${Deno.build.os}-${Deno.build.arch}`;
const dist = Deno.args[0] ?? `${ROOT}dist`;
const folder = `${dist}/${name}`;
const isWindows = Deno.build.os === "windows";
const binary = isWindows ? "deno.exe" : "deno";

await Deno.remove(folder, { recursive: true }).catch(() => {});
// What lies in it is for its owner only, and `doctor` says so of one that others may read.
await Deno.mkdir(`${folder}/data`, { recursive: true, mode: 0o700 });
const bundle = (entry: string, file: string, outside: readonly string[]) =>
  run("deno", bundleArgs(entry, { to: `${folder}/${file}`, outside }));
await bundle("src/main.ts", "signal-v2.js", ["ccxt/*"]);
// The other exchanges' library in a file of its own: only the process that needs it reads it. What it would load for
// chains and markets that are not ours stays outside; nothing of ours asks for it.
const strangers = ["registry.js", "cosmos/tx/v1beta1/tx.js", "cosmos/tx/signing/v1beta1/signing.js"]
  .map((file) => `../static_dependencies/dydx-v4-client/${file}`);
const helpers = [
  ...["strategy_host", "backtest_worker", "backtest_job_worker", "simulation_job_worker"],
  "nightly_backup_worker",
];
for (const helper of helpers) {
  await bundle(`src/app/entries/${helper}.ts`, `${helper}.js`, ["ccxt/*"]);
}
await bundle("src/app/entries/ccxt_host.ts", "ccxt_host.js", [...strangers, "../protobuf/mexc/compiled.cjs"]);
await Deno.copyFile(Deno.execPath(), `${folder}/${binary}`);
for (const file of ["holidays.json", ".env.example", "LICENSE", "README.md", "CHANGELOG.md"]) {
  await Deno.copyFile(`${ROOT}${file}`, `${folder}/${file}`);
}
// Its own helpers are started with the same binary, and with nothing else.
const permissions = startFlags().map((flag) => flag.replace("--allow-run=deno,", "--allow-run=./deno,"));
const READ_FLAGS = "--no-config --no-lock --no-remote --no-npm --quiet";
const flags = [READ_FLAGS, ...permissions].join(" ");
await Deno.writeTextFile(`${folder}/signal-v2`, unixScript(), { mode: 0o755 });
await Deno.writeTextFile(`${folder}/signal-v2.bat`, windowsScript().replaceAll("\n", "\r\n"));
await run("tar", ["-czf", `${dist}/${name}.tar.gz`, "-C", dist, name]);
console.log(
  `made ${folder} and ${name}.tar.gz; start it with ${isWindows ? "signal-v2.bat" : "./signal-v2"} demo`,
);

/**
 * `exec`, so that signals of a service manager reach the program itself. A link to it may stand anywhere on PATH; how it
 * was called is told to the program, whose texts name commands that way.
 */
function unixScript(): string {
  return `#!/bin/sh
# signal-v2 ${VERSION}: ./signal-v2 demo | start | once | doctor | help. For all users:
#   ln -s "$PWD/signal-v2" /usr/local/bin/signal-v2
self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in /*) self=$link ;; *) self=$(dirname "$self")/$link ;; esac
done
SIGNAL_V2_STARTED_AS=$0
[ "$(command -v signal-v2)" = "$0" ] && SIGNAL_V2_STARTED_AS=signal-v2
export SIGNAL_V2_STARTED_AS
cd "$(dirname "$self")" || exit 1
[ $# -eq 0 ] && set -- start
# Of all commands only these write the calendar.
calendar=
[ "$1" = calendar ] && calendar=--allow-write=data,holidays.json,holidays.json.new
export DENO_DIR="\${DENO_DIR:-$PWD/data/.deno}" DENO_NO_UPDATE_CHECK=1
# Who reads the program for the first time keeps 90 MB for that as long as it lives (Deno 2.9.6): let it be another.
read="$DENO_DIR/read-signal-v2-${VERSION}"
if [ "$1" = start ] && [ ! -e "$read" ]; then
  ./deno cache ${READ_FLAGS} signal-v2.js && : 2>/dev/null > "$read"
fi
exec ./deno run ${unixFlags()} signal-v2.js "$@"
`;
}

/** `$calendar` stands in the place of the right to write, where it is empty for all other commands. */
function unixFlags(): string {
  return flags.replace("--allow-write=data", "\${calendar:---allow-write=data}");
}

function windowsFlags(): string {
  return flags.replace("--allow-run=./deno,/proc/self/exe", "--allow-run=deno.exe")
    .replace("--allow-write=data", "--allow-write=%MAYWRITE%");
}

function windowsScript(): string {
  return `@echo off
setlocal
chcp 65001 >nul
set "SIGNAL_V2_STARTED_AS=%~0"
cd /d "%~dp0"
set DENO_NO_UPDATE_CHECK=1
if not defined DENO_DIR set DENO_DIR=%~dp0data\\.deno
set "READ=%DENO_DIR%\\read-signal-v2-${VERSION}"
set "MAYWRITE=data"
if "%~1"=="calendar" set "MAYWRITE=data,holidays.json,holidays.json.new"
set "WORD=%~1"
if "%~1"=="" set "WORD=start"
if "%WORD%"=="start" if not exist "%READ%" deno.exe cache ${READ_FLAGS} signal-v2.js && type nul 2>nul >"%READ%"
if "%~1"=="" (deno.exe run ${windowsFlags()} signal-v2.js start) else (deno.exe run ${windowsFlags()} signal-v2.js %*)
exit /b %errorlevel%
`;
}
