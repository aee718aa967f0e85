import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import type { Browser } from 'playwright-core';
import * as buying from '../harness/buying.ts';
import * as fulfilling from '../harness/fulfilling.ts';
import { signedInAs } from '../harness/client.ts';
import { hasBrowser, newPlayground, type Playground, startBrowser } from '../harness/playground.ts';

const url = process.env['SOKO_URL'] ?? 'http://127.0.0.1:4000';

let browser: Browser | null;
let playground: Playground;

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => browser?.close());
beforeEach(async () => {
  if (browser) playground = await newPlayground(browser, url);
});
afterEach(async () => {
  if (browser) await playground.page.close();
});

/** What the page kept of an earlier visit. */
async function keepState(state: object): Promise<void> {
  const kept = JSON.stringify(JSON.stringify(state));
  await playground.page.addInitScript({ content: `sessionStorage.setItem('soko-playground', ${kept})` });
}

/** How many watch an order now. */
async function watchedOrders(): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^soko_gateway_subscriptions\{field="orderUpdated"\} (\d+)/m.exec(metrics)?.[1] ?? 0);
}

const story = hasBrowser ? it : it.skip;

describe('the playground', () => {
  story('opens with an example that answers data when it is run', async () => {
    await playground.open();
    expect(await playground.page.title()).toBe('Soko · Playground');
    const { data, errors } = await playground.run('Welcome');
    expect(errors).toBeUndefined();
    expect(data['categories']).not.toHaveLength(0);
    expect(data['products']).toMatchObject({
      nodes: expect.arrayContaining([expect.objectContaining({ title: expect.any(String) })]),
    });
    expect(playground.complaints).toEqual([]);
  });

  story('is what a browser gets at /graphql', async () => {
    await playground.open('/graphql');
    expect(playground.complaints).toEqual([]);
  });

  story('explains the schema', async () => {
    await playground.open();
    await playground.page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await playground.page.getByRole('link', { name: 'Query', exact: true }).click();
    await playground.page.getByRole('link', { name: 'products', exact: true }).first().click();
    await playground.page.waitForSelector('.graphiql-plugin >> text=/can be filtered and sorted/');
    expect(playground.complaints).toEqual([]);
  });

  story('signs a stranger up, and then speaks in their name until they sign out', async () => {
    await playground.open();
    await playground.openExample('SignUp');
    const signedUp = await playground.run('SignUp');
    expect(signedUp.authorization).toBeUndefined();
    await playground.openExample('ReadMail');
    await until('the mail with the code', async () => {
      const { data } = await playground.run('ReadMail');
      return (data['outbox'] as { nodes: unknown[] }).nodes.length > 0;
    });
    await playground.openExample('Verify');
    const { data } = await playground.run('Verify');
    const { accessToken } = data['verifyOtp'] as { accessToken: string };
    await playground.page.waitForSelector('.soko-session >> text=/Signed in as\\s*ada-\\w+@example.org/');

    await playground.openExample('Welcome');
    expect((await playground.run('Welcome')).authorization).toBe(`Bearer ${accessToken}`);
    await playground.page.getByRole('button', { name: 'Sign out' }).click();
    await playground.page.waitForSelector('.soko-session >> text="Not signed in"');
    expect((await playground.run('Welcome')).authorization).toBeUndefined();
    expect(playground.complaints).toEqual([]);
  });

  story('goes on watching an order while other examples are run', async () => {
    const [goods, warehouse] = await Promise.all([
      buying.goodsOnSale('wambui', 5),
      signedInAs('warehouse@example.com'),
    ]);
    const { buyer, orders } = await buying.buy([[goods.small, 1]]);
    await keepState({
      session: { accessToken: buyer.token, refreshToken: null, expiresAt: null, person: null },
      memory: { correlationId: 'browser-story', orderId: orders[0] },
    });
    await playground.open();
    await playground.openExample('WatchOrder');
    const before = await watchedOrders();
    await playground.page.click('.graphiql-execute-button');
    await playground.page.waitForSelector('.soko-watch >> text=/waiting for the first event/');
    await until('the page to watch', async () => (await watchedOrders()) > before);

    await playground.openExample('Welcome');
    await playground.run('Welcome');
    await fulfilling.pack(warehouse, orders[0]!);
    await playground.page.waitForSelector('.soko-watch >> text=/[1-9] events?/');
    expect(await playground.page.locator('.graphiql-response').innerText()).not.toContain('"PACKAGED"');
    await playground.page.getByRole('button', { name: 'Show', exact: true }).click();
    await playground.page.waitForSelector('.graphiql-response .view-line >> text=/"PACKAGED"/');

    await playground.page.getByRole('button', { name: 'Stop', exact: true }).click();
    await until('the page to stop', async () => (await watchedOrders()) === before);
    await playground.page.click('.graphiql-execute-button');
    await until('the page to watch again', async () => (await watchedOrders()) > before);
    await playground.page.click('.graphiql-execute-button');
    await until('the page to stop again', async () => (await watchedOrders()) === before);
    expect(playground.complaints).toEqual([]);
  });

  story('offers to log in again when the session cannot be renewed, and says what the bank decided', async () => {
    const person = { displayName: 'Customer', email: 'customer@example.com', roles: ['CUSTOMER'] };
    await keepState({ session: { accessToken: 'old', refreshToken: 'unknown', expiresAt: 0, person } });
    await playground.open('/?payment_intent=pi_1&redirect_status=failed');
    await playground.page.waitForSelector('.soko-notice >> text=/bank did not confirm the payment/');
    expect(playground.page.url()).not.toContain('redirect_status');
    await playground.page.click('.graphiql-execute-button');
    await playground.page.waitForSelector('.soko-notice >> text=/session has ended/');
    await playground.page.getByRole('button', { name: 'Log in again as customer@example.com' }).click();
    await playground.page.waitForSelector('.soko-session >> text=/Signed in as\\s*customer@example.com/');
  });

  story('has everything within reach on a telephone', async () => {
    await playground.page.setViewportSize({ width: 390, height: 844 });
    await playground.open();
    await playground.page.locator('.soko-demo select').selectOption('customer');
    await playground.page.waitForSelector('.soko-session >> text=/Signed in as/');
    await playground.page.getByRole('button', { name: 'Show Worked examples' }).click();
    await playground.openExample('Welcome');
    await playground.run('Welcome');
    for (const part of ['.graphiql-execute-button', '.soko-sign-out', '.graphiql-response']) {
      const box = (await playground.page.locator(part).boundingBox())!;
      expect([part, box.x >= 0, box.x + box.width <= 390, box.y + box.height <= 844]).toEqual([part, true, true, true]);
      expect([part, box.height > 20]).toEqual([part, true]);
    }
    const response = (await playground.page.locator('.graphiql-response').boundingBox())!;
    expect(response.height).toBeGreaterThan(200);
    await playground.page.getByRole('button', { name: 'Show Worked examples' }).click();
    await playground.page.waitForSelector('.soko-examples button:not([disabled])');
    // The result is longer than its half of the screen.
    const slider = (await playground.page.locator('.graphiql-response .scrollbar.vertical .slider').boundingBox())!;
    const [x, y] = [slider.x + slider.width / 2, slider.y + slider.height / 2];
    const above = await playground.page.evaluate(
      `document.elementFromPoint(${x}, ${y}).closest('.graphiql-plugin, .graphiql-response').className`,
    );
    expect(above).toBe('graphiql-plugin');
    expect(playground.complaints).toEqual([]);
  });

  story('keeps what runs, the shown tab, the editors and the result apart on a telephone', async () => {
    const { page } = playground;
    await page.setViewportSize({ width: 390, height: 844 });
    await playground.open();
    await page.locator('.soko-demo select').selectOption('customer');
    await page.waitForSelector('.soko-session >> text=/Signed in as/');
    for (const name of ['First', 'Second', 'Third', 'Fourth', 'Fifth']) {
      await page.click('.graphiql-tab-add');
      await page.waitForSelector('.graphiql-tab-active >> text="<untitled>"');
      await page.click('.graphiql-query-editor .monaco-editor');
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(`subscription ${name} { notificationAdded { title } }`);
      await page.waitForSelector(`.graphiql-tab-active >> text="${name}"`);
      await page.click('.graphiql-execute-button');
      await page.waitForSelector(`.soko-watch >> text=/${name}/`);
    }
    const boxOf = async (part: string) => (await page.locator(part).boundingBox())!;
    const isTabShown = async () => {
      const [tab, row] = [await boxOf('.graphiql-tab-active'), await boxOf('.graphiql-tabs')];
      return tab.x >= row.x - 1 && tab.x + tab.width <= row.x + row.width + 1;
    };
    const [tools, response] = [await boxOf('.graphiql-editor-tools'), await boxOf('.graphiql-response')];
    expect(tools.y + tools.height).toBeLessThanOrEqual(response.y + 1);
    await until('the last tab is in the row', isTabShown);
    await page.getByRole('button', { name: 'Show', exact: true }).first().click();
    await page.waitForSelector('.graphiql-tab-active >> text="First"');
    await until('the tab of the first is in the row', isTabShown);
    await page.locator('.graphiql-tab', { hasText: 'Fifth' }).locator('.graphiql-tab-button').click();
    await page.setViewportSize({ width: 360, height: 740 });
    await until('the tab of the fifth is in the narrower row', isTabShown);
  });

  story('says what to run first when an example needs what is not known yet', async () => {
    await playground.open();
    await playground.openExample('PublishProduct');
    await playground.page.click('.graphiql-execute-button');
    await playground.page.waitForSelector('.graphiql-response >> text=/CreateProduct/');
    expect(playground.complaints).toEqual([]);
  });
});
