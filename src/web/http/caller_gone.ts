/** No mistake of anybody: the other end hung up, or it was too slow and was closed here. */
export class CallerGone extends Error {
  override readonly name = "CallerGone";
}
