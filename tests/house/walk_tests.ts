/** The sources below `tests`, with their paths from there. */
const TESTS = new URL("../", import.meta.url);

export function walkTests(folder = ""): readonly { readonly path: string; readonly text: string }[] {
  return [...Deno.readDirSync(new URL(folder, TESTS))].flatMap(({ name, isDirectory }) => {
    if (name === "node_modules" || name === "fixtures") return [];
    if (isDirectory) return walkTests(`${folder}${name}/`);
    const path = folder + name;
    return /\.tsx?$/.test(name) ? [{ path, text: Deno.readTextFileSync(new URL(path, TESTS)) }] : [];
  });
}
