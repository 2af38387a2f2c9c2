import { definePhrases } from "../../core/lang.ts";

/** Of fetching, looking at and removing candles, and of files of candles. */
export const CANDLE_PHRASES = definePhrases([
  ["{file}: 행에 시각이 있으니 --date를 빼세요", "{file}: its rows have their own times; leave --date out"],
  ["{file}: 어느 날의 것인지 파일에 없음", "{file}: nothing in it says of which day it is"],
  [
    "--date로 말하세요. 이름의 날짜가 거래한 날이라면 --date {day}",
    "say it with --date, for example --date {day} if the day in its name is that of the trading",
  ],
  ["--date로 말하세요. 예: --date 2026-11-27", "say it with --date, for example --date 2026-11-27"],
  ["--date는 2026-11-27 같은 날짜여야 함", "--date must be a day like 2026-11-27"],
  ["--date {day}은(는) 아직 오지 않은 날임", "--date {day} is still to come"],
  [
    "{day}은(는) 휴장일이므로 파일은 다른 날의 것임",
    "On {day} the market was closed, so the file is of another day",
  ],
  [
    "거래한 날을 --date로 말하거나, 그래도 저장하려면 --force",
    "give the day of the trading with --date, or store it all the same with --force",
  ],
  [
    "{line}행: {cell}은(는) 한국 주식의 종목코드가 아님",
    "line {line}: {cell} is not the code of a Korean stock",
  ],
  [
    "행이 {count}개를 넘음; 한 종목씩 받으세요. 예: --only code=005930",
    "it has more than {count} rows; take a stock at a time, for example --only code=005930",
  ],
  [
    "여러 종목의 파일로 읽기에는 너무 김; 한 종목씩 받으세요. 예: --only code=005930",
    "it is too long to be read as a file of many stocks; take a stock at a time, for example --only code=005930",
  ],
  [
    "시장이 쉰 날의 행: {found}; 뺐음",
    "rows of days on which the market was closed: {found}; left out",
  ],
  [
    "시장이 쉰 날의 행: {found}; 그래도 저장함. 잘못된 행이면 --skip-bad로 넣으면 뺍니다",
    "rows of days on which the market was closed: {found}; stored all the same; if they are wrong, import the file with --skip-bad, which leaves them out",
  ],
  [
    "{column} 열이 전날 종가와 맞지 않아 쓰지 않았음",
    "its column {column} does not fit to the closes of the days before, and was not used",
  ],
  [
    "--adjusted는 krx:005930 같은 한국 주식을 위한 것임; {market}에는 수정주가가 없음",
    "--adjusted is for Korean stocks, like krx:005930; {market} has no adjusted prices",
  ],
  [
    "가격 가운데 일부만 수정주가임({column}); 수정주가 캔들에는 넷이 다 있어야 함: 수정시가, 수정고가, 수정저가, 수정종가",
    "only some of its prices are adjusted ({column}); adjusted candles need all four: 수정시가, 수정고가, 수정저가, 수정종가",
  ],
  ["시장 {text}을(를) 읽을 수 없음: {hint}", "Cannot read the market {text}: {hint}"],
  [
    "한국 주식의 종목코드입니다; {name}처럼 적으세요",
    "it is the code of a Korean stock; write it like {name}",
  ],
  [
    "한국 종목코드는 krx:005930이나 krx:0009K0처럼 여섯 자리이고, ETN은 Q와 숫자 여섯 자리입니다; 혹시 {name}인가요?",
    "the code of a Korean stock has six places, like krx:005930 or krx:0009K0, and that of an ETN a Q before six digits; perhaps {name} is meant",
  ],
  [
    "한국 종목코드는 krx:005930이나 krx:0009K0처럼 여섯 자리이고, ETN은 Q와 숫자 여섯 자리입니다",
    "the code of a Korean stock has six places, like krx:005930 or krx:0009K0, and that of an ETN a Q before six digits",
  ],
  [
    "시장은 A–Z와 숫자로만 적습니다; 주식은 krx:005930처럼 코드로, 코인은 BTC/KRW처럼 적으세요",
    "a market has letters A to Z and digits only; write a stock by its code, like krx:005930, and a coin like BTC/KRW",
  ],
  [
    "BTC/KRW나 upbit:BTC/KRW처럼, 주식은 krx:005930처럼 적으세요",
    "write it like BTC/KRW or upbit:BTC/KRW, and a stock like krx:005930",
  ],
  [
    "{exchange}에 {interval} 캔들이 없음; 있는 것: {intervals}; 1m을 받아서 만드세요: {command}",
    "{exchange} has no candles of {interval}; it has {intervals}; fetch 1m and make them: {command}",
  ],
  [
    "{exchange}에 {interval} 캔들이 없음; 있는 것: {intervals}",
    "{exchange} has no candles of {interval}; it has {intervals}",
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
  [
    "시각에 시간대가 없어 한국 시각(Asia/Seoul, UTC+9)으로 읽었음; 아니라면 어느 것인지 적으세요: --timezone {zone}",
    "its times have no zone and were read as Korean time (Asia/Seoul, UTC+9); if they are not, say which: --timezone {zone}",
  ],
  [
    "시각에 시간대가 없어 {read}(으)로 읽었음; 아니라면 어느 것인지 적으세요: --timezone {zone}",
    "its times have no zone and were read as {read}; if they are not, say which: --timezone {zone}",
  ],
  [
    "{series}: 파일의 캔들이 이미 {span} 늦은 시각으로 저장되어 있음; 아무것도 저장하지 않음",
    "{series}: the candles of the file are stored already, {span} later; nothing was stored",
  ],
  [
    "{series}: 파일의 캔들이 이미 {span} 이른 시각으로 저장되어 있음; 아무것도 저장하지 않음",
    "{series}: the candles of the file are stored already, {span} earlier; nothing was stored",
  ],
  [
    "둘 가운데 하나를 틀린 시간대로 읽었습니다. 파일 쪽이라면 --timezone UTC, Asia/Seoul 등을 쓰고, 저장된 쪽이라면 먼저 지우세요: {command}; 둘 다 맞다면 --force",
    "one of the two was read in a wrong time zone. If it is the file: --timezone UTC, Asia/Seoul or another; if it is what is stored, remove that first: {command}; if both are right: --force",
  ],
  [
    "{series}: 캔들 {all}개 가운데 {differing}개가 저장된 것과 다름, {known}개는 같음, {fresh}개는 새것임; 아무것도 저장하지 않음",
    "{series}: {differing} of {all} candles differ from the stored ones, {known} are the same, {fresh} are new; nothing was stored",
  ],
  [
    "{series}: 캔들 {all}개 가운데 {differing}개가 저장된 것과 다름, {known}개는 같음; 아무것도 저장하지 않음",
    "{series}: {differing} of {all} candles differ from the stored ones, {known} are the same; nothing was stored",
  ],
  [
    "{series}: 캔들 {all}개 가운데 {differing}개가 저장된 것과 다름, {fresh}개는 새것임; 아무것도 저장하지 않음",
    "{series}: {differing} of {all} candles differ from the stored ones, {fresh} are new; nothing was stored",
  ],
  [
    "{series}: 캔들 {all}개 가운데 {differing}개가 저장된 것과 다름; 아무것도 저장하지 않음",
    "{series}: {differing} of {all} candles differ from the stored ones; nothing was stored",
  ],
  [
    "{series}: 캔들 1개 가운데 {differing}개가 저장된 것과 다름; 아무것도 저장하지 않음",
    "{series}: {differing} of 1 candle differ from the stored ones; nothing was stored",
  ],
  [
    "{time}: 저장된 것은 시가 {open}, 고가 {high}, 저가 {low}, 종가 {close}, 거래량 {volume}; 파일은 시가 {o2}, 고가 {h2}, 저가 {l2}, 종가 {c2}, 거래량 {v2}",
    "{time}: stored open {open}, high {high}, low {low}, close {close}, volume {volume}; in the file open {o2}, high {h2}, low {l2}, close {c2}, volume {v2}",
  ],
  [
    "파일의 가격이 저장된 가격의 {factor}배임: 액면분할을 반영했거나 다른 통화인가요?",
    "the prices of the file are those of the store times {factor}: adjusted for a split, or another currency?",
  ],
  [
    "고르세요: {todo} (--dry-run은 세어 보기만 함)",
    "choose: {todo} (--dry-run only counts)",
  ],
  [
    "--keep은 저장된 것을 두고 새것 {fresh}개를 더함",
    "--keep keeps the stored ones and adds the {fresh} new ones",
  ],
  [
    "--replace는 파일의 것으로 바꿈",
    "--replace puts the file in their place",
  ],
  [
    "--exchange NAME이나 --symbol은 다른 시계열로 저장함",
    "--exchange NAME or --symbol makes another series of it",
  ],
  [
    "나머지 방법은 저장된 캔들과 새 캔들 사이에서 가격이 뛰게 되므로 --force가 필요함",
    "what else there is would make the price jump between stored and new candles, and needs --force",
  ],
  [
    "{series}: 저장된 캔들과 새 캔들 사이에서 가격이 {times}배로 뜀, {from}({before})에서 {to}({after})(으)로; 아무것도 저장하지 않음",
    "{series}: between stored and new candles the price jumps up by a factor of {times}, from {from} ({before}) to {to} ({after}); nothing was stored",
  ],
  [
    "{series}: 저장된 캔들과 새 캔들 사이에서 가격이 {times}분의 1로 떨어짐, {from}({before})에서 {to}({after})(으)로; 아무것도 저장하지 않음",
    "{series}: between stored and new candles the price jumps down by a factor of {times}, from {from} ({before}) to {to} ({after}); nothing was stored",
  ],
  [
    "액면분할을 반영한 가격이 섞였거나, 통화나 시장이 다른가요? 더 넓은 구간의 파일을 쓰거나, --exchange NAME이나 --symbol로 다른 시계열을 만들거나, --force로 그대로 저장하세요",
    "prices adjusted for a split beside others, another currency, or another market? Take a file that reaches further, make another series of it with --exchange NAME or --symbol, or store it all the same with --force",
  ],
  [
    "액면분할을 반영한 가격이 섞였거나, 통화나 시장이 다른가요? --replace로 시계열 전체를 새로 넣거나, --exchange NAME이나 --symbol로 다른 시계열을 만들거나, --force로 그대로 저장하세요",
    "prices adjusted for a split beside others, another currency, or another market? Import the whole series anew with --replace, make another series of it with --exchange NAME or --symbol, or store it all the same with --force",
  ],
  [
    "뺀 것: {todo} (끝나지 않은 봉은 저장하지 않음)",
    "left out: {todo} (what is unfinished is never kept)",
  ],
  [
    "뺀 것: {todo} (--with-open은 끝나지 않은 봉도 보여 줌)",
    "left out: {todo} (--with-open prints unfinished bars too)",
  ],
  [
    "처음의 봉 {count}개, {time} 전에 시작함",
    "{count} bars at the beginning, which began before {time}",
  ],
  [
    "처음의 봉 1개, {time} 전에 시작함",
    "1 bar at the beginning, which began before {time}",
  ],
  [
    "끝의 봉 {count}개, {time}부터이고 나머지가 아직 없음",
    "{count} bars at the end, from {time} on, of which the rest is not there",
  ],
  [
    "끝의 봉 1개, {time}부터이고 나머지가 아직 없음",
    "1 bar at the end, from {time} on, of which the rest is not there",
  ],
  [
    "업비트가 요청을 거절함: {words}",
    "Upbit refused a request: {words}",
  ],
  [
    "종류 {type}에는 여기서 읽는 체결도 캔들도 없음",
    "type {type} holds neither a tick nor a candle that is read here",
  ],
]);
