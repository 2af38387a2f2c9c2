// deno-lint-ignore-file no-console -- a command: what it prints is what it is for
/** `deno task walk [NAME]`: prints the ways that data takes through the house, with the rooms that each step is in. */
import { readHouse, roomOf, ROOT } from "../read_house.ts";
import { measureWalk, parseWalks } from "../walks.ts";

const walks = parseWalks(Deno.readTextFileSync(new URL("CONTRIBUTING.md", ROOT)));
const wanted = Deno.args.join(" ");
const chosen = walks.filter(({ name }) => wanted === "" || name === wanted);
if (chosen.length === 0) {
  console.error(`There is no walk "${wanted}": ${walks.map(({ name }) => name).join(", ")}`);
  Deno.exit(2);
}
const { arrows } = await readHouse();
let isRight = true;
for (const walk of chosen) {
  const { roomChanges, appEntries, faults } = measureWalk(walk, arrows);
  console.log(`\n${walk.name}: ${roomChanges} changes of room, ${appEntries} entries into app`);
  let room = "";
  for (const { file, via } of walk.steps) {
    const isNew = roomOf(file) !== room;
    room = roomOf(file);
    console.log(
      `  ${isNew ? room.padEnd(12) : " ".repeat(12)} ${file}${via === undefined ? "" : `  (across ${via})`}`,
    );
  }
  for (const fault of faults) console.log(`  NOT A STEP: ${fault}`);
  isRight &&= faults.length === 0;
}
Deno.exit(isRight ? 0 : 1);
