import { definePhrases, type Twin } from "../../core/lang.ts";

export const HELP_HINT: Twin = [
  "(쓸 수 있는 것: 끝에 --help를 붙여 보세요)",
  "(run with --help for what there is)",
];

/** What the parser of the command line says of a mistake in it. */
export const USAGE_PHRASES = definePhrases([
  ["오류: {problem}", "error: {problem}"],
  ["<{name}> 값이 빠짐", "missing required argument '{name}'"],
  ["'{option}'에 값이 빠짐", "option '{option}' argument missing"],
  ["'{option}'이(가) 꼭 있어야 함", "required option '{option}' not specified"],
  ["'{option}'은(는) 없는 옵션임", "unknown option '{option}'"],
  ["'{name}'은(는) 없는 명령임", "unknown command '{name}'"],
  [
    "'{option}'에 '{value}'은(는) 쓸 수 없음. {problem}",
    "option '{option}' argument '{value}' is invalid. {problem}",
  ],
  [
    "<{name}>에 '{value}'은(는) 쓸 수 없음. {problem}",
    "command-argument value '{value}' is invalid for argument '{name}'. {problem}",
  ],
  [
    "'{option}'은(는) '{other}'와(과) 함께 쓸 수 없음",
    "option '{option}' cannot be used with option '{other}'",
  ],
  [
    "'{name}'에 값이 너무 많음. {most}개까지인데 {count}개를 받음: {values}.",
    "too many arguments for '{name}'. Expected {most} argument but got {count}: {values}.",
  ],
  [
    "'{name}'에 값이 너무 많음. {most}개까지인데 {count}개를 받음: {values}.",
    "too many arguments for '{name}'. Expected {most} arguments but got {count}: {values}.",
  ],
  ["쓸 수 있는 것: {choices}.", "Allowed choices are {choices}."],
  ["{low}부터 {high}까지의 수여야 합니다.", "It must be a number from {low} to {high}."],
  ["{low}부터 {high}까지의 정수여야 합니다.", "It must be a whole number from {low} to {high}."],
  ["iso나 ms여야 합니다.", "It must be iso or ms."],
  ["(이 가운데 하나인가요? {names})", "(Did you mean one of {names}?)"],
  ["({name}인가요?)", "(Did you mean {name}?)"],
]);
