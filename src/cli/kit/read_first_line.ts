/** Up to its line break, or to the end of the stream. What follows stays unread. */
export async function readFirstLine(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let text = "";
  for await (const piece of stream.pipeThrough(new TextDecoderStream(), { preventCancel: true })) {
    text += piece;
    if (piece.includes("\n")) break;
  }
  return text.split("\n", 1)[0] ?? "";
}
