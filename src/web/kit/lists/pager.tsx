import type { Context } from "hono";
import type { Show } from "../show.ts";

/** Rows of one list on one page: some five screens of a phone. */
export const PAGE_ROWS = 20;
/** Beyond it nobody reads; whoever wants all takes the file. */
export const MOST_PAGES = 500;

/** The page that the address asks for, from 1; what is no number of a page is the first. */
export function readPage({ req }: Context, name: string): number {
  const text = req.query(name) ?? "";
  const page = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 1;
  return Math.min(page, MOST_PAGES);
}

export interface ListPage<Row> {
  readonly page: number;
  readonly rows: readonly Row[];
  readonly hasOlder: boolean;
}

/** @param newest the first `page * size + 1` rows or more, as many as there are. */
export function toListPage<Row>(newest: readonly Row[], page: number, size = PAGE_ROWS): ListPage<Row> {
  const from = (page - 1) * size;
  return {
    page,
    rows: newest.slice(from, from + size),
    hasOlder: page < MOST_PAGES && newest.length > from + size,
  };
}

/** Links to what is newer and older; nothing where all is shown. */
export function Pager(
  { show, list, path, query, name = "page", anchor = "", size = PAGE_ROWS, label }: {
    show: Show;
    list: ListPage<unknown>;
    path: string;
    /** What the address says besides. */
    query: Readonly<Record<string, string>>;
    name?: string;
    /** `#advice`: where the list begins. */
    anchor?: string;
    size?: number;
    label: string;
  },
) {
  const { say, format, href } = show;
  const { page, rows, hasOlder } = list;
  if (page === 1 && !hasOlder) return null;
  const from = (page - 1) * size + 1;
  const to = (at: number) => {
    const { [name]: _, ...rest } = query;
    return href(path, at === 1 ? rest : { ...rest, [name]: String(at) }) + anchor;
  };
  return (
    <nav class="pager" aria-label={say("pager", { label })}>
      {page === 1 ? null : <a href={to(1)}>{say("pager_newest")}</a>}
      {page === 1 ? null : <a href={to(page - 1)} rel="prev">{say("pager_newer")}</a>}
      <span class="muted">
        {rows.length === 0
          ? say("pager_nothing")
          : say("pager_rows", { from: format.number(from), to: format.number(from + rows.length - 1) })}
      </span>
      {hasOlder ? <a href={to(page + 1)} rel="next">{say("pager_older")}</a> : null}
    </nav>
  );
}
