import { definePhrases } from "../core/lang.ts";

/** Lines of the log as a terminal shows them. Pipes and files have the English ones: programs look for their words. */
export const LOG_PHRASES = definePhrases([
  // Of the service as a whole.
  ["정상 종료됨 ({seconds}초)", "stopped cleanly in {seconds} s"],
  [
    "프로그램의 잘못으로 끝났음; 이 줄을 알려 주세요",
    "a mistake in the program ended it; please report this line",
  ],
  ["로그 파일에 다시 기록함", "the log file takes lines again"],
  [
    "signal-v2 {version} 실행 중; 여기서 여세요: {url} (상태: {health})",
    "signal-v2 {version} is running; open {url} (health at {health})",
  ],
  [
    "설정이 없음: {names}; 조회하지 않음. .env에 넣거나(`{doctor}` 참고) 먼저 `{demo}`로 해 보세요",
    "settings missing: {names}; polling is off. Set them in .env (see `{doctor}`), or try `{demo}`",
  ],
  ["{span} 만에 해결됨: {rest}", "over after {span}: {rest}"],
  ["아직 그대로임: {rest}", "still so: {rest}"],
  // Of the polls.
  ["장 전", "pre-market"],
  ["장 중", "market open"],
  ["장 후 시간외", "market closed, after-hours"],
  ["{reason}; {span}마다 조회", "{reason}; polling every {span}"],
  ["{reason}; 다음 조회 {time}", "{reason}; next poll {time}"],
  [
    "{span} 동안 조회 {count}번, 모두 최신, 가장 느린 응답 {slowest}",
    "{count} polls in {span}, all fresh, slowest answer {slowest}",
  ],
  [
    "{span} 동안 조회 {count}번, {failed}번은 실패 있음, 가장 느린 응답 {slowest}",
    "{count} polls in {span}, {failed} with failures, slowest answer {slowest}",
  ],
  [
    "{span} 동안 조회 1번, 모두 최신, 가장 느린 응답 {slowest}",
    "1 poll in {span}, all fresh, slowest answer {slowest}",
  ],
  [
    "{span} 동안 조회 1번, 실패 있음, 가장 느린 응답 {slowest}",
    "1 poll in {span}, 1 with failures, slowest answer {slowest}",
  ],
  [
    "조회 1번을 놓침 (절전, 시계 변경 또는 느린 주기); 한 번에 따라잡음",
    "1 poll missed (sleep, clock step or a slow cycle); caught up with one",
  ],
  [
    "조회 {count}번을 놓침 (절전, 시계 변경 또는 느린 주기); 한 번에 따라잡음",
    "{count} polls missed (sleep, clock step or a slow cycle); caught up with one",
  ],
  [
    "{source}: {why} ({kind}, {count}번 연속); 오래된 데이터를 보여 줌, {span} 전",
    "{source}: {why} ({kind}, {count} in a row); showing STALE data, {span} old",
  ],
  [
    "{source}: {why} ({kind}, {count}번 연속); 언제 것인지 모르는 오래된 데이터를 보여 줌",
    "{source}: {why} ({kind}, {count} in a row); showing STALE data, of unknown age",
  ],
  [
    "{source}: {why} ({kind}, {count}번 연속); 아직 데이터 없음",
    "{source}: {why} ({kind}, {count} in a row); no data yet",
  ],
  ["{source}: {count}번 실패한 뒤 다시 최신", "{source}: fresh again after {count} failed cycles"],
  ["{source}: 1번 실패한 뒤 다시 최신", "{source}: fresh again after 1 failed cycle"],
  ["{path}: {span} 전의 답을 보여 줌 ({kind})", "{path}: serving an answer that is {span} old ({kind})"],
  [
    "{path}: 언제 것인지 모르는 답을 보여 줌 ({kind})",
    "{path}: serving an answer that is of unknown age ({kind})",
  ],
  [
    "{source}: 목록이 비어 있음, 바로 앞 조회에는 {count}행이 있었음; 받아들였지만 살펴보세요",
    "{source}: the list is empty, it had {count} rows a poll ago; accepted, but look at it",
  ],
  [
    "{source}: 목록이 비어 있음, 바로 앞 조회에는 1행이 있었음; 받아들였지만 살펴보세요",
    "{source}: the list is empty, it had 1 row a poll ago; accepted, but look at it",
  ],
  [
    "{path}: 주식 API가 데이터에 WEBAI_API_KEY를 되풀이함; 저장하거나 보여 주기 전에 지움",
    "{path}: the stock API repeats WEBAI_API_KEY in its data; it is struck out before anything is kept or shown",
  ],
  [
    "{source}: 다시 시작하기 전에 저장한 것을 쓸 수 없음: {why}",
    "{source}: what was kept before the restart cannot be used: {why}",
  ],
  [
    "주식 API가 {span} 동안 요청을 멈춰 달라고 함; {time}까지 아무것도 보내지 않음",
    "the stock API asks to be left alone for {span}; nothing is sent until {time}",
  ],
  [
    "주식 API가 {span} 넘게 요청을 멈춰 달라고 함 (그만큼만 지킴); {time}까지 아무것도 보내지 않음",
    "the stock API asks to be left alone for {span} (the longest that is kept, whatever it asked for); nothing is sent until {time}",
  ],
  [
    "주식 API가 멈춰 달라고 한 시간이 끝나 다시 조회함",
    "the silence that the stock API asked for is over; polling goes on",
  ],
  [
    "멈춰 달라고 한 시간보다 {span} 먼저 주식 API가 응답해 다시 조회함",
    "the stock API answers {span} before the end of its silence; polling goes on",
  ],
  [
    "{count}번 연속으로 응답이 없음; 이제 성공할 때까지 주기마다 한 번만 물어봄",
    "nothing came back for {count} cycles in a row; from now on one probe a tick until one succeeds",
  ],
  ["주식 API가 다시 응답함; 모두 조회함", "the stock API answers again; polling everything"],
  [
    "시계가 {span} 뒤로 갔음; 새 시각에 맞춰 조회를 이어 감",
    "the clock went back by {span}; polling goes on from the new time",
  ],
  [
    "시계가 {span} 앞으로 갔음 (시계를 맞췄거나 기기가 절전 상태였음); 새 시각에 맞춰 조회를 이어 감",
    "the clock went forward by {span} (it was set, or the machine slept); polling goes on from the new time",
  ],
  [
    "이 기기의 시계가 있을 수 없는 시각({time})임; 맞출 때까지 조회를 기다림",
    "the clock of this machine says {time}, which cannot be; polling waits until it is set",
  ],
  ["{path}: 다시 읽었음", "{path} was read again"],
  [
    "{source}: 답을 다시 시작할 때 쓸 수 있게 저장하지 못함: {why}",
    "{source}: the answer could not be kept for a restart: {why}",
  ],
  ["조회를 기록에 남기지 않음: {why}", "polls are not kept in the history: {why}"],
  ["{source}: 이 조회는 기록에 없음: {why}", "{source}: this poll is missing in the history: {why}"],
  [
    "하트비트를 보내지 못함: {why}; 다시 보내지면 알림",
    "the heartbeat could not be sent: {why}; its next success will be said",
  ],
  ["하트비트를 {count}번 실패한 뒤 다시 보냄", "the heartbeat is sent again after {count} failed calls"],
  ["하트비트를 1번 실패한 뒤 다시 보냄", "the heartbeat is sent again after 1 failed call"],
  // Of the market.
  ["{exchange}: 실시간 연결됨", "{exchange}: the stream is up"],
  [
    "{exchange}: 실시간 연결이 {span} 만에 돌아옴; 빠진 것을 받는 중",
    "{exchange}: the stream is up again after {span}; what was missed is being fetched",
  ],
  ["{exchange}: {why}; 그동안 봉을 하나씩 조회함", "{exchange}: {why}; bars are asked for meanwhile"],
  [
    "{exchange}: 실시간 연결이 {span} 동안 아무것도 보내지 않음; 그동안 봉을 하나씩 조회함",
    "{exchange}: the stream answers but has sent nothing for {span}; bars are asked for meanwhile",
  ],
  ["{exchange}: 실시간 연결이 다시 보냄", "{exchange}: the stream sends again"],
  [
    "{series}: {from}부터 {to}까지 받지 못함 ({why}); 다시 받음",
    "{series}: {from} to {to} could not be had ({why}); it will be fetched again",
  ],
  [
    "{series}: {from}부터 {to}까지 모두 있음, 새 봉 {count}개",
    "{series}: complete from {from} to {to}, {count} new bars",
  ],
  [
    "{series}: {from}부터 {to}까지 모두 있음, 새 봉 1개",
    "{series}: complete from {from} to {to}, 1 new bar",
  ],
  [
    "{series}: {from}부터 {to}까지 다 받지 못함 ({why}), 새 봉 {count}개",
    "{series}: {from} to {to} is not complete ({why}), {count} new bars",
  ],
  [
    "{series}: {from}부터 {to}까지 다 받지 못함 ({why}), 새 봉 1개",
    "{series}: {from} to {to} is not complete ({why}), 1 new bar",
  ],
  [
    "이 기기의 시계가 {exchange}보다 {span} 느림; 맞추세요",
    "this machine's clock is {span} behind {exchange}; set it",
  ],
  [
    "이 기기의 시계가 {exchange}보다 {span} 빠름; 맞추세요",
    "this machine's clock is {span} ahead of {exchange}; set it",
  ],
  [
    "이 기기의 시계와 {exchange}의 시계가 다시 맞음",
    "the clocks of this machine and {exchange} agree again",
  ],
  ["시장 데이터를 쓰지 않음: {why}", "market data is off: {why}"],
  ["{series}: {seconds}초 안에 응답이 없음.", "{series}: no answer within {seconds} s."],
  ["{series}: 봉이 {span} 늦음.", "{series}: a bar is overdue by {span}."],
  ["{seconds}초 안에 응답이 없음", "no answer within {seconds} s"],
  ["서버가 연결을 닫음 ({code})", "the server closed the connection ({code})"],
  [
    "{title}: {span} 동안 실시간 수신이 끊김 ({why}); 그동안 봉을 하나씩 조회함.",
    "{title}: no stream for {span} ({why}); bars are asked for meanwhile.",
  ],
  ["아직 연결되지 않음", "it has not come up yet"],
  [
    "{name}: … 비슷한 줄이 {seconds}초 안에 {count}개 더 있음",
    "{name}: … and {count} more like the last ones within {seconds} s",
  ],
  // Of strategies.
  ["{id}: 시작을 기다림", "{id} waits for its start"],
  ["{id}: 시작을 기다림; 기다리는 전략 {count}개", "{id} waits for its start; {count} are waiting"],
  ["{id} ({kind}): 실행 중; 봉은 {time}부터", "{id} ({kind}) is at work; its bars begin at {time}"],
  ["{id}: 멈춤; 포지션은 그대로 열려 있음", "{id} is stopped; its position stays open"],
  [
    "{id}: {why}; {span} 뒤 다시 시작함",
    "{id}: {why}; it is started again in {span}",
  ],
  [
    "{id}: 세워 둠: {why}. 다시 시작하려면: {command}",
    "{id} is parked: {why}. Start it again with: {command}",
  ],
  [
    "{id}: {from}부터 {to}까지의 봉 없이 이어 감: 오지 않았음",
    "{id} goes on without the bars from {from} to {to}: they did not come",
  ],
  // Of signals.
  ["규칙 {count}개를 씀: {path}", "{count} rules are in force, from {path}"],
  ["{signal} (규칙 {rule}): 신호 {label} 나옴", "{signal} (rule {rule}) has fired as {label}"],
  [
    "{signal} (규칙 {rule}): 이미 나갔음; 판단을 묻지 않음",
    "{signal} (rule {rule}) is out already; no judge was asked",
  ],
  [
    "{signal} (규칙 {rule}): 나감; 판단을 묻지 않음",
    "{signal} (rule {rule}) goes out; no judge was asked",
  ],
  [
    "{signal} (규칙 {rule}): 나감; 판단: {verdict}",
    "{signal} (rule {rule}) goes out; {verdict}",
  ],
  ["{signal} (규칙 {rule}): 보내지 않음; {verdict}", "{signal} (rule {rule}) is not sent; {verdict}"],
  [
    "{signal} (규칙 {rule}): 제때 보내지 못함: {why}",
    "{signal} (rule {rule}) was not sent in its time: {why}",
  ],
  ["규칙 {rule} 실패: {why}", "The rule {rule} failed: {why}"],
  ["{names}: 장애를 알림", "The outage of {names} is told of"],
  ["{names}: 장애를 새로 알림", "The outage of {names} is told of anew"],
  ["{names}: 장애가 끝났음을 알림", "The outage of {names} is over and told of"],
  ["{channel}: 메시지가 다시 나감", "{channel}: messages go out again"],
  // Of the demo.
  ["장애를 넣음: {rest}", "fault injected: {rest}"],
  [
    "--speed {speed} 위에서는 캔들과 전략을 뺌",
    "candles and strategies are left out above --speed {speed}",
  ],
  ["모의 거래소가 멈춤: 응답도 실시간 연결도 없음", "the simulated exchange is out: no answer, no stream"],
  ["모의 거래소가 돌아옴", "the simulated exchange is back"],
  [
    "데모 - 모의 가격, 모의 시계; 아무 데도 보내지 않음",
    "DEMO - simulated prices, simulated clock; nothing is sent anywhere",
  ],
  [
    "signal-v2 {version} (demo) {rest}; 여기서 여세요: {url} (상태: {health})",
    "signal-v2 {version} (demo) {rest}; open {url} (health at {health})",
  ],
  ["신호 {signal} 보냄 (데모)", "signal {signal} sent (demo)"],
  [
    "신호 {signal} 보내지 않음: 지난 24시간에 이미 나갔음",
    "signal {signal} suppressed: it went out in the last 24 h",
  ],
  [
    "포트폴리오가 503으로 한 번 응답함; 다시 물으면 받음.",
    "The portfolio answers 503 once; a retry gets it.",
  ],
  [
    "포트폴리오가 429로 한 번 응답하고 2초 동안 멈춰 달라고 함.",
    "The portfolio answers 429 once and asks for 2 s of silence.",
  ],
  [
    "포트폴리오의 답이 모두 중간에 끊겨 오래된 데이터만 보여 줄 수 있음.",
    "Every portfolio answer is cut in the middle, so only stale data can be served.",
  ],
  [
    "뉴스 주소가 HTML 로그인 페이지를 200으로 응답함.",
    "The news endpoint answers 200 with an HTML login page.",
  ],
  ["모든 답이 3초 걸림, 느리지만 맞는 답.", "Every answer takes 3 s, which is slow but good."],
  [
    "서버가 5분 동안 멈춤: 모든 연결이 답 없이 닫힘.",
    "The server is out for five minutes: every connection is closed without an answer.",
  ],
  [
    "스크리너가 결과 자리에 오류 객체를 200으로 응답함.",
    "The screener answers 200 with an error object where the results should be.",
  ],
  [
    "뉴스 주소가 응답하는 데 모의 시각으로 30초 걸림.",
    "The news endpoint takes 30 s of simulated time to answer.",
  ],
  [
    "주소 셋이 모두 2분 동안 502로 응답함.",
    "All three endpoints answer 502 for two minutes.",
  ],
  [
    "포트폴리오가 제때 응답하지만 데이터가 40분 전 것임.",
    "The portfolio answers in time, but its data is 40 min old.",
  ],
]);
