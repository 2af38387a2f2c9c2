import { definePhrases } from "../core/lang.ts";

/** Of fetching, looking at and removing candles, and of files of candles. */
export const CANDLE_PHRASES = definePhrases([
  [
    "{exchange}에 {interval} 캔들이 없음; 있는 것: {intervals}. 1m을 받아서 만드세요: {command}",
    "{exchange} has no candles of {interval}; it has {intervals}. Fetch 1m and make them: {command}",
  ],
  [
    "{exchange}에 {interval} 캔들이 없음; 있는 것: {intervals}.",
    "{exchange} has no candles of {interval}; it has {intervals}.",
  ],
  [
    "멈춤; 받은 것은 남고 같은 명령이 거기서 이어 갑니다",
    "Stopped; what was fetched is kept, and the same command goes on from there",
  ],
  ["폴더임", "it is a folder"],
  ["시스템이 허락하지 않음", "the system does not allow it"],
  ["UTF-8 글자도, 온전한 gzip 파일도 아님", "it is neither UTF-8 text nor an undamaged gzip file"],
  ["{size} MB보다 큼", "it holds more than {size} MB"],
  [
    "data 아래의 파일만 읽을 수 있습니다; 거기에 두거나 이렇게 넘기세요: … - < {path}",
    "only files below data may be read; put it there, or hand it over with: … - < {path}",
  ],
  [
    "{size} MB보다 큼; 나누어서 하나씩 하세요",
    "it is larger than {size} MB; split it and parse the parts",
  ],
  [
    "--timezone {text}을(를) 읽을 수 없음: Asia/Seoul, UTC, +09:00, America/New_York처럼 적으세요",
    "Cannot read --timezone {text}: it must be like Asia/Seoul, UTC, +09:00 or America/New_York",
  ],
  ["--dates는 mdy(월 먼저)나 dmy(일 먼저)여야 함", "--dates must be mdy (month first) or dmy (day first)"],
  [
    "--decimal은 dot(1.5가 하나 반)이나 comma(1,5가 하나 반)여야 함",
    "--decimal must be dot (1.5 is one and a half) or comma (1,5 is)",
  ],
  [
    "--keep과 --replace는 서로 다른 방법임; 하나만 고르세요",
    "--keep and --replace are two ways of doing it; choose one",
  ],
  [
    "{problem}: --symbol을 더하세요. 예: --symbol BTC/KRW",
    "{problem}: add --symbol, for example --symbol BTC/KRW",
  ],
  [
    "{path}: {column} 열에는 {text}, --symbol에는 {symbol}이(가) 있음; 파일에 있는 시장을 적거나, --only로 그 행을 고르거나, --force로 이 이름 그대로 저장하세요",
    "{path}: its column {column} says {text}, and --symbol says {symbol}; give the market that is in the file, choose its rows with --only, or store it under this name all the same with --force",
  ],
  [
    "{path}: {column} 열에는 {text}, --symbol에는 {symbol}이(가) 있음; 같은 시장의 행을 고르거나, --force로 이 이름 그대로 저장하세요",
    "{path}: its column {column} says {text}, and --symbol says {symbol}; choose rows of the same market, or store them under this name all the same with --force",
  ],
  [
    "--only는 열=글자여야 함. 예: --only code=005930",
    "--only must be column=text, for example --only code=005930",
  ],
  [
    "캔들을 지울 수 없음: --from과 --to로 구간을 적거나, {series} 전체라면 --all을 쓰세요",
    "Cannot remove candles: name the stretch with --from and --to, or say --all for the whole of {series}",
  ],
  [
    "캔들을 지울 수 없음: --all에는 --from과 --to를 쓰지 않음",
    "Cannot remove candles: --all is without --from and --to",
  ],
  [
    "캔들을 지울 수 없음: --from은 --to보다 앞이어야 함",
    "Cannot remove candles: --from must lie before --to",
  ],
  [
    "--with-open은 끝나지 않은 봉을 만들고 --store는 끝난 봉만 둠",
    "--with-open gives unfinished bars, and --store keeps finished ones",
  ],
  ["--replace는 저장하는 봉에 씀: --store를 더하세요", "--replace is for bars that are kept: add --store"],
  [
    "{option}은(는) 저장소의 시장에 씀; 먼저 파일을 넣으세요: {command}",
    "{option} is for markets of the store; take the file in first: {command}",
  ],
  ["{from} 봉으로 {to} 봉을 만들 수 없음", "Cannot make bars of {to} out of bars of {from}"],
  [
    "{market} {interval}에 아직 오지 않은 캔들이 있음, 마지막은 {time}: 틀렸다면 지우세요: {command}",
    "{market} {interval} has candles that are still to come, the last one of {time}: if they are wrong, remove them: {command}",
  ],
  [
    "{series}도 저장되어 있고 그대로 둠; {interval}(으)로 만든 것이면 다시 만드세요: {command}",
    "{series} is kept too and stays as it is; if it was made of {interval}, make it again: {command}",
  ],
  [
    "파일 이름으로 시장을 알 수 없음",
    "Cannot tell the market from the name of the file",
  ],
  [
    "{column} 열이 있음: --only로 시장 하나를 고르세요. 예: --only {choice}",
    "it has a column {column}: choose one market with --only, for example --only {choice}",
  ],
  [
    "멈춤; 고친 것은 남습니다",
    "Stopped; what was mended is kept",
  ],
]);
