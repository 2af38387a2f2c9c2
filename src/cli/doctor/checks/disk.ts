/** Where the data lies: what kind of disk, how much room, who else may read it. */
import { statfsSync } from "node:fs";
import type { Config } from "../../../config/config.ts";
import { toErrorText } from "../../../core/errors.ts";
import type { Finding } from "../finding.ts";

const LITTLE_BYTES = 500_000_000;
const TOO_LITTLE_BYTES = 50_000_000;

/** Linux' numbers of file systems that other machines can write to, or that lack the shared memory of a WAL. */
const SHARED_TYPES: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
  [0x65735546, "FUSE (sshfs and the like)"],
  [0x01021997, "9p (a Windows drive inside WSL, or a shared folder of a virtual machine)"],
  [0x786f4256, "a shared folder of VirtualBox"],
  [0x00c36400, "Ceph"],
  [0x5346414f, "AFS"],
]);

/** What was found out about a directory; `undefined` where it cannot be. */
export interface DiskFacts {
  readonly os: typeof Deno.build.os;
  readonly path: string;
  /** With links and drive letters resolved. */
  readonly realPath: string | undefined;
  readonly type: number | undefined;
  readonly freeBytes: number | undefined;
  /** Why the last two are not known. */
  readonly why: string;
}

export function checkDisk({ dataDir }: Config): readonly Finding[] {
  const facts = readDisk(dataDir);
  return [judgeShare(facts), judgeSpace(facts)];
}

export function judgeShare({ os, path, realPath = path, type, why }: DiskFacts): Finding {
  const check = "disk";
  const kind = os === "windows"
    ? isNetworkPath(realPath) ? "a Windows share" : undefined
    : SHARED_TYPES.get(type ?? 0);
  if (kind !== undefined) {
    return {
      status: "warn",
      check,
      text: `${path} is on ${kind}: the database needs a local disk and may be damaged or locked there`,
      fix: "set SIGNAL_V2_DATA_DIR to a directory on a local disk, and back up to the share instead",
    };
  }
  if (os === "windows") return { status: "ok", check, text: `${path} is on a drive of this machine` };
  if (os !== "linux") {
    return { status: "skip", check, text: "network share: can be told on Linux and Windows only" };
  }
  if (type === undefined) return { status: "skip", check, text: `network share: ${why}` };
  return { status: "ok", check, text: `${path} is on a local disk` };
}

export function judgeSpace({ path, freeBytes, why }: DiskFacts): Finding {
  const check = "disk";
  if (freeBytes === undefined) return { status: "skip", check, text: `free space: ${why}` };
  const text = freeBytes < 10_000_000_000
    ? `${Math.floor(freeBytes / 1_000_000)} MB free for ${path}`
    : `${Math.floor(freeBytes / 1_000_000_000)} GB free for ${path}`;
  if (freeBytes >= LITTLE_BYTES) return { status: "ok", check, text };
  const status = freeBytes < TOO_LITTLE_BYTES ? "fail" : "warn";
  return { status, check, text, fix: "free some space: on a full disk no signal can be claimed" };
}

/** `\\server\share`, also as `\\?\UNC\server\share`, with either slash. */
function isNetworkPath(path: string): boolean {
  const clean = path.replaceAll("/", "\\");
  return /^\\\\\?\\UNC\\/i.test(clean) || /^\\\\[^\\?.]/.test(clean);
}

function readDisk(path: string): DiskFacts {
  const facts = { os: Deno.build.os, path, realPath: readRealPath(path) };
  try {
    const { type, bavail, bsize } = statfsSync(path);
    return { ...facts, type, freeBytes: bavail * bsize, why: "" };
  } catch (error) {
    const why = error instanceof Deno.errors.NotCapable
      ? "needs --allow-sys=statfs in the command"
      : toErrorText(error);
    return { ...facts, type: undefined, freeBytes: undefined, why };
  }
}

function readRealPath(path: string): string | undefined {
  try {
    return Deno.realPathSync(path);
  } catch {
    // Not there or not allowed: then the path as it was given has to do.
    return undefined;
  }
}

/** Portfolio, signals and the key are nobody else's business. */
export function checkRights({ dataDir, logFile }: Config): readonly Finding[] {
  const check = "rights";
  if (Deno.build.os === "windows") {
    return [{ status: "skip", check, text: "who may read the data: Windows keeps that in ACLs" }];
  }
  const paths = [dataDir, `${dataDir}/signal_v2.db`, ".env", ...(logFile === undefined ? [] : [logFile])];
  const open = paths.flatMap((path) => {
    const info = readInfo(path);
    if (info === undefined || ((info.mode ?? 0) & 0o077) === 0) return [];
    const mode = ((info.mode ?? 0) & 0o777).toString(8);
    return [{ text: `${path} (${mode})`, fix: `chmod ${info.isDirectory ? 700 : 600} ${path}` }];
  });
  if (open.length === 0) return [{ status: "ok", check, text: "data and settings are for their owner only" }];
  return [{
    status: "warn",
    check,
    text: `others on this machine may get at ${open.map(({ text }) => text).join(", ")}`,
    fix: open.map(({ fix }) => fix).join(" && "),
  }];
}

function readInfo(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    // Not there, or hidden from this program; then nobody else reads it through us.
    return undefined;
  }
}
