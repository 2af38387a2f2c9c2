import { definePhrases } from "../../core/lang.ts";

/** Why the stock API gave nothing, as its client tells it. */
export const UPSTREAM_PHRASES = definePhrases([
  ["묻지 않음: {reason}", "not asked: {reason}"],
  ["이번 주기의 요청을 다 썼음", "this cycle has used up its requests"],
  [
    "주식 API가 요청을 멈춰 달라고 해서 {span} 더 쉼",
    "the stock API asked to be left alone for another {span}",
  ],
  [
    "1분 동안의 한도인 요청 {count}번을 다 썼음",
    "{count} requests were sent within a minute, which is the limit here",
  ],
  [
    "{status} 응답: 키를 받아들이지 않음; WEBAI_API_KEY를 확인하세요",
    "answered {status}: the key was not accepted; check WEBAI_API_KEY",
  ],
  ["429 응답: 요청이 너무 많음", "answered 429: too many requests"],
  [
    "{status} 응답; STOCK_API_URL은 경로를 뺀 주소입니다: 끝의 {path}을(를) 빼세요",
    "answered {status}; STOCK_API_URL is the address without the paths: leave {path} out at its end",
  ],
  [
    "{status} 응답, 다른 곳을 가리킴; STOCK_API_URL은 마지막 주소여야 합니다",
    "answered {status} and pointed elsewhere; STOCK_API_URL must be the final address",
  ],
  ["{status} 응답: {words}", "answered {status}: {words}"],
  ["{status} 응답", "answered {status}"],
]);
