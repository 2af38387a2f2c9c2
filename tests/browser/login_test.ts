import { match, notStrictEqual, strictEqual } from "node:assert/strict";
import { ChangeNotifier } from "../../src/core/change_notifier.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { listen } from "../../src/web/listener.ts";
import { createWeb } from "../../src/web/server.ts";
import { accessOf, appViewOf, pageViewOf } from "../support/app_view.ts";
import { createTestCommands } from "../support/command_door.ts";
import { browserTest, leave, openBrowser } from "./browser.ts";

const TOKEN = "0123456789abcdef";

/** The web as a browser on another machine meets it, though all stays on loopback. */
function serveToStrangers() {
  const polls: string[] = [];
  const listener = listen(
    { host: "127.0.0.1", port: 0, dataDir: "data", clock: createSystemClock() },
    () =>
      createWeb({
        view: () => appViewOf(),
        pageView: () => pageViewOf(appViewOf()),
        calendarYear: (year) => ({ year, days: [] }),
        commands: createTestCommands({
          pollNow: () => {
            polls.push("poll");
            return { kind: "started" };
          },
        }),
        changes: new ChangeNotifier(),
        clock: createSystemClock(),
        access: accessOf({ token: TOKEN }),
        callerOf: () => ({ remoteAddress: "192.168.0.77" }),
        onFailure: ({ error }) => {
          throw error;
        },
        onWrongToken: () => {},
      }),
  );
  return { listener, polls };
}

browserTest(
  "a stranger is led to the form, gets in with the token and comes out where they wanted to go",
  async () => {
    const { listener, polls } = serveToStrangers();
    await using _listener = listener;
    await using browser = await openBrowser();
    const visit = await browser.visit(`${listener.url}/calendar?lang=en`);
    const { page } = visit;
    strictEqual(new URL(page.url()).pathname, "/login");
    await page.locator("#token").fill(TOKEN);
    await page.locator("form button").click();
    await page.waitForURL(`${listener.url}/calendar?lang=en`);
    const [cookie] = await page.context().cookies();
    strictEqual(cookie?.name, "signal_v2_session");
    strictEqual([cookie.httpOnly, cookie.secure, cookie.sameSite, cookie.path].join(), "true,false,Strict,/");
    strictEqual(await page.evaluate("document.cookie"), "", "scripts do not see it");
    // Live and allowed to poll: the stream and the button work with the cookie.
    await page.goto(listener.url);
    await page.locator("#poll-now-button").click();
    await page.locator("#poll-answer", { hasText: /\S/ }).waitFor();
    strictEqual(polls.length, 1);
    await leave(visit);
  },
);

browserTest("the form works without JavaScript and says when the token is wrong", async () => {
  const { listener } = serveToStrangers();
  await using _listener = listener;
  await using browser = await openBrowser();
  const { page } = await browser.visit(listener.url, { javaScriptEnabled: false });
  await page.locator("#token").fill("not the token");
  await page.locator("form button").click();
  match(await page.getByRole("alert").innerText(), /토큰/);
  notStrictEqual(await page.locator("#token").inputValue(), "not the token");
  await page.locator("#token").fill(TOKEN);
  await page.locator("form button").click();
  await page.waitForURL(`${listener.url}/`);
  strictEqual(await page.locator("main article.source").count(), 3);
  // Not `leave`: the browser itself puts the 401 on its console.
  await page.context().close();
});

browserTest("another site cannot poll through a visitor's browser", async () => {
  const { listener, polls } = serveToStrangers();
  await using _listener = listener;
  const foreign = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () =>
    new Response(
      `<form method="post" action="${listener.url}/poll"><input name="csrf" value="x"><button>win</button></form>`,
      { headers: { "content-type": "text/html" } },
    ));
  await using browser = await openBrowser();
  const { page } = await browser.visit(`${listener.url}/login`);
  await page.locator("#token").fill(TOKEN);
  await page.locator("form button").click();
  await page.waitForURL(`${listener.url}/`);
  await page.goto(`http://127.0.0.1:${foreign.addr.port}`);
  const [response] = await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === "POST"),
    page.locator("button").click(),
  ]);
  strictEqual(response.status(), 403);
  strictEqual(polls.length, 0);
  await page.context().close();
  await foreign.shutdown();
});
