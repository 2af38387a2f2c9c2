import { defineTexts } from "../../core/lang.ts";

export const CANDLE_CLI_TEXTS = defineTexts({
  none_yet: ["아직 캔들이 없습니다. 예: {command}", "no candles yet; for example: {command}"],
  head_exchange: ["거래소", "exchange"],
  head_symbol: ["시장", "symbol"],
  head_name: ["종목명", "name"],
  head_interval: ["간격", "interval"],
  head_candles: ["캔들", "candles"],
  head_first: ["처음", "first"],
  head_last: ["마지막", "last"],
  size_in: ["{path}에 {size} MB", "{size} MB in {path}"],
  all_well: ["{candles}: 모두 정상", "{candles}: all is well"],
  candle_one: ["캔들 1개", "1 candle"],
  candle_many: ["캔들 {count}개", "{count} candles"],
  bar_one: ["봉 1개", "1 bar"],
  bar_many: ["봉 {count}개", "{count} bars"],
  new_one: ["새 캔들 1개", "1 new candle"],
  new_many: ["새 캔들 {count}개", "{count} new candles"],
  new_of: ["받은 {count}개 가운데 {added}", "{added} of {count} received"],
  in_page: ["{candles}, 1페이지, {span}", "{candles} in 1 page, {span}"],
  in_pages: ["{candles}, {pages}페이지, {span}", "{candles} in {pages} pages, {span}"],
  nothing_missing: ["빠진 것이 없었음", "nothing was missing"],
  nothing_fetched: ["아무것도 받지 못함", "nothing could be fetched"],
  none_ended: ["{series}: 이 구간에서 끝난 봉이 아직 없음", "{series}: no bar of this stretch has ended yet"],
  complete: [
    "{series}: {work}; {from}부터 {to}까지 모두 있음",
    "{series}: {work}; complete from {from} to {to}",
  ],
  not_complete: [
    "{series}: {work}; {from}부터 {to}까지 다 있지 않음",
    "{series}: {work}; NOT complete from {from} to {to}",
  ],
  missing: ["  빠짐 {from} – {to}: {reason}", "  missing {from} to {to}: {reason}"],
  not_asked: ["아직 묻지 않음", "not asked for yet"],
  more_missing: ["  외 {count}곳: {command}", "  and {count} more: {command}"],
  refused: ["  {exchange}: {problem}; {todo}", "  {exchange}: {problem}; {todo}"],
  refused_until: [
    "  {exchange}: {problem}, {time}까지 (KST); {todo}",
    "  {exchange}: {problem} until {time} (KST); {todo}",
  ],
  doubted: [
    "  같은 명령을 10분에서 1시간 뒤에 다시 실행하면 체결이 없었는지 정해집니다",
    "  the same command, run again in ten minutes to an hour, decides whether there was no trade",
  ],
  todo_market: ["시장 이름 {symbol}을(를) 확인하세요", "check the name of the market, {symbol}"],
  todo_address: [
    "설정에서 주소를 확인하세요 (`{command}`)",
    "check its address in the settings (`{command}` shows them)",
  ],
  todo_later: [
    "나중에 같은 명령을 다시 실행하면 거기서 이어 갑니다",
    "run the same command again later, and it goes on from there",
  ],
  clock_ahead: [
    "경고: 이 기기의 시계가 {exchange}보다 {span} 빠릅니다",
    "warning: this machine's clock is {span} ahead of {exchange}",
  ],
  clock_behind: [
    "경고: 이 기기의 시계가 {exchange}보다 {span} 느립니다",
    "warning: this machine's clock is {span} behind {exchange}",
  ],
  gaps: [
    "{series}: {bars} 가운데 {present}개 있음; 체결 없음 {quiet}, 받지 않음 {unfetched}, 장애로 잃음 {lost}",
    "{series}: {present} of {bars} are there; {quiet} without a trade, {unfetched} not fetched, {lost} lost in outages",
  ],
  gaps_hidden: [
    "{series}: {bars} 가운데 {present}개 있음; 체결 없음 {quiet} (--all로 나열), 받지 않음 {unfetched}, 장애로 잃음 {lost}",
    "{series}: {present} of {bars} are there; {quiet} without a trade (--all lists them), {unfetched} not fetched, {lost} lost in outages",
  ],
  repair: ["이렇게 채우세요: {command}", "repair with: {command}"],
  repair_file: [
    "파일의 행 사이에 있는 주말과 휴일은 받지 않은 것으로 셉니다; 거래된 봉이 파일에 모두 있다면 --complete로 다시 넣으세요: {command}",
    "weekends and holidays between the rows of a file count as not fetched; if the file has every bar in which something was traded, take it in again with --complete: {command}",
  ],
  repair_sessions: [
    "거래된 봉이 파일에 모두 있다면 --complete로 다시 넣으세요: {command}",
    "if the file has every bar in which something was traded, take it in again with --complete: {command}",
  ],
  kind_no_trade: ["체결 없음", "no_trade"],
  kind_not_fetched: ["받지 않음", "not_fetched"],
  kind_outage: ["장애", "outage"],
  kind_not_listed: ["상장 전", "not_listed"],
  jump: [
    "{day}에 가격이 {before}에서 {after}(으)로 하루 한도(30%)를 넘어 바뀜: 아마 액면분할이나 병합이고, 가격은 수정주가가 아닙니다",
    "on {day} the price goes from {before} to {after}, further than a day allows (30 %): probably a split or a merger of shares, and the prices are not adjusted",
  ],
  jumps_more: ["그런 날이 {count}일 더 있습니다", "and {count} more such days"],
  listed: [
    "{time}에 상장: 그 전의 {bars}는 빠진 것으로 세지 않습니다",
    "listed on {time}: {bars} from before are not counted as missing",
  ],
  compared_none: [
    "거래소에 봉 길이 {interval} 캔들이 없어 비교할 수 없습니다",
    "the exchange has no candles of {interval} to compare with",
  ],
  comparing: ["비교함", "compared"],
  compared_same: [
    "{series}: {from}부터 {to}까지 비교함: 모두 거래소와 같음",
    "{series}: compared from {from} to {to}: all is as the exchange has it",
  ],
  compared: [
    "{series}: {from}부터 {to}까지 비교함: 체결 없음으로 세던 {added} 채움, {corrected} 고침, 거래소에 없는 {left} 그대로 둠",
    "{series}: compared from {from} to {to}: {added} added that had counted as without a trade, {corrected} corrected, {left} left that the exchange does not have",
  ],
  compared_listed: [
    "{time}에 상장했으므로 그 전은 더 이상 체결 없음으로 세지 않습니다",
    "it is listed since {time}: what is before no longer counts as without a trade",
  ],
  compared_early: [
    "  도중에 끝남: {problem}; 나중에 같은 명령을 다시 실행하세요",
    "  it ended early: {problem}; run the same command again later",
  ],
  pruned: ["{series}: {before} 이전의 {candles} 지움", "{series}: {candles} from before {before} removed"],
  all_series: ["모든 시계열", "all series"],
  removed: [
    "{series}: {from}부터 {to}까지 {candles} 지움",
    "{series}: {candles} from {from} to {to} removed",
  ],
  would_remove: [
    "{series}: {from}부터 {to}까지 {candles} 지우게 됨",
    "{series}: {candles} from {from} to {to} would be removed",
  ],
});
