/** Waits for ever while it is loaded. */
await new Promise(() => setInterval(() => {}, 1_000));
export default {};
