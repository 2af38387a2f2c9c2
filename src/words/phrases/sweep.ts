import { definePhrases } from "../../core/lang.ts";

/** Of sweeps, of backtests in the background and of replays. */
export const SWEEP_PHRASES = definePhrases([
  ["{what}을(를) 실행할 수 없음: {why}", "Cannot run the {what}: {why}"],
  [
    "스윕의 매개변수를 읽을 수 없음: {why}",
    "Cannot read the parameters of the sweep: {why}",
  ],
  [
    "매개변수의 JSON 객체여야 함",
    "it must be a JSON object of parameters",
  ],
  [
    "조합이 {count}개인데 {most}개까지만 됨; 간격을 넓히거나 --random으로 일부만 고르세요",
    "it has {count} combinations and {most} are the most; widen the steps, or take some of them with --random",
  ],
  [
    "조합은 {most}개까지만 됨",
    "{most} sets are the most",
  ],
  [
    "{name}의 목록이 비어 있음",
    "the list of {name} is empty",
  ],
  [
    "{name}의 목록에 값이 {most}개보다 많음",
    "the list of {name} has more than {most} values",
  ],
  [
    '{name}의 범위는 {"from":20,"to":100,"step":10}처럼 적으세요',
    'the range of {name} must be like {"from":20,"to":100,"step":10}',
  ],
  [
    "{name}의 범위는 간격이 0보다 크고 끝이 처음보다 작지 않아야 함",
    "the range of {name} needs a step above 0 and an end that is not below its beginning",
  ],
  [
    "{name}의 범위에 값이 {most}개보다 많음",
    "the range of {name} has more than {most} values",
  ],
  [
    "--fills는 {words} 가운데 하나여야 함, 받은 것: {text}",
    "--fills must be {words}, received {text}",
  ],
  [
    "{ids} 가운데 하나나 my_idea.ts 같은 파일을 쓰세요",
    "use one of {ids}, or a file like my_idea.ts",
  ],
  [
    "{near}인가요?",
    "did you mean {near}?",
  ],
  [
    "--units, --share, --value는 함께 쓸 수 없음; 하나만 주세요",
    "--units, --share and --value exclude each other; give one of them",
  ],
  [
    "먼저 파일을 넣으세요: {command}",
    "take the file in first, with: {command}",
  ],
  [
    "{name}을(를) 뒤에서 실행할 수 없음: 서비스는 {dir}의 파일을 실행합니다; 거기에 두세요",
    "Cannot run {name} in the background: the service runs files of {dir}; put it there",
  ],
  [
    "{name}을(를) 뒤에서 실행할 수 없음: 서비스는 {dir}의 파일을 실행합니다; 거기에 두세요. 거기의 {file}은(는) 다른 파일입니다",
    "Cannot run {name} in the background: the service runs files of {dir}; put it there, where {file} is another file",
  ],
  [
    "{path}을(를) 실행할 수 없음: 서비스는 {dir}의 파일을 실행하는데 거기의 {file}은(는) 다른 파일임({other}). 파일을 거기에 두거나 같은 STRATEGY_DIR로 서비스를 시작하세요",
    "Cannot run {path}: the service runs files of {dir}, where {file} is another file, {other}. Put yours there, or start the service with the same STRATEGY_DIR",
  ],
  [
    "전략 {id}이(가) 없음",
    "There is no strategy {id}",
  ],
  [
    "--strategy가 빠졌음",
    "--strategy is missing",
  ],
  [
    "스윕 {id}을(를) 시작한 뒤 데이터가 바뀌었음; 새로 시작하세요",
    "the data has changed since sweep {id} was begun; begin a new one",
  ],
  [
    "스윕 {id}이(가) 없음; 최근 것: {ids}",
    "there is no sweep {id}; the latest ones are {ids}",
  ],
  [
    "스윕 {id}이(가) 없음",
    "there is no sweep {id}",
  ],
  [
    "--metric은 {words} 가운데 하나여야 함",
    "--metric must be one of {words}",
  ],
  [
    "--train-share는 0.1부터 0.95까지의 숫자여야 함",
    "--train-share must be a number from 0.1 to 0.95",
  ],
  [
    "{count}번째 줄에서 다른 코드를 가져오는데 전략은 파일 하나여야 함",
    "line {count} takes in other code, and a strategy is one file",
  ],
  [
    "필요한 것을 그 안에 직접 적고, z, indicators, heldAfter는 함수의 인자에서, 타입은 `import type`으로 가져오세요",
    "write what it needs into it, take z, indicators and heldAfter from the function's argument, and `import type` for types",
  ],
  [
    "그때 본 숫자가 달랐음 (손절이 {then}, 지금은 {now}): 그 뒤에 캔들이나 매개변수가 바뀌었음",
    "the numbers it saw were others (the stop was {then}, now {now}): a candle was changed since, or the parameters were",
  ],
  [
    "그때 본 숫자가 달랐음: 그 뒤에 캔들이나 매개변수가 바뀌었음",
    "the numbers it saw were others: a candle was changed since, or the parameters were",
  ],
  [
    "실제 전략이 본 봉이 저장소에 없음",
    "the bar that the live strategy saw is not in the store",
  ],
  [
    "아직 준비 구간임: 저장된 것이 너무 늦게 시작함",
    "the replay was still warming up: the store begins too late",
  ],
  [
    "전략을 아직 더하지 않았음",
    "the strategy had not been added yet",
  ],
  [
    "이 봉 앞에서 저장소에 봉 1개가 빠져 있음",
    "the store lacks 1 bar before this one",
  ],
  [
    "이 봉 앞에서 저장소에 봉 {count}개가 빠져 있음",
    "the store lacks {count} bars before this one",
  ],
  [
    "위의 처음 다른 곳부터 서로 포지션이 달랐음",
    "both held different positions since the first difference above",
  ],
  [
    "조언했어야 함: 그때 멈춰 있었거나 그 뒤에 매개변수, 캔들, 프로그램이 바뀌었음",
    "it should have spoken: it was stopped then, or its parameters, the candles or the program changed since",
  ],
  [
    "같은 캔들로 지금은 그런 조언이 나오지 않음: 그 뒤에 매개변수, 캔들, 프로그램이 바뀌었음",
    "the same candles give no such advice now: parameters, candles or the program changed since",
  ],
  [
    "봉 {count}개 전에 시작해서 과거를 덜 알았을 수 있음",
    "it had been started {count} bars before, and may have known less of the past",
  ],
  [
    "봉 1개 전에 시작해서 과거를 덜 알았을 수 있음",
    "it had been started 1 bar before, and may have known less of the past",
  ],
  [
    "{day}에 포지션 없이 시작했음",
    "It began without a position on {day}",
  ],
  [
    "저장소에 {series} 캔들이 없음; 이 시장에 저장된 것: {intervals}",
    "There are no candles of {series} in the store; stored of this market: {intervals}",
  ],
  [
    "저장소에 {series} 캔들이 없음; 파일에서 가져옵니다: {command}",
    "There are no candles of {series} in the store; they come from a file, with: {command}",
  ],
  [
    "저장소에 {series} 캔들이 없음; 이렇게 받으세요: {command}",
    "There are no candles of {series} in the store; get them with: {command}",
  ],
  [
    "{dir}에서 실행 중인 서비스가 없음: 시작할 때까지 기다립니다. 시작하려면: {command}",
    "no service runs on {dir}: it waits until one is started, with: {command}",
  ],
  [
    "실행 중인 서비스가 1초 안에 시작합니다",
    "the running service begins it within a second",
  ],
  [
    "{option}은(는) 아무 일도 하지 않음: {rest}",
    "{option} does nothing {rest}",
  ],
  [
    "--random과 함께 씁니다",
    "without --random",
  ],
  [
    "--walk-forward와 함께 씁니다",
    "without --walk-forward",
  ],
  [
    "--market이 아니라 파일에 씁니다",
    "with --market: it is about files",
  ],
  [
    "내장 전략이 아니라 전략 파일에 씁니다",
    "for a strategy of the program: it is about strategy files",
  ],
  [
    "--resume으로는 시작한 대로 이어 갑니다",
    "with --resume: a sweep goes on as it was begun",
  ],
  [
    "{id} 전략은 공매도를 하지 않습니다",
    "for {id}: it never goes short",
  ],
  [
    "--params의 allow_short가 false입니다",
    "beside an allow_short of false in --params",
  ],
  [
    "{count}초가 지나 멈춤",
    "timed out after {count} s",
  ],
]);
