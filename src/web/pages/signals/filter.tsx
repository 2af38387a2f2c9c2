import { toDateText } from "../../../core/kst.ts";
import type { AskedList } from "../../api/signal_query.ts";
import { toShownSentence } from "../shown_sentence.ts";
import { type ListPage, PAGE_ROWS, Pager } from "../../kit/lists/pager.tsx";
import { sayWord } from "./story_words.ts";
import type { Show } from "../../kit/show.ts";

/** A plain form: it works without JavaScript, and its address says what is shown. */
export function Filter<Word extends string>(
  { show, path, name, keyOf, words, asked, label }: {
    show: Show;
    path: string;
    name: "state" | "outcome";
    keyOf: (word: Word) => string;
    words: readonly Word[];
    asked: AskedList<Word> | { readonly fault: string };
    label: string;
  },
) {
  const { say, lang } = show;
  const { day, word } = "fault" in asked ? { day: undefined, word: undefined } : asked;
  return (
    <form class="filter" method="get" action={path} aria-label={say("filter")}>
      <input type="hidden" name="lang" value={lang} />
      <label>
        {say("filter_day")}{" "}
        <input type="date" name="day" id="filter-day" value={day === undefined ? "" : toDateText(day)} />
      </label>
      <label>
        {label}{" "}
        <select name={name} id="filter-word">
          <option value="" selected={word === undefined}>{say("filter_all")}</option>
          {words.map((one) => (
            <option key={one} value={one} selected={one === word}>
              {sayWord(show, keyOf(one), one)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" id="filter-apply">{say("filter_apply")}</button>
      {"fault" in asked
        ? (
          <p class="filter-fault" role="status">
            {say("filter_refused", { fault: toShownSentence(show, asked.fault) })}
          </p>
        )
        : null}
    </form>
  );
}

/** Its links keep what was asked for. */
export function ListPager<Word extends string>(
  { show, path, name, asked, list, label }: {
    show: Show;
    path: "/signals" | "/decisions" | "/outbox";
    name: "state" | "outcome";
    asked: AskedList<Word> | { readonly fault: string };
    list: ListPage<unknown>;
    label: string;
  },
) {
  if ("fault" in asked) return null;
  const { day, word, limit } = asked;
  const query = {
    ...(day === undefined ? {} : { day: toDateText(day) }),
    ...(word === undefined ? {} : { [name]: word }),
    ...(limit === PAGE_ROWS ? {} : { limit: String(limit) }),
  };
  return <Pager show={show} list={list} path={path} query={query} size={limit} label={label} />;
}

/** Nothing to show: because of what was asked for, with the way out of it, or because there is nothing yet. */
export function Empty<Word extends string>(
  { show, path, asked, none }: {
    show: Show;
    path: "/signals" | "/decisions" | "/outbox";
    asked: AskedList<Word> | { readonly fault: string };
    none: string;
  },
) {
  const { say } = show;
  const isNarrowed = "fault" in asked || asked.day !== undefined || asked.word !== undefined ||
    asked.page > 1;
  if (!isNarrowed) return <p class="empty">{none}</p>;
  return (
    <p class="empty">
      {say(EMPTY[path])} <a href={show.href(path)}>{say("show_all")}</a>
    </p>
  );
}

const EMPTY = {
  "/signals": "signals_empty",
  "/decisions": "decisions_empty",
  "/outbox": "outbox_empty",
} as const;
