import { expect } from '@jest/globals';
import { until } from '@soko/testing';
import type { Playground, Ran } from './playground.ts';

/** Refusals are answers, too: `code` and `message` on a field of the root. */
const refusalsIn = (data: Ran['data']): unknown[] =>
  Object.values(data).filter((field) => typeof field === 'object' && field !== null && 'code' in field);

/** A walk through the worked examples in the browser. */
export const startTour = (playground: Playground) => ({
  /** Clicks the example, runs it until its answer is `isThere`, and reads the answer on the page. */
  async show(name: string, isThere: (data: Ran['data']) => boolean = () => true): Promise<Ran['data']> {
    await playground.openExample(name);
    const data = await until(`what ${name} promises`, async () => {
      const ran = await playground.run(name);
      expect([name, ran.errors, refusalsIn(ran.data)]).toEqual([name, undefined, []]);
      return isThere(ran.data) ? ran.data : null;
    });
    const [field] = Object.keys(data);
    await playground.page.waitForSelector(`.graphiql-response .view-line >> text=/"${field}"/`);
    return data;
  },

  /** Begins a subscription, which goes on while other examples are run. */
  async watch(name: string): Promise<void> {
    await playground.openExample(name);
    await playground.page.click('.graphiql-execute-button');
    await playground.page.waitForSelector(`.soko-watch >> text=/${name}/`);
  },

  /** Shows what a subscription has received by now. */
  async showWatched(name: string, text: RegExp): Promise<void> {
    await playground.openExample(name);
    await playground.page.waitForSelector(`.graphiql-response .view-line >> text=${text}`);
  },

  signedInAs: (name: string) =>
    playground.page.waitForSelector(`.soko-session >> text=/Signed in as\\s*${name}@example.com/`),

  /** Pictures of the page as it is and on a telephone, to look at: set SOKO_SCREENSHOTS to a folder. */
  async photograph(name: string): Promise<void> {
    const folder = process.env['SOKO_SCREENSHOTS'];
    if (folder === undefined) return;
    const { page } = playground;
    const size = page.viewportSize()!;
    for (const [width, height] of [
      [size.width, size.height],
      [1280, 800],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: `${folder}/${name}-${width}.png` });
    }
    await page.setViewportSize(size);
  },
});
