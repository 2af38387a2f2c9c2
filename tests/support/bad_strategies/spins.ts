/** Never comes back while it is loaded. */
let turns = 0;
while (turns >= 0) turns = (turns + 1) % 1_000;
export default {};
