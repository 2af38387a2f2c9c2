import { Time } from "../../kit/marks.tsx";
import type { Show } from "../../kit/show.ts";
import type { ChatLine } from "../../view.ts";

const MOST_SHOWN = 6;

/** The demo's telephone: the very texts that its Telegram received, the latest first. */
export function ChatPane({ show, chat }: { show: Show; chat: readonly ChatLine[] }) {
  const { say } = show;
  return (
    <section class="card chat" id="chat" aria-labelledby="chat-title">
      <header class="card-head">
        <h2 id="chat-title">{say("chat_pane")}</h2>
      </header>
      {chat.length === 0 ? <p class="empty">{say("chat_empty")}</p> : (
        <ol class="chat-lines">
          {chat.slice(0, MOST_SHOWN).map((line) => (
            <li key={line.id}>
              <p class="chat-text">
                <bdi>{line.text}</bdi>
              </p>
              <p class="small muted">
                <Time show={show} atMs={line.atMs} /> · {say(line.isSilent ? "chat_silent" : "chat_ring")}
                {line.edits === 0 ? null : ` · ${say("chat_edited")}`}
              </p>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
