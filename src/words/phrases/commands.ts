import { definePhrases } from "../../core/lang.ts";

/** Refusals of the commands that terminal, pages, chat and HTTP share. */
export const COMMAND_PHRASES = definePhrases([
  [
    "{name} 은(는) 어느 종목인가요? 이름 전체나 코드로 적어 주세요: {list}",
    "Which one is {name}? Write the whole name or the code: {list}",
  ],
  [
    "{name} 은(는) 모르는 이름입니다. 코드로 적어 주세요(005930, BTC/KRW)",
    "Nobody here knows {name}. Write a code like 005930 or BTC/KRW",
  ],
  [
    "{name} 은(는) 모르는 이름입니다. 코드로 적어 주세요(005930, BTC/KRW). 아는 이름: {list}",
    "Nobody here knows {name}. Write a code like 005930 or BTC/KRW, or a name that is known: {list}",
  ],
  ["{command}을(를) 할 수 없음: {fault}", "Cannot do {command}: {fault}"],
  ["작업 {id}이(가) 없음", "There is no job {id}"],
  [
    "{name}이(가) 이미 작업 {id}(으)로 {state} 상태임: 끝나기를 기다리거나 취소하세요",
    "{name} is {state} already, as job {id}: wait for its end, or cancel it",
  ],
  [
    "키 {key}은(는) 다른 요청(작업 {id})에 썼음: 새 키를 쓰세요",
    "The key {key} was used for another request, which is job {id}: use a new key",
  ],
  ["작업 {id}은(는) 끝났음: 취소한 것이 없습니다", "Job {id} is over: nothing was cancelled"],
  [
    "실행 중인 서비스가 필요합니다: HTTP로 물어보세요",
    "This needs the running service: ask it over HTTP",
  ],
  [
    "신호는 실행 중인 서비스가 살핍니다: HTTP로 물어보세요",
    "Signals are watched by the running service: ask it over HTTP",
  ],
  [
    "작업을 쓸 수 없음: 이유는 로그에 있습니다 (jobs_off)",
    "Jobs cannot be used: the log says why (jobs_off)",
  ],
  [
    "시장이 정해지지 않았습니다. SIGNAL_V2_MARKETS에 적고(예: upbit:BTC/KRW) 다시 시작하세요",
    "No market is set. Name some in SIGNAL_V2_MARKETS, for example upbit:BTC/KRW, and start again",
  ],
  ["저장된 백테스트를 읽을 수 없음", "Saved backtests cannot be read here"],
  [
    "{day}에 {source}을(를) 조회한 기록이 없음; `{command}`(으)로 있는 것을 볼 수 있습니다",
    "There are no polls of {source} on {day}; `{command}` shows what there is",
  ],
  [
    "{day} {time}까지 조회한 기록이 없음; 첫 조회는 {first}입니다",
    "There is no poll up to {time} on {day}; the first was at {first}",
  ],
  [
    "--day는 2026-11-20 같은 한국의 날이어야 함, 받은 것: {text}",
    "--day must be a day in Korea like 2026-11-20, received {text}",
  ],
  [
    "--at은 10:30 같은 한국 시각이어야 함, 받은 것: {text}",
    "--at must be a time of day in Korea like 10:30, received {text}",
  ],
  [
    "저장된 백테스트 {id}이(가) 없음; `{command}`(으)로 있는 것을 볼 수 있습니다",
    "There is no saved backtest {id}; `{command}` shows what there is",
  ],
  [
    "전략 {id}이(가) 이미 있음: --id로 다른 이름을 고르세요",
    "There is a strategy {id} already: choose another name with --id",
  ],
  [
    "전략 {id}이(가) 이미 있음: 다른 id를 고르세요",
    "There is a strategy {id} already: choose another id",
  ],
  [
    "파일 {path}이(가) 없음; 이렇게 시작하세요: {command}",
    "There is no file {path}; begin one with: {command}",
  ],
  [
    "전략 {id}이(가) 없음; 아직 하나도 없습니다. 더하려면 {command}",
    "There is no strategy {id}; there is none yet; add one, see {command}",
  ],
  [
    "전략 {id}이(가) 없음; {ids}, 그리고 my_idea.ts 같은 파일이 있습니다",
    "There is no strategy {id}; there are {ids}, and files like my_idea.ts",
  ],
  ["전략 {id}이(가) 없음; {ids}이(가) 있습니다", "There is no strategy {id}; there are {ids}"],
  ["전략 {id}이(가) 없음; {near}인가요?", "There is no strategy {id}; did you mean {near}?"],
  [
    "바꿀 것이 없음: --params, --money 또는 --on-stop을 주세요",
    "There is nothing to change: give --params, --money or --on-stop",
  ],
  [
    "그사이 {id}을(를) 지우고 다시 더해서 아무것도 바꾸지 않음: 살펴보고 ({command}) 바꿀 것을 다시 말하세요",
    "{id} was removed and added again meanwhile, and nothing was changed: look at it ({command}) and say again what is to be changed",
  ],
  [
    "{id}은(는) 실행 중임: 먼저 멈추거나 ({command}) --force를 쓰세요",
    "{id} is active: stop it first ({command}), or use --force",
  ],
  [
    "{id}에 포지션이 있음: 먼저 정리하거나 ({start} 다음 {stop}) --force를 쓰세요",
    "{id} holds a position: close it first ({start}, then {stop}), or use --force",
  ],
  ["이 매개변수는 {kind}에 맞지 않음:", "These parameters do not fit {kind}:"],
  ["이 자금을 쓸 수 없음: {words}", "Cannot use this money: {words}"],
  [
    "규칙 {id}이(가) 없음; {near}인가요?",
    "There is no rule {id}; did you mean {near}?",
  ],
  [
    "신호 {id}이(가) 없음; S-1120-03 같은 번호를 적으세요",
    "There is no signal {id}; write its label, like S-1120-03",
  ],
  [
    "신호 {id}은(는) 다시 해 볼 수 없음: {kind} 종류의 규칙이 보는 것은 저장되지 않습니다",
    "Signal {id} cannot be tried again: what a rule of the kind {kind} looks at is not stored",
  ],
  [
    "멈춘 지 24시간이 넘었음: 컴퓨터에서 푸세요",
    "The halt is more than 24 h old: lift it at the computer",
  ],
  [
    "다른 사람이 매수 신호를 멈췄음: 그 사람이 풀거나 컴퓨터에서 푸세요",
    "Somebody else halted signals to buy: that person lifts it, or you do at the computer",
  ],
  [
    "실제 주문을 내는 동안에는 모의하지 않음: 먼저 주문을 끄세요",
    "Nothing is simulated while real orders are given: switch them off first",
  ],
  [
    "{text}을(를) 읽을 수 없음: today나 30m, 2h, 3d처럼 30d까지의 시간을 적으세요",
    "Cannot read {text}: write today, or a time up to 30d like 30m, 2h or 3d",
  ],
  [
    "{text}은(는) 종목이 아님: 005930 같은 주식이나 BTC/KRW 같은 코인을 적으세요",
    "{text} is no ticker: write a share like 005930, a coin like BTC/KRW",
  ],
  [
    "{label}은(는) 손실을 막는 매도가 아니어서 다시 알리지 않음",
    "{label} is no sell that protects, so it is not told again",
  ],
  [
    "{label}은(는) {time}에 한 번 더 알렸고 세 번은 알리지 않음",
    "{label} was told once more at {time}, and is not told a third time",
  ],
  ["알림 {id}이(가) 없음", "There is no alarm {id}"],
  [
    "{text}은(는) 국내 주식의 종목코드가 아님: 005930, 0009K0처럼 여섯 자리로 적으세요",
    "{text} is not the code of a Korean stock: it has six places, like 005930 or 0009K0",
  ],
  [
    "관심 종목은 {count}개까지: 먼저 몇 개를 지우세요",
    "{count} stocks are the most that are watched: remove some first",
  ],
  ["{code}은(는) 관심 종목이 아님", "{code} is not on the watchlist"],
  ["관심 종목이 여기에는 없음", "There is no watchlist here"],
  ["알림은 {count}개까지: 먼저 몇 개를 지우세요", "{count} alarms are the most: remove some first"],
  ["신호 {id}이(가) 없음. 있는 것: `{command}`", "There is no signal {id}; `{command}` shows what there is"],
  [
    "{ticker}의 가격을 지금은 모름: above(위)인지 below(아래)인지 말하세요",
    "The price of {ticker} is not known at the moment: say above or below",
  ],
  [
    "{series}의 캔들이 없음; `{command}`(으)로 있는 것을 볼 수 있습니다",
    "There are no candles of {series}; `{command}` shows what there is",
  ],
  [
    "{series}의 캔들이 없음; {others}의 것이 있습니다: {command}",
    "There are no candles of {series}; there are of {others}: {command}",
  ],
  [
    "{series}의 캔들이 없음; {others}의 것이 있습니다",
    "There are no candles of {series}; there are of {others}",
  ],
  [
    "간격 {text}을(를) 읽을 수 없음: {intervals} 가운데 하나여야 합니다",
    "Cannot read the interval {text}: it must be one of {intervals}",
  ],
  [
    "{name}을(를) 읽을 수 없음: 2026-11-14, 2026-11-14T09:00(한국) 또는 2026-11-14T00:00:00Z 같은 시각이어야 합니다",
    "Cannot read {name}: it must be a time like 2026-11-14, 2026-11-14T09:00 (Korea) or 2026-11-14T00:00:00Z",
  ],
  ["--from이 미래임", "--from lies in the future"],
  ["--before가 미래임", "--before lies in the future"],
  ["--from은 --to보다 앞이어야 함", "--from must lie before --to"],
  ['거래소 "{id}"이(가) 없음: {near}인가요?', 'There is no exchange "{id}": did you mean {near}?'],
  [
    "{base}은(는) 주식 코드이고 {exchange}은(는) 코인을 거래함: 주식의 캔들은 파일에서만 옵니다",
    "{base} is the code of a stock, and {exchange} trades coins: candles of stocks come from files alone",
  ],
  [
    "{market}은(는) 파일에서 왔고 저절로 늘지 않습니다: 그 위의 전략은 새 봉을 받지 못하니 백테스트로 해 보세요",
    "{market} came from a file and does not grow by itself: a strategy on it gets no new bar; try it with a backtest instead",
  ],
  [
    "여기서 보이는 설정으로는 {market}의 캔들을 수집하지 않습니다: SIGNAL_V2_MARKETS에 {again}을(를) 더하고 서비스를 다시 시작하세요. 아니면 끝없이 기다립니다",
    "by the settings seen here, the candles of {market} are not collected: add {again} to SIGNAL_V2_MARKETS and start the service again, or it waits for ever",
  ],
  [
    '거래소 "{id}"이(가) 없음: {rest}',
    'There is no exchange "{id}": {rest}',
  ],
  [
    "{names} 가운데 하나여야 함",
    "it must be {names}",
  ],
  [
    "{names}을(를) 압니다",
    "{names} are known",
  ],
  [
    "가격을, 또는 종류와 그 매개변수를 주세요",
    "Give a price, or a kind with its params",
  ],
  [
    "바로 이 순간에 다른 알림이 걸렸음; 다시 해 보세요",
    "Another alarm was set at this very moment; try again",
  ],
  [
    "`cursor`는 앞선 답의 `next_cursor`여야 함",
    "`cursor` must be `next_cursor` of an answer before",
  ],
  [
    "설정이 빠져 있어 아무것도 조회하지 않음; 무엇인지는 /health에 있습니다.",
    "Settings are missing, so nothing is polled; /health says which.",
  ],
  [
    "이미 조회하는 중입니다.",
    "A poll is running already.",
  ],
  [
    "규칙 {id}이(가) 없음",
    "There is no rule {id}",
  ],
  [
    "{command}을(를) 할 수 없음: {name}에 NUL 글자가 있으면 안 됨",
    "Cannot do {command}: {name}: must not hold a NUL letter",
  ],
  [
    "종목이나 신호 가운데 하나만 주세요",
    "Give a ticker or a signal, and not both",
  ],
  [
    "바꿀 것이 없음: params, money 또는 on_stop을 주세요",
    "There is nothing to change: give params, money or on_stop",
  ],
  [
    "그사이 {id}을(를) 지우고 다시 더해서 아무것도 바꾸지 않음: 살펴보고 바꿀 것을 다시 말하세요",
    "{id} was removed and added again meanwhile, and nothing was changed: look at it and say again what is to be changed",
  ],
  [
    "{id}은(는) 실행 중임: 먼저 멈추거나 force: true로 지우세요",
    "{id} is active: stop it first, or remove it with force: true",
  ],
  [
    "전략 {id}이(가) 없음; 아직 하나도 없으니 더하세요",
    "There is no strategy {id}; there is none yet; add one",
  ],
  [
    "{id}에 포지션이 있음: 먼저 정리하거나 (시작한 다음 position: close로 멈춤) force: true로 지우세요",
    "{id} holds a position: close it first (start it, then stop it with position: close), or remove it with force: true",
  ],
  [
    "`{name}`은(는) {words} 가운데 하나여야 합니다.",
    "`{name}` must be one of {words}.",
  ],
  [
    "`day`는 2026-11-20 같은 날짜여야 합니다.",
    "`day` must be a date like 2026-11-20.",
  ],
  [
    "`limit`은 1부터 {count}까지의 숫자여야 합니다.",
    "`limit` must be a number from 1 to {count}.",
  ],
  [
    "`page` 는 1부터 {count}까지의 수여야 합니다.",
    "`page` must be a number from 1 to {count}.",
  ],
  [
    "{path} 파일이 없어졌음",
    "{path} is gone",
  ],
  [
    "내장 규칙을 그대로 씁니다",
    "The built-in rules stay in use",
  ],
  [
    "전에 읽은 규칙을 그대로 씁니다",
    "The rules read before stay in use",
  ],
  [
    '비어 있음; {"rules": []}가 규칙 없는 파일입니다',
    'it is empty; {"rules": []} is a file without rules',
  ],
  [
    "{text}을(를) 읽을 수 없음: 30m이나 2h처럼 24h까지의 시간을 적으세요",
    "Cannot read {text}: write a time up to 24h like 30m or 2h",
  ],
]);
