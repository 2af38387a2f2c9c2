/** Answers in the smallest form that a caller takes. */

/** Smaller ones fit into one packet anyway. */
export const SMALLEST_COMPRESSED_BYTES = 1_024;

/** By an `Accept-Encoding` header. */
export function takesGzip(acceptEncoding: string | null | undefined): boolean {
  return (acceptEncoding ?? "").slice(0, 500).toLowerCase().split(",").some((wish) => {
    const [name = "", ...more] = wish.split(";").map((part) => part.trim());
    return (name === "gzip" || name === "*") && !more.some((part) => /^q=0(\.0*)?$/.test(part));
  });
}

export async function gzip(content: string | Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([content]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
