import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page, type Response } from 'playwright-core';

const executable = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
  .filter((path) => path !== undefined)
  .find((path) => existsSync(path));
if (!executable) process.stderr.write('Not run without Chromium: the stories in the playground (set CHROMIUM_PATH).\n');

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const hasBrowser = executable !== undefined;

/** Null where there is no browser: stories in it are skipped then. */
export const startBrowser = async (): Promise<Browser | null> =>
  executable ? chromium.launch({ executablePath: executable, args: flags }) : null;

/** The result of a run: the response, and the header that was sent. */
export interface Ran {
  data: Record<string, unknown>;
  errors?: unknown;
  authorization: string | undefined;
}

/** While an operation is under way the same button stops it. */
const idleButton = '.graphiql-execute-button[aria-label^="Execute"]';

/** The playground in a page of a browser. */
export interface Playground {
  page: Page;
  /** Everything the browser complained about, and every address that is not Soko's. */
  complaints: string[];
  /** Opens the page; it is ready once it has read the schema and all its editors are there. */
  open(path?: string): Promise<void>;
  /** Brings an example to the front by way of the tour. */
  openExample(name: string): Promise<void>;
  /** Runs the example that is in front, and waits until its answer is shown. */
  run(name: string): Promise<Ran>;
}

function listenForComplaints(page: Page, url: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(url))
      complaints.push(`elsewhere: ${request.url()}`);
  });
  return complaints;
}

export async function newPlayground(browser: Browser, url: string): Promise<Playground> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const isAnswerTo = (response: Response, operationName: string): boolean =>
    response.url() === `${url}/graphql` &&
    (response.request().postData() ?? '').includes(`"operationName":"${operationName}"`);
  return {
    page,
    complaints: listenForComplaints(page, url),
    async open(path = '/') {
      const schema = page.waitForResponse((response) => isAnswerTo(response, 'IntrospectionQuery'));
      await page.goto(`${url}${path}`);
      await schema;
      await page.waitForSelector(idleButton);
      await page.waitForSelector('.graphiql-query-editor .view-line >> text=/\\w/');
      await page.waitForSelector('.graphiql-response .monaco-editor');
      // On a narrow screen the tour opens on demand.
      if ((page.viewportSize()?.width ?? 0) > 700) await page.waitForSelector('.soko-examples button:not([disabled])');
    },
    async openExample(name) {
      await page.locator('.soko-examples button', { has: page.getByText(name, { exact: true }) }).click();
      await page.waitForSelector(`.graphiql-tab-active >> text="${name}"`);
    },
    async run(name) {
      const answered = page.waitForResponse((response) => isAnswerTo(response, name));
      await page.click(idleButton);
      const response = await answered;
      await page.waitForSelector(idleButton);
      await page.waitForSelector('.graphiql-response .view-line >> text=/"data"/');
      const { authorization } = response.request().headers();
      const { data, errors } = (await response.json()) as { data?: Ran['data'] | null; errors?: unknown };
      return { data: data ?? {}, errors, authorization };
    },
  };
}
