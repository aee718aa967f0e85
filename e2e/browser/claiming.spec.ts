import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 } from 'uuid';
import type { Browser, Page } from 'playwright-core';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { codeFor, newAddress, password, signUp } from '../harness/people.ts';
import { startBrowser } from '../harness/playground.ts';

const url = process.env['SOKO_URL'] ?? 'http://127.0.0.1:4000';

/** Saves pictures of the page there, for people who want to see it. */
const pictures = process.env['CLAIM_PICTURES'];

async function make(seller: Client, name: string, fields: string, given: object) {
  const { [name]: made } = await seller.data(
    `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${fields} ... on UserError { code message } } }`,
    { input: given },
  );
  return made;
}

describe('the page of a claim link', () => {
  let browser: Browser | null;
  let seller: Client;
  let tokenId: string;

  beforeAll(async () => {
    [browser, seller] = await Promise.all([startBrowser(), signedInAs('seller@example.com')]);
    const { id: storeId } = await make(seller, 'createStore', '... on Store { id }', { name: 'Claims' });
    const collection = { storeId, name: 'Sunrise', idempotencyKey: v7() };
    const { id: collectionId } = await make(seller, 'createCollection', '... on Collection { id }', collection);
    const token = { collectionId, name: 'First light', description: 'The sun over the bay.', maxSupply: 100 };
    ({ id: tokenId } = await make(seller, 'createToken', '... on Token { id }', { ...token, idempotencyKey: v7() }));
  });
  afterAll(() => browser?.close());

  const linkOf = async (more: object = {}): Promise<string> => {
    const input = { idempotencyKey: v7(), tokenId, quota: 10, ...more };
    const { code } = await make(seller, 'createClaimLink', '... on ClaimLink { code }', input);
    return `${url}/claim/${code}`;
  };

  async function openPage(address: string, colorScheme: 'light' | 'dark') {
    const context = await browser!.newContext({ viewport: { width: 390, height: 844 }, colorScheme });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => request.url().startsWith(url) || complaints.push(`elsewhere: ${request.url()}`));
    await page.goto(address);
    return { context, page, complaints };
  }

  const picture = async (page: Page, name: string): Promise<void> => {
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  };

  const isTooWide = (page: Page): Promise<boolean> =>
    page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');

  it('lets a new person claim with the keyboard alone, and shows the mint until it is theirs', async () => {
    if (browser === null) return;
    const { context, page, complaints } = await openPage(await linkOf(), 'light');
    const email = newAddress('claimer');
    await page.waitForSelector('h1 >> text=First light');
    await page.waitForSelector('#access-title >> text=Create an account');
    await picture(page, '1-sign-up');
    expect(await isTooWide(page)).toBe(false);
    await page.keyboard.press('Tab');
    for (const text of [email, 'Ada', 'Otieno', password]) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    // The field for the code has the focus.
    await page.waitForSelector('#code:focus');
    await picture(page, '2-code');
    await page.keyboard.type(await codeFor(client(), email));
    await page.keyboard.press('Enter');
    await page.waitForSelector('#take:focus');
    await picture(page, '3-claim');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#state >> text=The item is yours.', { timeout: 60_000 });
    expect(await page.textContent('#to')).toMatch(/^0x[\dA-Fa-f]{40}$/);
    await picture(page, '4-yours');
    expect(await isTooWide(page)).toBe(false);
    await page.reload();
    await page.waitForSelector('#state >> text=The item is yours.');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('lets a person with an account log in, in the dark, and refuses one who is not on the list', async () => {
    if (browser === null) return;
    const [invited, other] = [newAddress('invited'), newAddress('other')];
    await Promise.all([signUp(invited), signUp(other)]);
    const address = await linkOf({ allowList: { emails: [invited] } });
    const { context, page, complaints } = await openPage(address, 'dark');
    await page.waitForSelector('#invited >> text=invited people');
    const logIn = async (email: string) => {
      await page.fill('#email', email);
      await page.fill('#password', password);
      await page.click('#enter');
      await page.waitForSelector('#take:focus');
    };
    await page.click('#switch');
    await logIn(other);
    await page.click('#take');
    await page.waitForSelector('#claim-problem >> text=invited people');
    await picture(page, '5-refused');
    await page.click('#leave');
    await logIn(invited);
    await page.click('#take');
    await page.waitForSelector('#state >> text=The item is yours.', { timeout: 60_000 });
    await picture(page, '6-dark');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('says that a link is not valid, or that everything was claimed', async () => {
    if (browser === null) return;
    const address = await linkOf({ quota: 1 });
    const person = await signUp(newAddress('first'));
    const code = address.split('/').at(-1);
    await make(person, 'claimToken', '... on Claim { id }', { code, idempotencyKey: v7() });
    const used = await openPage(address, 'light');
    await used.page.waitForSelector('#closed >> text=Everything was claimed.');
    const wrong = await openPage(`${url}/claim/nothing-of-ours`, 'light');
    await wrong.page.waitForSelector('#closed >> text=This link is not valid.');
    await Promise.all([used, wrong].map(({ context }) => context.close()));
  });
});
