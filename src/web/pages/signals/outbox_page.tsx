import { toCommand } from "../../../core/command_text.ts";
import { toShownText } from "../../../core/text.ts";
import type { MessageRow } from "../../../notifiers/message_store.ts";
import type { NotifyView } from "../../../notifiers/notifiers_view.ts";
import { type AskedList, MESSAGE_STATE_NAMES } from "../../api/signal_query.ts";
import { type Column, DataTable } from "../../kit/lists/data_table.tsx";
import { type IconName, Mark, Outside, TimeAndAgo, type Tone } from "../../kit/marks.tsx";
import type { ListPage } from "../../kit/lists/pager.tsx";
import type { Show } from "../../kit/show.ts";
import { Fact } from "../strategies/facts.tsx";
import { Empty, Filter, ListPager } from "./filter.tsx";
import { toMessageReason } from "./message_reasons.ts";
import { MessageMark, SignalsHead, WhenMark } from "./looks.tsx";
import { sayWord } from "./story_words.ts";

type ChannelFacts = NotifyView["channels"][number];

const CHANNEL_LOOKS: Readonly<Record<ChannelFacts["state"], { tone: Tone; icon: IconName }>> = {
  ok: { tone: "good", icon: "check" },
  down: { tone: "bad", icon: "cross" },
  blocked: { tone: "bad", icon: "cross" },
  conflict: { tone: "warn", icon: "alert" },
};

/** What stands inside `<main>` of `/outbox`. */
export function OutboxMain(
  { show, notify, asked, messages }: {
    show: Show;
    notify: NotifyView | undefined;
    asked: AskedList<MessageRow["state"]> | { readonly fault: string };
    messages: ListPage<MessageRow>;
  },
) {
  const { say } = show;
  const channels = notify?.channels ?? [];
  return (
    <>
      <SignalsHead show={show} path="/outbox" title={say("title_outbox")} />
      {channels.length === 0
        ? (
          <section class="card">
            <p>{say("outbox_off", { command: toCommand("doctor") })}</p>
          </section>
        )
        : (
          <div class="sources">
            {channels.map((facts) => <Channel key={facts.channel} show={show} facts={facts} />)}
          </div>
        )}
      <section class="card" aria-labelledby="outbox-title">
        <h2 id="outbox-title" class="hidden">{say("title_outbox")}</h2>
        <Filter
          show={show}
          path="/outbox"
          name="state"
          keyOf={(state) => `message_state_${state}`}
          words={MESSAGE_STATE_NAMES}
          asked={asked}
          label={say("state")}
        />
        {messages.rows.length === 0
          ? (
            <Empty
              show={show}
              path="/outbox"
              asked={asked}
              none={say("outbox_none", { command: toCommand("notify", "test") })}
            />
          )
          : <DataTable caption={say("title_outbox")} columns={messageColumns(show)} rows={messages.rows} />}
        <ListPager
          show={show}
          path="/outbox"
          name="state"
          asked={asked}
          list={messages}
          label={say("title_outbox")}
        />
      </section>
    </>
  );
}

function Channel({ show, facts }: { show: Show; facts: ChannelFacts }) {
  const { say } = show;
  const { channel, state, reason, pending, unknown, lastOkAtMs } = facts;
  return (
    <article class={`card source tone-edge-${CHANNEL_LOOKS[state].tone}`} id={`channel-${channel}`}>
      <header class="card-head">
        <h3>{sayWord(show, `channel_${channel}`, channel)}</h3>
        <Mark {...CHANNEL_LOOKS[state]}>{say(`channel_state_${state}`)}</Mark>
      </header>
      <dl class="facts">
        <Fact label={say("title_outbox")}>{say("channel_counts", { pending, unknown })}</Fact>
        <Fact label={say("last_success")}>
          {lastOkAtMs === undefined ? say("never") : <TimeAndAgo show={show} atMs={lastOkAtMs} />}
        </Fact>
        {reason === undefined ? null : (
          <Fact label={say("reason")}>
            <Outside text={toShownText(toMessageReason(show, reason), 200)} />
          </Fact>
        )}
      </dl>
    </article>
  );
}

export function messageColumns(show: Show): readonly Column<MessageRow>[] {
  const { say, format } = show;
  return [
    {
      label: say("message_kind"),
      isHead: true,
      cell: ({ kind, part, parts }) => (
        <span class="words">
          {sayWord(show, `message_kind_${kind}`, kind)}
          {parts > 1 ? ` ${say("message_part", { part, parts })}` : ""}
        </span>
      ),
    },
    {
      label: say("channel"),
      cell: ({ channel }) => <span class="words">{sayWord(show, `channel_${channel}`, channel)}</span>,
    },
    {
      label: say("message_chat"),
      // A program is told at its address, which is the channel itself.
      cell: ({ channel, chat }) => (
        <span class="words">
          <Outside text={channel === "webhook" ? undefined : toShownText(chat, 40)} />
        </span>
      ),
    },
    { label: say("state"), cell: ({ state }) => <MessageMark show={show} state={state} /> },
    { label: say("message_attempts"), isNumber: true, cell: ({ attempt }) => format.number(attempt) },
    {
      label: say("message_text"),
      place: "below",
      cell: ({ body, kind, error }) => (
        <>
          <Outside text={firstLine(body, kind)} />
          {error === undefined
            ? null
            : <span class="small muted">{` · ${toShownText(toMessageReason(show, error), 160)}`}</span>}
        </>
      ),
    },
    {
      label: say("message_queued"),
      isNumber: true,
      place: "key",
      cell: ({ queuedAtMs }) => <WhenMark show={show} atMs={queuedAtMs} />,
    },
  ];
}

/** As the lock screen of a telephone shows it; marks of the channel are none of the text. */
function firstLine(body: string, kind: string): string {
  if (body.startsWith("{")) return kind;
  const line = body.split("\n")[0] ?? "";
  const plain = line.replace(/<[^>]*>/g, "").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll(
    "&amp;",
    "&",
  );
  return toShownText(plain, 120);
}
