import { definePhrases } from "../../core/lang.ts";

/** Why a backtest does not run, and what there is to know of its data. */
export const BACKTEST_PHRASES = definePhrases([
  ["백테스트를 실행할 수 없음: {why}", "Cannot run the backtest: {why}"],
  ["백테스트를 끝낼 수 없음: {why}", "Cannot finish the backtest: {why}"],
  ["스윕을 실행할 수 없음: {why}", "Cannot run the sweep: {why}"],
  ["데이터를 읽을 수 없음: {why}", "Cannot load the data: {why}"],
  [
    "{strategy}에 이 매개변수를 쓸 수 없음: {fault}",
    "Cannot use these parameters for {strategy}: {fault}",
  ],
  [
    "{time} 봉에서 {strategy}의 조언을 쓸 수 없음: {fault}",
    "Cannot use the advice of {strategy} at the bar of {time}: {fault}",
  ],
  ["전략이 오류를 냄: {words}", "the strategy threw: {words}"],
  ["전략의 프로세스가 끝남: {words}", "the strategy's process ended: {words}"],
  ["전략 {id}이(가) 없음: {hint}", "There is no strategy {id}: {hint}"],
  ["멈춤", "interrupted"],
  [
    "{name}은(는) 0부터의 숫자여야 함, 받은 것: {text}",
    "{name} must be a number from 0, received {text}",
  ],
  [
    "{name}은(는) {from}부터 {to}까지의 숫자여야 함, 받은 것: {text}",
    "{name} must be a number from {from} to {to}, received {text}",
  ],
  [
    "{name}은(는) {from}보다 크고 {to} 이하인 숫자여야 함, 받은 것: {text}",
    "{name} must be a number above {from} to {to}, received {text}",
  ],
  [
    "{name}은(는) {from}보다 큰 숫자여야 함, 받은 것: {text}",
    "{name} must be a number above {from}, received {text}",
  ],
  [
    "{name}은(는) 0.01 같은 0보다 큰 십진수여야 함, 받은 것: {text}",
    "{name} must be a decimal number above 0 like 0.01, received {text}",
  ],
  [
    "{name}은(는) 다음 중 하나여야 함: {kinds}. 받은 것: {text}",
    "{name} must be one of {kinds}, received {text}",
  ],
  [
    "{name}은(는) --help에 있는 꼴의 JSON이어야 함; {words}",
    "{name} must be JSON of the form in --help; {words}",
  ],
  ["{name}은(는) --help에 있는 꼴의 JSON이어야 함", "{name} must be JSON of the form in --help"],
  [
    "--data FILE.csv나 --market upbit:BTC/KRW 가운데 하나를 한 번 이상 주세요",
    "give --data FILE.csv or --market upbit:BTC/KRW, one of the two, once or several times",
  ],
  ["다시 돌려 볼 수 없음: {why}", "Cannot run the replay: {why}"],
  [
    "{name}: 봉 길이가 {interval}이라 {wanted} 봉을 만들 수 없음; --timeframe에 쓸 수 있는 것: {list}",
    "{name}: its candles are {interval} long, of which no {wanted} ones can be made; --timeframe can be {list}",
  ],
  ["데이터가 없음", "there is no data"],
  ["파일에 {series} 봉이 없음", "there are no bars of {series} in the file"],
  ["저장소에 {series} 봉이 없음", "there are no bars of {series} in the store"],
  [
    "저장소에 {series} 캔들이 없고 {other}의 것은 있음: --market {market} --timeframe {interval}",
    "there are no candles of {series} in the store; there are of {other}: --market {market} --timeframe {interval}",
  ],
  [
    "이 구간에 {series} 캔들이 없음; 저장된 것은 {from}부터 {to}까지 (KST)",
    "there are no candles of {series} in this stretch; stored is what lies from {from} to {to} (KST)",
  ],
  [
    "저장소에 {series} 캔들이 없음; 이 시장에 저장된 것: {intervals}; --timeframe {interval}을(를) 더하세요",
    "there are no candles of {series} in the store; stored of this market: {intervals}; add --timeframe {interval}",
  ],
  [
    "저장소에 {series} 캔들이 없음; 이 시장에 저장된 것: {intervals}",
    "there are no candles of {series} in the store; stored of this market: {intervals}",
  ],
  [
    "저장소에 {series} 캔들이 없음; 파일에서 가져옵니다: {command}",
    "there are no candles of {series} in the store; they come from a file, with: {command}",
  ],
  [
    "저장소에 {series} 캔들이 없음; 이렇게 받으세요: {command}",
    "there are no candles of {series} in the store; get them with: {command}",
  ],
  [
    "데이터의 통화가 서로 달라 ({words}) 한 자금을 나눌 수 없음; 하나씩 실행하거나 --mixed를 더하세요",
    "the data are of different currencies ({words}), so one sum of money cannot be shared out; run them one by one, or add --mixed",
  ],
  [
    "--timeout은 1부터 86400까지의 초여야 함",
    "--timeout must be a number of seconds from 1 to 86400",
  ],
  ["전략 {path}을(를) 읽을 수 없음: {why}", "Cannot read the strategy {path}: {why}"],
  [
    '--params는 {"fast":10,"slow":30} 같은 JSON이어야 함',
    '--params must be JSON, like {"fast":10,"slow":30}',
  ],
  ['{option}은(는) {"name":1} 같은 JSON이어야 함', '{option} must be JSON, like {"name":1}'],
  [
    "--json과 --html -은(는) 둘 다 표준 출력을 씀; 페이지를 파일로 쓰세요",
    "--json and --html - both want standard output; write the page to a file",
  ],
  ["{path}을(를) 쓸 수 없음: {why}", "Cannot write {path}: {why}"],
  ["폴더가 없음", "its folder does not exist"],
  [
    "이 프로그램은 data 아래에만 쓸 수 있음; --html data/report.html이나 --html - > report.html을 쓰세요",
    "the program may write below data only; use --html data/report.html, or --html - > report.html",
  ],
  [
    "백테스트 {id}의 보고서는 더 새로운 signal-v2가 썼음: 그 버전을 쓰세요",
    "The report of backtest {id} was written by a newer signal-v2: use that version",
  ],
  [
    "다시 실행할 전략이 없음; 더하려면 {command}",
    "There is no strategy to replay; add one, see {command}",
  ],
  [
    "뒤에서 실행할 수 없음: 서비스는 저장된 캔들을 읽고 결과를 남기니 --data를 빼세요; 먼저 파일을 넣으세요: {command}",
    "Cannot run this in the background: the service reads stored candles and keeps the result, so leave out --data; take the file in first, with: {command}",
  ],
  [
    "뒤에서 실행할 수 없음: 서비스는 저장된 캔들을 읽고 결과를 남기니 --{option}을(를) 빼세요",
    "Cannot run this in the background: the service reads stored candles and keeps the result, so leave out --{option}",
  ],
  [
    "뒤에서 실행할 수 없음: 어느 저장된 캔들인지 --market upbit:BTC/KRW로 한 번 이상 적으세요",
    "Cannot run this in the background: say which stored candles, with --market upbit:BTC/KRW, once or several times",
  ],
  ["캔들을 읽는 중", "reading candles"],
  ["실행 중", "running"],
  ["결과를 쓰는 중", "writing the result"],
  ["백테스트 {id}번으로 저장함", "saved as backtest {id}"],
]);
