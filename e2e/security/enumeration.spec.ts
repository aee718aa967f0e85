import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withDatabase } from '@soko/postgres';
import { until } from '@soko/testing';
import pg from 'pg';
import { v7 } from 'uuid';
import { openEmbeddedServer } from '../../compositions/embedded-server.ts';
import * as buying from '../harness/buying.ts';
import { type Client, client, signedInAs } from '../harness/client.ts';
import { mpesaAdmin } from '../harness/mpesa.ts';
import { stripeAdmin } from '../harness/paying.ts';
import { codeFor, mailed } from '../harness/people.ts';
import { type RunningSoko, seededDataFolder, startSoko } from '../harness/soko.mjs';
import { act, attempt, balanceOf, kes, openFilledWallet, refused } from './across/acting.ts';
import { compareMedians, differs } from './across/timing.ts';

/** Measurements of each group. */
const count = 30;
/** A busy machine disturbs one round; what differs does so in all. */
const rounds = 3;

const password = 'a-long-enough-password-7';
const env = {
  LOG_LEVEL: 'debug',
  LOG_FORMAT: 'json',
  // Costly enough for a hash that is left out to show.
  USERS_PASSWORD_MEMORY_KIB: '16384',
  USERS_PASSWORD_PASSES: '2',
  LOG_IN_TRIES_PER_ACCOUNT: '1000000',
  LOG_IN_TRIES_PER_ADDRESS: '1000000',
};

let soko: RunningSoko;
let visitor: Client;

beforeAll(async () => {
  soko = await startSoko({ dataFolder: await seededDataFolder(), env });
  visitor = client({ url: soko.url });
});

afterAll(async () => {
  await soko.stop();
  await rm(soko.dataFolder, { recursive: true, force: true });
});

const challenge = '... on OtpChallenge { channel purpose maskedTo }';

/** Signs somebody up. Answers the session, and the code that opened it. */
async function signUpWith(profile: { email: string; phone?: string; firstName: string; lastName: string }) {
  const { id: challengeId } = await act(visitor, 'signUp', { ...profile, password }, '... on OtpChallenge { id }');
  const code = await codeFor(visitor, profile.email);
  const session = await act(visitor, 'verifyOtp', { challengeId, code }, '... on Session { accessToken refreshToken }');
  const { accessToken, refreshToken } = session as Record<'accessToken' | 'refreshToken', string>;
  return {
    user: visitor.withToken(accessToken),
    code,
    session: { accessToken, refreshToken },
  };
}

describe('an address', () => {
  let server: Awaited<ReturnType<typeof openEmbeddedServer>>;
  let users: pg.Pool;
  let owner: Client;
  let storeId: string;
  const knownAddress = (n: number, word: string): string => `p-${word}-${1_000 + n}@example.org`;

  beforeAll(async () => {
    server = await openEmbeddedServer(soko.dataFolder);
    users = new pg.Pool({ connectionString: withDatabase(server.connectionString, 'soko_users'), max: 1 });
    owner = await signedInAs('seller@example.com', soko.url);
    ({ id: storeId } = await act(owner, 'createStore', { name: 'Inviting' }, '... on Store { id }'));
  });

  afterAll(async () => {
    await users?.end();
    await server?.close();
  });

  /** As many accounts as measurements: each the like of one that signed up. */
  async function knownAddresses(): Promise<string[]> {
    const word = v7();
    const email = `p-${word}@example.org`;
    await signUpWith({ email, firstName: 'Ada', lastName: 'Otieno' });
    await users.query(
      `INSERT INTO users (id, email, password_hash, first_name, last_name, status, email_verified_at)
       SELECT 'usr_' || gen_random_uuid(), 'p-' || $2::text || '-' || (1000 + n) || '@example.org', password_hash,
         first_name, last_name, status, email_verified_at
       FROM users, generate_series(0, $3::int) AS n WHERE email = $1`,
      [email, word, count - 1],
    );
    return Array.from({ length: count }, (_, n) => knownAddress(n, word));
  }

  const unknownAddresses = (): string[] => {
    const word = v7();
    return Array.from({ length: count }, (_, n) => knownAddress(n, word));
  };

  type Ask = (email: string) => ReturnType<typeof attempt>;

  async function measure(ask: Ask, email: string) {
    // Every address may ask once in a while: this is not about that.
    await users.query('DELETE FROM limits');
    const begin = performance.now();
    const { data, errors } = await ask(email);
    return { ms: performance.now() - begin, answer: JSON.stringify({ data, errors }).replaceAll(email, 'EMAIL') };
  }

  /** Asks about both in turn, and which comes first changes. */
  async function compare(ask: Ask, known: readonly string[], unknown: readonly string[]) {
    const times: [number[], number[]] = [[], []];
    const answers: [Set<string>, Set<string>] = [new Set(), new Set()];
    for (const n of known.keys()) {
      for (const group of n % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        const { ms, answer } = await measure(ask, (group === 0 ? known : unknown)[n]!);
        times[group].push(ms);
        answers[group].add(answer);
      }
    }
    return { answers, compared: compareMedians(...times) };
  }

  const asks: Record<string, Ask> = {
    logIn: (email) => attempt(visitor, 'logIn', { email, password: 'a-wrong-password-8' }),
    requestPasswordReset: (email) => attempt(visitor, 'requestPasswordReset', { email }, challenge),
    signUp: (email) =>
      attempt(visitor, 'signUp', { email, password: 'another-password-9', firstName: 'Eve', lastName: 'X' }, challenge),
    inviteStoreMember: (email) =>
      attempt(
        owner,
        'inviteStoreMember',
        { storeId, email, role: 'SUPPORT' },
        '... on StoreMember { email role status user { id } joinedAt }',
      ),
  };

  it.each(Object.entries(asks))('that has an account is answered by %s as one that has none', async (_, ask) => {
    const seen = [];
    for (let round = 0; round < rounds; round += 1) {
      const { answers, compared } = await compare(ask, await knownAddresses(), unknownAddresses());
      expect(answers[0].size).toBe(1);
      expect([...answers[0]]).toEqual([...answers[1]]);
      seen.push(compared);
      if (!differs(compared)) return;
    }
    throw new Error(`The times differ: ${JSON.stringify(seen)}`);
  });

  it('would be found out by the time of one password hash', async () => {
    const seen = [];
    const withHash = unknownAddresses();
    // Refused before the hash.
    const without: Ask = (email) =>
      withHash.includes(email)
        ? asks['signUp']!(email)
        : attempt(visitor, 'signUp', { email, password: 'short', firstName: 'Eve', lastName: 'X' }, challenge);
    for (let round = 0; round < rounds; round += 1) {
      const { compared } = await compare(without, unknownAddresses(), withHash);
      seen.push(compared);
      if (differs(compared)) return;
    }
    throw new Error(`The times do not differ: ${JSON.stringify(seen)}`);
  });
});

describe('the log of a Soko that tells everything', () => {
  const word = `zq${v7().slice(-8)}`;
  const email = `${word}@example.org`;
  const phones = ['254798700601', '254798700602'] as const;

  /** A pattern of digits that begin a value. Any six digits are somewhere in the ids and times of a long log. */
  const digits = (text: string): string => `(?<![\\w.])(?:254|0)?${text}`;

  /** Patterns of everything that the person gave or got, and that nobody else may read. */
  async function live(): Promise<Record<string, string>> {
    const profile = { email, phone: `+${phones[0]}`, firstName: `${word}first`, lastName: `${word}last` };
    const { user, code, session } = await signUpWith(profile);
    const walletId = await openFilledWallet(user, '2000.00');
    await until('the deposit', async () => (await balanceOf(user)) === '2000.00');
    const [saved, paying] = await Promise.all([1, 2].map(() => stripeAdmin(soko.stripeAdmin).newCard()));
    await act(user, 'savePaymentMethod', { method: 'STRIPE_CARD', token: saved, idempotencyKey: v7() });
    const goods = await buying.goodsOnSale('logged', 5, soko.url);
    await buying.fillCart(user, [[goods.small, 1]]);
    const where = { ...buying.address, name: `${word}first`, line1: `${word}street 1`, phone: `+${phones[0]}` };
    const quote = await act(
      user,
      'quoteCheckout',
      { cartToken: null, email, address: where, deliveryMethod: 'STANDARD' },
      '... on CheckoutQuote { id }',
    );
    expect(await buying.placeOrder(user, quote.id, paying)).toMatchObject({ status: 'CONFIRMED' });
    const byPhone = { walletId, amount: kes('300.00'), method: 'MPESA', phone: `+${phones[1]}`, idempotencyKey: v7() };
    await act(user, 'deposit', byPhone);
    await mpesaAdmin(soko.mpesaAdmin).answer(phones[1], '0');
    await until('the deposit by phone', async () => (await balanceOf(user)) === '2300.00');
    const out = { walletId, amount: kes('500.00'), phone: `+${phones[0]}`, idempotencyKey: v7() };
    const { id: withdrawalId } = await act(user, 'requestWithdrawal', out, '... on Withdrawal { id }');
    const withdrawalCode = await mailed(user, email, /confirm a withdrawal[^]*?\b(\d{6})\b/);
    await act(user, 'confirmWithdrawal', { withdrawalId, code: withdrawalCode });
    await until('the withdrawal', async () => {
      const { withdrawal } = await user.data('query ($id: ID!) { withdrawal(id: $id) { status } }', {
        id: withdrawalId,
      });
      return withdrawal.status === 'COMPLETED';
    });
    const codes = { code: `${digits(code)}\\b`, withdrawalCode: `${digits(withdrawalCode)}\\b` };
    return { word, password, ...codes, ...session, saved: saved!, paying: paying!, phone: digits('7987006') };
  }

  /** Mistakes and attacks, which are logged in detail. */
  async function fail(): Promise<Record<string, string>> {
    const wrong = `${word}-wrong-password`;
    await attempt(visitor, 'logIn', { email, password: wrong });
    await attempt(visitor, 'requestPasswordReset', { email });
    await attempt(visitor, 'resetPassword', { challengeId: 'otp_1', code: '123456', newPassword: wrong });
    await attempt(visitor, 'refreshSession', { refreshToken: `${word}-refresh` });
    await visitor.withToken(`${word}.access.token`).ask('{ me { id } }');
    await visitor.ask(
      `mutation { signUp(input: { email: "${email}", password: 4, phone: "+${phones[0]}" }) { ${refused} } }`,
    );
    const body = JSON.stringify({ id: 'evt_1', data: { object: { email, card: `pm_${word}`, phone: phones[0] } } });
    const headers = { 'content-type': 'application/json', 'stripe-signature': `t=1,v1=${word}` };
    for (const path of [
      '/webhooks/stripe',
      `/webhooks/mpesa/${word}/stk/col_1?to=${email}`,
      `/data-exports/${word}?token=${word}`,
    ])
      await fetch(`${soko.url}${path}`, { method: 'POST', headers, body });
    await fetch(`${soko.url}/data-exports/exp_1?token=${word}`);
    return { wrong };
  }

  it('has no password, token, code, phone, address or card in it', async () => {
    const secrets = { ...(await live()), ...(await fail()) };
    await soko.stop();
    const log = soko.output();
    // All of it, from the first line on.
    expect(log).toContain('Ctrl-C stops Soko');
    expect(log).toContain('"level":"debug"');
    expect(log).toContain('refused a webhook with an invalid signature');
    const found = Object.entries(secrets).flatMap(([name, secret]) => {
      const pattern = new RegExp(secret);
      const line = log.split('\n').find((each) => pattern.test(each));
      return line === undefined ? [] : [`${name}: ${line.slice(0, 600)}`];
    });
    expect(found).toEqual([]);
  });
});
