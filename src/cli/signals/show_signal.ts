/** `signals show` and `signals why`: one signal with all that is known of it. */
import type { Command } from "commander";
import type { Store } from "../../app/data/store.ts";
import { realClock } from "../../app/runtime.ts";
import { OWNER } from "../../core/actor.ts";
import { toCommand } from "../../core/command_text.ts";
import { UserError } from "../../core/errors.ts";
import { NOWHERE } from "../../signals/outgoing.ts";
import { createStoryReader } from "../../signals/story_reader.ts";
import { toMessageJson, toStoryJson } from "../../web/api/signal_json.ts";
import { langOf } from "../kit/language.ts";
import type { Terminal } from "../kit/terminal.ts";
import { withStore } from "../kit/with_store.ts";
import { type StoryView, type ToldStory, toShowLines, toWhyLines } from "./story_lines.ts";

interface ShowOptions {
  readonly json: boolean;
}

const LINES = { show: toShowLines, why: toWhyLines } as const;

const ABOUT = {
  show: "one signal: what it says, what the judge said, how far its messages got, what came of it",
  why: "what one signal rests on, with ages, how its score came about, and each try to tell it",
} as const;

export function addStoryCommands(signals: Command, terminal: Terminal): void {
  for (const word of ["show", "why"] as const) {
    const toLines = LINES[word];
    signals.command(word).description(ABOUT[word])
      .argument("<label>", "like S-1120-03, the latest of that name, or an id")
      .option("--json", "print JSON, as GET /signals/LABEL answers it, with each try", false)
      .action((label: string, options: ShowOptions) => tell(terminal, { label, toLines, ...options }));
  }
}

interface Wish extends ShowOptions {
  readonly label: string;
  readonly toLines: (told: ToldStory, view: StoryView) => readonly string[];
}

async function tell(terminal: Terminal, { label, toLines, json }: Wish): Promise<void> {
  await withStore(terminal, async (store) => {
    const told = await readStory(label, store);
    if (json) return terminal.out(JSON.stringify(toJson(told), null, 2));
    const view = { lang: langOf(terminal), nowMs: realClock.now() };
    for (const line of toLines(told, view)) terminal.out(line);
  });
}

async function readStory(label: string, store: Store): Promise<ToldStory> {
  const story = await createStoryReader(OWNER, store.signalJournalTo(NOWHERE)).find(
    label.trim().toUpperCase(),
  );
  if (story === undefined) {
    const list = toCommand("signals", "list");
    const shown = JSON.stringify(label.slice(0, 40));
    throw new UserError("invalid", `There is no signal ${shown}; \`${list}\` shows what there is`);
  }
  const rows = await store.messages.ofSignal(OWNER, story.signal.id);
  const messages = await Promise.all(
    rows.map(async (row) => ({ row, attempts: await store.messages.attempts(row.seq) })),
  );
  return { story, messages };
}

function toJson({ story, messages }: ToldStory) {
  return {
    ...toStoryJson(story, []),
    messages: messages.map(({ row, attempts }) => toMessageJson(row, attempts)),
  };
}
