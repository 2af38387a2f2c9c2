import { definePhrases } from "../core/lang.ts";

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
]);
