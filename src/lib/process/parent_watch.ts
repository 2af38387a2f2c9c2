/**
 * Ends a child process that no longer hears anybody: other people's code in an endless loop never reads that its
 * parent is gone, and answers no question about its memory.
 */

const EVERY_MS = 250;
const MEGABYTE = 2 ** 20;

export interface ChildWatchOptions {
  /** Of the whole process, typed arrays included, which the limit of V8's heap does not count. */
  readonly mostRssBytes: number;
}

/**
 * Watches from a thread of its own, from which the process is killed when its parent has died or when it uses more
 * memory than it may; then its last words on stderr are `it used more than 256 MB`. To be called before the code that
 * is not trusted runs. The thread lasts as long as the process, which must therefore leave by `Deno.exit`.
 *
 * @returns when it watches. @throws {RangeError} when the thread cannot be started.
 */
export async function startChildWatch({ mostRssBytes }: ChildWatchOptions): Promise<void> {
  // By its text: a file would have to be readable, and the child has no permission.
  const text = toWatchText({ parentPid: Deno.ppid, mostRssBytes });
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    const worker = new Worker(url, { type: "module" });
    await new Promise<void>((resolve, reject) => {
      worker.onmessage = () => resolve();
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new RangeError(`Cannot watch this process: ${event.message}`));
      };
    });
    worker.onmessage = null;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * `Deno.exit` in a Worker ends the Worker alone. A signal to oneself needs no permission today; should that change, a
 * heap that overflows in any thread aborts the whole process, a second later.
 */
function toWatchText(
  { parentPid, mostRssBytes }: ChildWatchOptions & { readonly parentPid: number },
): string {
  return `
const pause = new Int32Array(new SharedArrayBuffer(4));
const end = () => {
  try {
    Deno.kill(Deno.pid, "SIGKILL");
  } catch {
    const hog = [];
    for (;;) hog.push(new Array(1e5).fill(hog.length));
  }
};
postMessage("watching");
for (;;) {
  Atomics.wait(pause, 0, 0, ${EVERY_MS});
  if (Deno.ppid !== ${parentPid}) end();
  if (Deno.memoryUsage().rss <= ${mostRssBytes}) continue;
  try {
    Deno.stderr.writeSync(new TextEncoder().encode("\\n${toMemoryText(mostRssBytes)}\\n"));
  } finally {
    end();
  }
}`;
}

/** `it used more than 256 MB` */
export function toMemoryText(mostBytes: number): string {
  return `it used more than ${Math.round(mostBytes / MEGABYTE)} MB`;
}
