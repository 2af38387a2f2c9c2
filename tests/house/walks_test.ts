import { deepStrictEqual, ok as assertTrue, strictEqual } from "node:assert/strict";
import { type Arrow, readHouse, ROOT } from "./read_house.ts";
import { measureWalk, parseWalks } from "./walks.ts";

const arrow = (from: string, to: string): Arrow => ({
  from,
  to,
  kind: "house",
  isTypeOnly: false,
  isLate: false,
});
const ARROWS = [
  arrow("stock/client.ts", "lib/http.ts"),
  arrow("stock/start.ts", "stock/client.ts"),
  arrow("app/app.ts", "stock/start.ts"),
  arrow("app/app.ts", "web/server.ts"),
  arrow("web/server.ts", "stock/view.ts"),
  arrow("stock/start.ts", "stock/view.ts"),
];
const walkOf = (...lines: string[]) => {
  const [walk] = parseWalks(`text\n\`\`\`walk portfolio\n${lines.join("\n")}\n\`\`\`\n`);
  if (walk === undefined) throw new Error("no walk was read");
  return walk;
};

Deno.test("a walk is read with its name, its steps and the ports it crosses", () => {
  deepStrictEqual(walkOf("lib/http.ts # asks", "", "stock/client.ts", "web/server.ts via stock/view.ts"), {
    name: "portfolio",
    steps: [
      { file: "lib/http.ts", via: undefined },
      { file: "stock/client.ts", via: undefined },
      { file: "web/server.ts", via: "stock/view.ts" },
    ],
  });
});

Deno.test("a straight walk counts its changes of room and no entry into app", () => {
  const walk = walkOf("lib/http.ts", "stock/client.ts", "stock/start.ts", "web/server.ts via stock/view.ts");
  deepStrictEqual(measureWalk(walk, ARROWS), { roomChanges: 2, appEntries: 0, faults: [] });
});

Deno.test("a planted detour through app is counted, and a step that nobody takes is named", () => {
  const detour = walkOf("lib/http.ts", "stock/client.ts", "stock/start.ts", "app/app.ts", "web/server.ts");
  deepStrictEqual(measureWalk(detour, ARROWS), { roomChanges: 3, appEntries: 1, faults: [] });
  const jump = measureWalk(walkOf("lib/http.ts", "web/server.ts"), ARROWS);
  deepStrictEqual(jump.faults, ["neither lib/http.ts nor web/server.ts imports the other"]);
  strictEqual(measureWalk(walkOf("lib/http.ts", "web/server.ts via stock/view.ts"), ARROWS).faults.length, 1);
});

/** As straight as they are: `app` is a list of starts, and no data walks through it. */
const MOST: Readonly<Record<string, { readonly roomChanges: number; readonly appEntries: number }>> = {
  portfolio: { roomChanges: 1, appEntries: 0 },
  candle: { roomChanges: 4, appEntries: 0 },
  backtest: { roomChanges: 3, appEntries: 0 },
};

Deno.test("the walks of CONTRIBUTING.md are steps of the real house, and no more crooked than they were", async () => {
  const walks = parseWalks(Deno.readTextFileSync(new URL("CONTRIBUTING.md", ROOT)));
  deepStrictEqual(walks.map(({ name }) => name), Object.keys(MOST));
  const { arrows } = await readHouse();
  for (const walk of walks) {
    const { roomChanges, appEntries, faults } = measureWalk(walk, arrows);
    deepStrictEqual(faults, [], walk.name);
    const most = MOST[walk.name];
    assertTrue(
      most !== undefined && roomChanges <= most.roomChanges,
      `${walk.name}: ${roomChanges} changes of room`,
    );
    assertTrue(appEntries <= most.appEntries, `${walk.name}: ${appEntries} entries into app`);
  }
});
