import type { SourceView } from "../../../stock/stock_view.ts";
import { DataSection, RowsOrWhy } from "../../kit/data_section.tsx";
import { isOld, Outside, Time } from "../../kit/marks.tsx";
import { type NewsLine, readNews } from "../../../core/payload/rows.ts";
import { StockName } from "./portfolio.tsx";
import type { Show } from "../../kit/show.ts";

/** Nearer to nothing than this, between -1 and 1, is neutral. */
const NEUTRAL_BELOW = 0.15;
const MOODS = ["positive", "neutral", "negative"] as const;
type Mood = (typeof MOODS)[number];

export function NewsSection({ show, source }: { show: Show; source: SourceView }) {
  return (
    <DataSection show={show} source={source}>
      <RowsOrWhy show={show} source={source} read={readNews}>
        {(rows: readonly NewsLine[]) => (
          <ol class={`news ${isOld(source) ? "is-old" : ""}`}>
            {rows.map((line, i) => <NewsItem key={i} show={show} line={line} />)}
          </ol>
        )}
      </RowsOrWhy>
    </DataSection>
  );
}

function NewsItem({ show, line }: { show: Show; line: NewsLine }) {
  const { headline, ticker, name, atMs } = line;
  return (
    <li>
      <Sentiment show={show} line={line} />
      <p class="headline">
        <Outside text={headline} />
      </p>
      <p class="muted">
        {ticker === undefined && name === undefined ? null : <StockName name={name} ticker={ticker} />}
        {ticker === undefined && name === undefined ? null : " · "}
        {atMs === undefined ? <Outside text={undefined} /> : <Time show={show} atMs={atMs} />}
      </p>
    </li>
  );
}

/** A word and a number; the colours of prices are not for moods. */
function Sentiment({ show, line: { score, word } }: { show: Show; line: NewsLine }) {
  const mood = toMood(score, word);
  return (
    <p class={`mood mood-${mood ?? "unknown"}`}>
      <span class="hidden">{show.say("sentiment")}:</span>
      <span>{mood === undefined ? <Outside text={word} /> : show.say(mood)}</span>
      {score === undefined ? null : <b>{show.format.signed(score)}</b>}
    </p>
  );
}

/** What the payload says itself goes first; a number outside -1 to 1 is on a scale that we do not know. */
function toMood(score: number | undefined, word: string | undefined): Mood | undefined {
  const said = MOODS.find((mood) => mood === word?.toLowerCase());
  if (said !== undefined || score === undefined || Math.abs(score) > 1) return said;
  return score >= NEUTRAL_BELOW ? "positive" : score <= -NEUTRAL_BELOW ? "negative" : "neutral";
}
