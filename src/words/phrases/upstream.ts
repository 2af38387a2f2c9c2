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
  ["연결 실패", "the connection failed"],
  ["답이 오기 전에 연결이 닫힘", "the connection was closed before an answer came"],
  [
    "연결을 거절함: {address}의 호스트와 포트에서 받는 프로그램이 없음",
    "connection refused: nothing listens at the host and port of {address}",
  ],
  ["{address}의 호스트 이름을 찾을 수 없음", "the host of {address} cannot be resolved"],
  ["{address}의 호스트에 닿을 수 없음", "the host of {address} cannot be reached"],
  ["{seconds}초 안에 온전한 답이 없음", "no complete answer within {seconds} s"],
  ["온전한 답이 오기 전에 멈춤", "stopped before a complete answer came"],
  ["답이 중간에 끊김", "the answer broke off before its end"],
  ["답이 JSON이 아니라 웹 페이지임", "the answer is a web page and not JSON"],
  ["답이 JSON 객체가 아님", "the answer is not a JSON object"],
  ["답이 올바른 UTF-8이 아님", "the answer is not valid UTF-8"],
  ["상태 200의 오류 보고가 옴", "the answer is an error report with status 200"],
  [
    "이 프로그램은 {address}의 호스트에 접속할 권한이 없음; 그 호스트를 --allow-net에 더해 시작하세요",
    "this program may not reach the host of {address}; start it with --allow-net for that host",
  ],
  [
    "믿을 수 있는 TLS 연결이 아님; 직접 만든 인증서라면 DENO_CERT에 그 파일을 적으세요",
    "no trusted TLS connection; for a certificate of your own set DENO_CERT to its file",
  ],
  // As `doctor` tells them, with who was asked and which kind of trouble it is.
  ["{source}: {bound} ({kind})", "{source}: {bound} ({kind})"],
]);
