import { defineTexts } from "../../../core/lang.ts";

/** What is to be solved, what to do about it, and what the kinds of errors are called. */
export const PROBLEM_TEXTS = defineTexts({
  problems: ["해결할 문제", "Problems to solve"],
  notes: ["달력 참고 사항 {count}건", "Calendar notes ({count})"],
  problem_settings: [
    ".env에 {names} 값을 넣으세요. 그 전까지는 아무것도 조회하지 않습니다. (`{command}`로 확인할 수 있습니다.)",
    "Set {names} in .env; until then nothing is polled (`{command}` checks them).",
  ],
  problem_clock: [
    "이 기기의 시계가 {time}(으)로 맞지 않습니다. 시계를 맞추면 조회를 시작합니다.",
    "The clock of this machine says {time}; set it, then polling begins.",
  ],
  problem_clock_back: [
    "이 기기의 시계가 {time}에 {span} 뒤로 갔습니다. 새 시각에 맞춰 조회를 이어 갑니다. 시간 동기화를 확인하세요.",
    "The clock of this machine went back by {span} at {time}; polling goes on by the new time. Check its time synchronisation.",
  ],
  problem_clock_forward: [
    "이 기기의 시계가 {time}에 {span} 앞으로 갔거나 기기가 절전 상태였습니다. 새 시각에 맞춰 조회를 이어 갑니다.",
    "The clock of this machine went forward by {span} at {time}, or the machine slept; polling goes on by the new time.",
  ],
  problem_skew_open: [
    "이 기기의 시계가 {host}의 시계보다 {span} {way}. 둘 중 틀린 시계를 맞추세요.",
    "The clock of this machine is {span} {way} that of {host}; set the one that is wrong.",
  ],
  problem_skew_ours: [
    "이 기기의 시계가 {host}의 시계보다 {span} {way}. 틀린 것은 이 기기의 시계이니 맞추세요.",
    "The clock of this machine is {span} {way} that of {host}, and it is the one that is wrong; set it.",
  ],
  problem_skew_theirs: [
    "이 기기의 시계가 {host}의 시계보다 {span} {way}. 이 기기의 시계는 거래소와 맞으니 {host}의 시계를 맞추세요.",
    "The clock of this machine is {span} {way} that of {host}, and agrees with an exchange; set that of {host}.",
  ],
  skew_way_ahead: ["빠릅니다", "ahead of"],
  skew_way_behind: ["느립니다", "behind"],
  skew_home_server: ["주식 API 서버", "the stock API's machine"],
  problem_clock_behind: [
    "이 기기의 시계({now})가 데이터베이스의 최근 기록({time})보다 늦습니다. 지금 보내면 나중에 다시 보내게 되므로 신호를 보내지 않습니다. 시계를 맞추거나, 시계가 맞다면 실행하세요: {command}",
    "The clock of this machine says {now}, and the database has rows of {time}. What is sent now would be sent again later, so nothing is claimed. Set the clock; if it is right: {command}",
  ],
  problem_signal_future: [
    "보낸 시각이 미래인 신호가 {count}개 있습니다(최근: {signal}, {time}). 시계가 앞서 있었던 때의 기록이라 그때까지 다시 보내지 않습니다. 지우려면: {command}",
    "{count} of the remembered signals were sent in the future (latest: {signal}, {time}), by a clock that was ahead; they are not sent again before that. To forget it: {command}",
  ],
  problem_unavailable: [
    "{source}: 데이터가 한계({limit})보다 오래되었습니다. {age}",
    "{source}: the data is older than the limit of {limit}. {age}",
  ],
  problem_storage: ["데이터베이스에 문제가 있습니다. {reason}", "The database has a problem. {reason}"],
  problem_storage_waits: [
    "다른 프로그램이 데이터베이스를 잠그고 있습니다. 쓰기는 기다리며 없어지지 않습니다.",
    "Another program has locked the database; writes wait and are not lost.",
  ],
  problem_storage_fails: [
    "데이터베이스에 쓰지 못했습니다. 쓸 수 있을 때까지 신호를 보내지 않습니다. 이유는 로그에 있습니다.",
    "The last write to the database failed; no signal is claimed until one succeeds. The log says why.",
  ],
  problem_certificate_ends: [
    "{host}: 인증서가 {days}일 뒤({time})에 끝납니다. 그때까지 새 인증서가 없으면 연결되지 않습니다. 내 서버라면 자동 갱신이 멈췄는지 보세요.",
    "{host}: the certificate ends in {days} days ({time}); without a new one nothing can be asked there then. If it is your own server, see whether its renewal has stopped.",
  ],
  problem_certificate_over: [
    "{host}: 인증서가 {time}에 끝났습니다. 새 인증서가 있어야 다시 연결됩니다.",
    "{host}: the certificate ended at {time}; with a new one it can be asked again.",
  ],
  problem_backup_no_room: [
    "{place} 백업을 만들지 못했습니다. 디스크에 자리가 모자랍니다. 자리를 비우면 30분 안에 다시 만듭니다.",
    "The backup {place} could not be made: the disk has too little room. Free some; it is tried again within half an hour.",
  ],
  problem_backup_no_place: [
    "{place} 백업을 만들지 못했습니다. 폴더가 없습니다. 디스크가 꽂혀 있는지 확인하세요. 30분마다 다시 만들어 봅니다.",
    "The backup {place} could not be made: its directory is not there. Is the disk plugged in? It is tried again every half hour.",
  ],
  problem_backup_failed: [
    "{place} 백업을 만들지 못했습니다. 이유는 로그(backup_failed)에 있습니다. 30분마다 다시 만들어 봅니다.",
    "The backup {place} could not be made; the log says why (backup_failed). It is tried again every half hour.",
  ],
  problem_backup_old: [
    "{place} 백업이 {span} 동안 없습니다. 지금 디스크가 고장 나면 그만큼을 잃습니다. 직접 만들려면: {command}",
    "There has been no backup {place} for {span}; with the disk, so much would be lost. To make one by hand: {command}",
  ],
  backup_place_own: ["데이터 폴더의", "in the data directory"],
  backup_place_second: ["두 번째 폴더의", "in the second directory"],
  problem_calendar: ["달력 파일에 문제가 있습니다. {reason}", "The calendar file has a problem. {reason}"],
  problem_calendar_expired: [
    "거래일 달력의 기간이 끝났습니다. 그 뒤로는 법정 공휴일 규칙만 압니다. KRX의 휴장일 목록을 받아 실행하세요: {command}",
    "The market calendar has ended, and only statutory rules are known. Take over the list of closed days that KRX publishes: {command}",
  ],
  problem_calendar_empty: [
    "거래일 달력이 비어 있어 주말만 쉽니다. KRX의 휴장일 목록을 받아 실행하세요: {command}",
    "The market calendar is empty, so only weekends are closed. Take over the list of closed days that KRX publishes: {command}",
  ],
  problem_calendar_ends: [
    "거래일 달력이 {to}에 끝납니다({days}일 남음). KRX가 12월 중순에 올리는 새해 휴장일 목록을 받아 실행하세요: {command}",
    "The market calendar ends on {to}, in {days} days. Take over the list of closed days that KRX publishes in mid December: {command}",
  ],
  problem_calendar_note: ["달력: {reason}", "Calendar: {reason}"],
  problem_market_off: ["캔들을 수집하지 않습니다. {reason}", "No candles are collected. {reason}"],
  problem_helper: [
    "{title}: 조회를 맡은 도우미 프로세스가 거듭 끝나 실행되지 않습니다. 10분마다 다시 시도합니다. 이유는 로그(helper_ended)에 있습니다.",
    "{title}: the helper process that asks it ended too often and does not run. It is tried again every 10 minutes; the log says why (helper_ended).",
  ],
  problem_stream: [
    "{title}: {span} 동안 실시간 수신이 끊겼습니다 ({reason}). 그동안 봉을 하나씩 조회합니다.",
    "{title}: no stream for {span} ({reason}); bars are asked for meanwhile.",
  ],
  problem_series: ["{series}: 봉이 제때 들어오지 않습니다 ({reason}).", "{series}: {reason}."],
  problem_holes: [
    "{series}: 최근 7일에 받지 못한 봉이 {count}개 있습니다. 거래소가 응답하면 저절로 채웁니다. 데이터 화면에 이유가 있습니다.",
    "{series}: {count} bars of the last week are missing; they are fetched when the exchange answers. /data says why.",
  ],
  problem_loop: [
    "조회 루프가 멈췄습니다. 프로그램을 다시 시작하고 로그를 살펴보세요.",
    "The poll loop hangs; restart the program and look at its log.",
  ],
  problem_data_old: [
    "{source}: 주식 API는 응답하지만 데이터가 {time} 것입니다. 홈서버의 데이터 수집을 확인하세요.",
    "{source}: the stock API answers, but its data is of {time}; look at what feeds it on the home server.",
  ],
  problem_data_future: [
    "{source}: 데이터 시각이 {time}으로 아직 오지 않은 시각입니다. 두 기기의 시계를 비교하세요.",
    "{source}: the data claims to be of {time}, which is still to come; compare the clocks of both machines.",
  ],
  problem_breaker: [
    "주식 API가 여러 번 연속으로 실패했습니다. 응답할 때까지 주기마다 한 번만 확인합니다.",
    "The stock API has failed for several cycles in a row; it is probed once a tick until it answers.",
  ],
  problem_silent: [
    "주식 API가 {asked} KST에 요청을 멈춰 달라고 해서 {until} KST까지 쉽니다. {span} 뒤 저절로 다시 조회합니다. '지금 조회'를 누르면 그 전에도 물어봅니다.",
    "The stock API asked at {asked} to be left alone: nothing is sent for another {span}, until {until}, then polling goes on by itself. A poll by hand asks all the same.",
  ],
  problem_source: ["{source}: {error} ({time}). {age} {todo}", "{source}: {error} ({time}). {age} {todo}"],
  problem_age: ["지금 보이는 데이터는 {time}에 받은 것입니다.", "The data shown was fetched at {time}."],
  problem_no_data: ["보여 줄 데이터가 없습니다.", "There is no data to show."],
  todo_auth: [
    ".env의 WEBAI_API_KEY가 서버의 키와 같은지 확인하세요.",
    "Check that WEBAI_API_KEY in .env equals the key of the server.",
  ],
  todo_reach: [
    "집 서버가 켜져 있는지, STOCK_API_URL과 네트워크가 맞는지 확인하세요.",
    "Check that the home server is on and that STOCK_API_URL and the network are right.",
  ],
  todo_server: ["주식 API 서버의 로그를 확인하세요.", "Look at the log of the stock API server."],
  todo_shape: [
    "주식 API가 지금 무엇을 보내는지 확인하세요. 새 모양이 맞으면 대시보드에서 받아들일 수 있습니다.",
    "Look at what the stock API sends now; if that is right, accept it on the dashboard.",
  ],
  todo_wait: ["저절로 다시 시도합니다.", "It is tried again by itself."],

  error_network: ["서버에 연결할 수 없음", "the server cannot be reached"],
  error_timeout: ["응답 시간 초과", "no answer in time"],
  error_tls: ["보안 연결(TLS) 실패", "the secure connection failed"],
  error_redirect_refused: ["다른 주소로의 이동을 거부함", "a redirect was refused"],
  error_auth: ["키가 거부됨", "the key is refused"],
  error_http_3xx: ["데이터 대신 3xx 응답", "a 3xx answer instead of data"],
  error_http_4xx: ["서버가 요청을 거부함 (4xx)", "the server refuses the request (4xx)"],
  error_http_5xx: ["서버 오류 (5xx)", "the server has an error (5xx)"],
  error_rate_limited: ["요청이 너무 많다고 함", "the server says: too many requests"],
  error_body_truncated: ["응답이 중간에 끊김", "the answer was cut off"],
  error_body_too_large: ["응답이 너무 큼", "the answer is too large"],
  error_bad_json: ["응답이 JSON이 아님", "the answer is not JSON"],
  error_bad_shape: ["응답의 모양이 다름", "the answer has another shape"],
  error_bad_encoding: ["응답의 문자 인코딩 오류", "the answer has a wrong encoding"],
  error_permission: ["이 프로그램에 권한이 없음", "this program lacks the permission"],
  error_shape_changed: ["응답에서 알던 목록을 찾을 수 없음", "the list that was known is not in the answer"],
  error_held_back: ["보내지 않고 미룸", "not sent"],
  error_helper: [
    "이 프로그램의 도우미 프로세스가 실행되지 않음 (이유는 로그에 있음)",
    "a helper process of this program does not run; the log says why",
  ],
  source_portfolio: ["포트폴리오", "Portfolio"],
  source_news_sentiment: ["뉴스 감성", "News sentiment"],
  source_screener_preview: ["스크리너 순위", "Screener ranking"],
  age_unknown: ["나이를 알 수 없음", "age not known"],
  channel_telegram: ["텔레그램", "Telegram"],
  channel_webhook: ["웹훅", "Webhook"],
  problem_channel_down: [
    "{channel}에 연결되지 않아 알림이 가지 못하고 있습니다. 저절로 다시 시도합니다. 확인: {command}",
    "{channel} cannot be reached, so messages do not go out. It is tried again by itself; look with {command}",
  ],
  problem_channel_blocked: [
    "{channel}이(가) 알림을 받지 않습니다: 봇을 차단했거나 키가 틀립니다. 봇에서 시작을 누르고 확인하세요: {command}",
    "{channel} refuses our messages: the bot is blocked or its key is wrong. Press Start in the bot, then try {command}",
  ],
  problem_channel_conflict: [
    "같은 {channel} 봇을 다른 프로그램도 쓰고 있습니다. 알림은 가지만 명령이 그쪽으로 갈 수 있습니다. 한쪽을 끄거나 새 토큰을 쓰세요. 확인: {command}",
    "Another program uses the same {channel} bot. Messages go out, but commands may go there: end one of the two, or use another token. Look with {command}",
  ],
  problem_bot_webhook: [
    "{channel} 봇에 웹훅이 걸려 있어 채팅 명령을 듣지 못합니다. 웹훅을 건 프로그램을 끄거나 BotFather에서 토큰을 새로 받으세요.",
    "A webhook is set for the {channel} bot, so no command is heard: end the program that set it, or get a new token from BotFather",
  ],
  problem_bot_locked_out: [
    "{channel} 이(가) 봇 토큰을 모릅니다. BotFather에서 받은 토큰을 SIGNAL_V2_TELEGRAM_TOKEN 에 적으세요.",
    "{channel} does not know the token of the bot: set SIGNAL_V2_TELEGRAM_TOKEN to the one from BotFather",
  ],
  problem_bot_down: [
    "{channel}에 연결되지 않아 채팅 명령을 듣지 못합니다. 저절로 다시 시도합니다.",
    "{channel} cannot be reached, so no command is heard; it is tried again by itself",
  ],
  problem_sends_unknown: [
    "{channel} 알림 {count}건은 도착했는지 알 수 없습니다. 저절로 확인합니다. 목록: {command}",
    "Nobody can say whether {count} messages of {channel} have arrived. It is looked for by itself; the list: {command}",
  ],
  problem_rules: [
    "규칙 파일을 쓸 수 없어 이전 규칙으로 보고 있습니다. 잘못된 곳: {command}",
    "The file of rules cannot be used, and earlier rules stay in force. What is wrong with it: {command}",
  ],
  problem_buys_halt: [
    "매수 신호를 멈춰 두었습니다 ({since}부터, {by}). 풀 때까지 오지 않습니다. 푸는 것: 멈춘 분의 /resume 또는 {command}",
    "Signals to buy are halted since {since} ({by}), until somebody lifts it: /resume of who did it, or {command}",
  ],
  problem_buys_pause: [
    "매수 신호를 {until} 까지 쉽니다 ({since}부터, {by}). 지금 다시 받으려면 /resume 또는 {command}",
    "Signals to buy rest until {until} (since {since}, {by}); to have them now: /resume or {command}",
  ],
  problem_maintenance: [
    "{until} 까지 점검 중입니다 ({by}). 끊김 알림과 매수 신호를 보내지 않습니다. 조회는 계속하고 손절 매도는 그대로 보냅니다. 끝내려면: {command}",
    "Maintenance until {until} ({by}): no outages and no signals to buy are told. Polling goes on, and sells that protect still go out. To end it: {command}",
  ],
  problem_maintenance_why: [
    "{until} 까지 점검 중입니다 ({why}, {by}). 끊김 알림과 매수 신호를 보내지 않습니다. 조회는 계속하고 손절 매도는 그대로 보냅니다. 끝내려면: {command}",
    "Maintenance until {until} ({why}, {by}): no outages and no signals to buy are told. Polling goes on, and sells that protect still go out. To end it: {command}",
  ],
  held_by_cli: ["명령줄", "command line"],
  held_by_http: ["웹", "web"],
  held_by_telegram: ["텔레그램", "Telegram"],
  held_by_strategy: ["전략", "a strategy"],
  held_by_schedule: ["예약", "a schedule"],
  held_by_operator: ["운영자", "operator"],
  held_by_unknown: ["누구인지 모름", "nobody knows by whom"],
  problem_dead_letters: [
    "처리하지 못한 내부 이벤트 {count}건이 남아 있습니다. 로그에 이유가 있습니다.",
    "{count} events could not be handled and are kept. The log has the reasons.",
  ],
  problem_restarting: [
    "{id} 전략의 프로세스가 끝나서 다시 시작하는 중입니다. 이유는 전략 화면에 있습니다.",
    "The process of the strategy {id} ended and is being started again; /strategies says why.",
  ],
  problem_crash_loop: [
    "{id} 전략이 10분 동안 {count}번 다시 시작되었습니다. 계속되면 포기합니다. 이유는 전략 화면에 있습니다.",
    "The strategy {id} was started again {count} times within ten minutes and is given up if that goes on; /strategies says why.",
  ],
  problem_not_collected: [
    "{id} 전략은 봉을 받지 못합니다. {market}의 캔들을 수집하지 않기 때문입니다. .env의 SIGNAL_V2_MARKETS에 {market}을(를) 더하고 다시 시작하거나, 전략을 멈추세요: {command}",
    "The strategy {id} gets no bars: the candles of {market} are not collected. Add {market} to SIGNAL_V2_MARKETS in .env and start again, or stop it: {command}",
  ],
  problem_file_market: [
    "{id} 전략은 봉을 받지 못합니다. {market}은(는) 파일에서 가져온 캔들이라 저절로 늘어나지 않습니다. 수집하는 시장에 전략을 새로 추가하고, 이 전략은 멈추세요: {command}",
    "The strategy {id} gets no bars: {market} came from a file and does not grow by itself. Add one on a market that is collected, and stop this one: {command}",
  ],
  problem_no_bar: [
    "{id} 전략에 {span}째 새 봉이 없습니다. {market}에 거래가 없거나 봉을 받지 못하고 있습니다. 데이터 화면에서 확인하세요.",
    "The strategy {id} has had no new bar for {span}: nothing is traded on {market}, or its bars do not come; /data says which.",
  ],
  problem_parked: [
    "{id} 전략을 포기했습니다. 다시 시작할 때까지 아무것도 하지 않습니다. 이유는 전략 화면에 있습니다.",
    "The strategy {id} is parked and does nothing until somebody starts it again; /strategies says why.",
  ],
});
