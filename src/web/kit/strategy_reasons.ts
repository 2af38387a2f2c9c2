/**
 * Why a strategy is as it is, for Korean readers: the engine says it in English, and other rooms may have said it before.
 * What nobody has translated stays as it is.
 */
import { createTranslator, definePhrases, type Lang } from "../../core/lang.ts";
import { toKorean } from "../../words/korean.ts";

export const STRATEGY_PHRASES = definePhrases([
  [
    "{place}에 onBar가 있습니다. 지금 이름은 onCandle이니 고치세요. 옛 이름은 {works}에서 쓸 수 있고 {ends}부터는 거절합니다",
    "{place} has onBar, which is called onCandle now: rename it. The old name works in {works}; {ends} refuses it",
  ],
  // Those with another reason in them come before what that reason may hold.
  [
    "프로세스가 너무 자주 끝남. 마지막 이유: {reason}",
    "its process ended too often, the last time: {reason}",
  ],
  [
    "프로세스가 너무 자주 끝남. 마지막 이유: {reason}",
    "it ended too often, the last time with: {reason}",
  ],
  ["계좌를 이어 갈 수 없음: {reason}", "its account cannot go on: {reason}"],
  ["매개변수가 맞지 않음: {words}", "its parameters do not fit: {words}"],
  [
    "이 모듈을 전략으로 쓸 수 없음: {reason}",
    "Cannot use this module as a strategy: {reason}",
  ],
  ["{path}을(를) 쓸 수 없음: {reason}", "Cannot use {path}: {reason}"],
  ["{path}을(를) 읽을 수 없음: {reason}", "Cannot read {path}: {reason}"],
  [
    "이 전략을 실행할 수 없음: create()가 돌려준 것이 전략이 아님: {reason}",
    "Cannot run this strategy: what create() returned is not one: {reason}",
  ],
  [
    "{name}은(는) 바로 답해야 하는데 비동기 함수임. async와 await를 빼세요",
    "{name} is asynchronous, but must answer at once: take async and await away",
  ],
  ["프로미스임. async와 await를 빼세요", "it is a promise; take async and await away"],
  ["{interval} 봉({at})에서 오류: {reason}", "it threw at the {interval} bar {at}: {reason}"],
  [
    "{name}은(는) 바로 답해야 하는데 프로미스를 돌려줌. async와 await를 빼세요",
    "{name} must answer at once: it returned a promise; take async and await away",
  ],
  [
    "이 전략을 실행할 수 없음: create()가 돌려준 것에 onCandle과 그 옛 이름 onBar가 함께 있음. onBar를 지우세요",
    "Cannot run this strategy: what create() returned has onCandle and onBar, its old name; delete onBar",
  ],
  ["그런 파일이 없음", "there is no such file"],
  [
    "{market}에 아직 포지션이 있음. 시장을 되돌리고 먼저 정리하세요",
    "it still holds a position on {market}; put that market back and close it first",
  ],
  [
    "다른 프로그램이 이미 이 봉을 처리함. 이 데이터 폴더를 둘이 쓰고 있나요?",
    "somebody else has worked its bars: is this data directory used twice?",
  ],
  ["저장된 상태가 다른 버전의 것임", "its stored state is of another version of the program"],
  ["{words}은(는) 봉 간격이 아님", "{words} is no interval"],
  ["{words}은(는) BTC/KRW 같은 시장이 아님", "{words} is no market like BTC/KRW"],
  ["체결 방식 {words}이(가) 없음. 쓸 수 있는 것: {ids}", "there is no fill model {words}: use one of {ids}"],
  [
    "멈추라고 해서, 다음 봉의 시가에 포지션을 정리함",
    "It is stopped; its position is closed at the open of the next bar.",
  ],
  ["새로 시작됨", "it was started anew"],
  ["알 수 없음", "unknown"],
  ["알 수 없음", "nothing known"],
  ["{field}은(는) {low}부터 {high}까지의 수여야 함", "{field} must be a number from {low} to {high}"],
  ["{field}은(는) 0보다 크고 {high} 이하인 수여야 함", "{field} must be a number above 0 up to {high}"],
  ["{field}은(는) {low}부터 {high}까지의 정수여야 함", "{field} must be a whole number from {low} to {high}"],
  ["{field}은(는) true나 false여야 함", "{field} must be true or false"],
  [
    "{field}은(는) 0보다 큰 수를 따옴표로 적은 것이어야 함. 예: {example}",
    "{field} must be decimal text above 0, like {example}",
  ],
  [
    "{field}에 없는 칸: {name}. 쓸 수 있는 것: {names}",
    "{field} has no field {name}: use {names}",
  ],
  ["메모리를 {mb} MB 넘게 씀", "it used more than {mb} MB"],
  [
    "스스로 프로세스를 끝냄 (종료 코드 {code}): {words}",
    "it ended its own process with exit code {code}: {words}",
  ],
  ["스스로 프로세스를 끝냄 (종료 코드 {code})", "it ended its own process with exit code {code}"],
  ["스스로 프로세스를 끝냄", "it ended its own process"],
  ["시스템이나 사람이 강제로 끝냄 (SIGKILL)", "it was killed by the system or by hand (SIGKILL)"],
  ["밖에서 끝냄 ({signal})", "it was ended from outside ({signal})"],
  ["비정상 종료 ({signal})", "it crashed ({signal})"],
  ["{ms}ms 안에 준비되지 않음", "was not ready within {ms} ms"],
  ["{ms}ms 안에 응답이 없음", "answered no ping within {ms} ms"],
]);

const translate = createTranslator(
  STRATEGY_PHRASES,
  (hole, text) => hole === "reason" ? toKoreanStrategyReason(text) : text,
);

export function toKoreanStrategyReason(reason: string): string {
  return translate(reason) ?? toKorean(reason);
}

/** In the language of a page. */
export function toShownStrategyReason({ lang }: { readonly lang: Lang }, reason: string): string {
  return lang === "en" ? reason : toKoreanStrategyReason(reason);
}
