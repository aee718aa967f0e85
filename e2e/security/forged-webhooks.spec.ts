import { createHmac } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { v7 } from 'uuid';
import { callbackSecretOf, webhookSecretOf } from '../../compositions/simulators.ts';
import * as buying from '../harness/buying.ts';
import { mpesaAdmin } from '../harness/mpesa.ts';
import { stripeAdmin } from '../harness/paying.ts';
import { type RunningSoko, seededDataFolder, startSoko } from '../harness/soko.mjs';
import { act, balanceOf, kes } from './across/acting.ts';
import { type KeptWebhooks, openKeptWebhooks } from './across/kept-webhooks.ts';
import { createWorld, purchase, type World } from './across/world.ts';

let soko: RunningSoko;
let world: World;
let webhooks: KeptWebhooks;

beforeAll(async () => {
  soko = await startSoko({ dataFolder: await seededDataFolder(), env: { LOG_IN_TRIES_PER_ADDRESS: '1000000' } });
  world = await createWorld(soko);
  webhooks = await openKeptWebhooks(soko.dataFolder);
});

afterAll(async () => {
  await webhooks?.close();
  await soko.stop();
  await rm(soko.dataFolder, { recursive: true, force: true });
});

describe('a webhook', () => {
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${soko.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    }).then(({ status }) => status);

  const signed = (body: string, options: { secret?: string; at?: number } = {}) => {
    const { secret = webhookSecretOf(world.secrets.serviceKey), at = Math.floor(Date.now() / 1_000) } = options;
    const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    return { 'stripe-signature': `t=${at},v1=${signature}` };
  };

  const flipLast = (text: string): string => `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`;

  /** Each of them twenty times, the last one first. */
  const turnedRound = <T>(list: readonly T[]): T[] => list.toReversed().flatMap((each) => Array<T>(20).fill(each));

  const eventOf = (type: string, object: object) =>
    JSON.stringify({ id: `evt_${v7()}`, object: 'event', type, created: 1, data: { object } });

  const paymentOf = async (id: string) => {
    const query = `query ($id: ID!) { order(id: $id) { status paymentStatus
      payment { status captured { amount } refunded { amount } } } }`;
    return (await world.support.data(query, { id })).order;
  };

  it('of Stripe changes nothing unless it is signed, now, as it is', async () => {
    const { checkout } = await buying.tryToBuy(
      [[world.ours.small, 1]],
      'pm_card_authenticationRequired',
      world.visitor,
    );
    const orderId: string = checkout.orders[0].id;
    const [intent] = await stripeAdmin(soko.stripeAdmin).intentsOf([orderId]);
    await until('the webhook of the new payment', async () => (await webhooks.count()) > 0);
    await webhooks.processed();
    const before = [await webhooks.count(), await paymentOf(orderId)];
    const body = eventOf('payment_intent.amount_capturable_updated', { ...intent, status: 'requires_capture' });
    const now = Math.floor(Date.now() / 1_000);
    const sound = signed(body);
    const attempts: [string, Record<string, string>][] = [
      [body, {}],
      [body, { 'stripe-signature': '' }],
      [body, signed(body, { secret: 'whsec_guessed' })],
      [body, signed(body, { at: now - 3_600 })],
      [body, { 'stripe-signature': sound['stripe-signature'].replace(/t=\d+/, `t=${now + 1}`) }],
      [`${body} `, sound],
      [body.replace('requires_capture', 'succeeded'), sound],
      [body, { 'stripe-signature': sound['stripe-signature'].replace('v1=', 'v0=') }],
    ];
    const statuses = await Promise.all(
      turnedRound(attempts).map(([text, headers]) => post('/webhooks/stripe', text, headers)),
    );
    expect(new Set(statuses)).toEqual(new Set([400]));
    expect([await webhooks.count(), await paymentOf(orderId)]).toEqual(before);
  });

  it('of Stripe that is signed says what to look at, and not what is true', async () => {
    const { orderId } = await purchase(world, world.one.user);
    const [intent] = await stripeAdmin(soko.stripeAdmin).intentsOf([orderId]);
    const before = await until('orders knows of the charge', async () => {
      const order = await paymentOf(orderId);
      return order.paymentStatus === 'CAPTURED' ? order : null;
    });
    const events = [
      eventOf('payment_intent.created', { ...intent, status: 'requires_payment_method' }),
      eventOf('payment_intent.succeeded', { ...intent, amount_received: 1 }),
      eventOf('payment_intent.payment_failed', { ...intent, status: 'requires_payment_method' }),
      eventOf('payment_intent.canceled', { ...intent, status: 'canceled', amount_received: 0 }),
      eventOf('charge.refunded', { id: 'ch_1', object: 'charge', payment_intent: intent!.id, amount_refunded: 1_990 }),
    ];
    const statuses = await Promise.all(turnedRound(events).map((body) => post('/webhooks/stripe', body, signed(body))));
    expect(new Set(statuses)).toEqual(new Set([200]));
    await webhooks.processed();
    expect(await paymentOf(orderId)).toEqual(before);
  });

  interface Push {
    msisdn: string;
    id: string;
    callbackUrl: string;
  }

  /** A deposit whose prompt is on a phone, and the callback that it waits for. */
  async function deposit(phone: string) {
    const input = { walletId: world.one.walletId, amount: kes('300.00'), method: 'MPESA', phone, idempotencyKey: v7() };
    const { id } = await act(world.one.user, 'deposit', input, '... on Deposit { id }');
    const push = await until('a prompt', async () => {
      const { data } = (await (await fetch(`${soko.mpesaAdmin}/pushes`)).json()) as { data: Push[] };
      return data.find(({ msisdn }) => `+${msisdn}` === phone);
    });
    const status = async (): Promise<string> =>
      (await world.one.user.data('query ($id: ID!) { deposit(id: $id) { status } }', { id })).deposit.status;
    const told = (ResultCode: number, code = 'SKX1ABC2DE'): string =>
      JSON.stringify({
        Body: {
          stkCallback: {
            MerchantRequestID: '1',
            CheckoutRequestID: push.id,
            ResultCode,
            ResultDesc: 'x',
            ...(ResultCode === 0
              ? {
                  CallbackMetadata: {
                    Item: [
                      { Name: 'Amount', Value: 300 },
                      { Name: 'MpesaReceiptNumber', Value: code },
                    ],
                  },
                }
              : {}),
          },
        },
      });
    return { id, push, status, told };
  }

  it('of M-Pesa changes nothing at a path that was guessed', async () => {
    const { push, status, told } = await deposit('+254712345601');
    await until('the prompt is out', async () => (await status()) === 'PENDING');
    const { pathname } = new URL(push.callbackUrl);
    const secret = callbackSecretOf(world.secrets.serviceKey);
    expect(pathname).toContain(secret);
    await webhooks.processed();
    const before = [await webhooks.count(), await status(), await balanceOf(world.one.user)];
    const paths = [
      pathname.replace(secret, 'a'.repeat(64)),
      pathname.replace(secret, flipLast(secret)),
      pathname.replace(secret, secret.toUpperCase()),
      pathname.replace(secret, secret.slice(1)),
      pathname.replace(`/${secret}`, ''),
      pathname.replace('/stk/', '/constructor/'),
      pathname.replace('/webhooks/mpesa', '/webhooks/other'),
      `/webhooks/daraja/${'b'.repeat(64)}/c2b-confirmation`,
    ];
    const statuses = await Promise.all(turnedRound(paths).map((path) => post(path, told(0))));
    expect(new Set(statuses)).toEqual(new Set([404]));
    expect([await webhooks.count(), await status(), await balanceOf(world.one.user)]).toEqual(before);
  });

  it('of M-Pesa that comes twenty times, turned round and with other contents, counts once', async () => {
    const balance = Number(await balanceOf(world.one.user));
    const { push, status, told } = await deposit('+254712345602');
    await mpesaAdmin(soko.mpesaAdmin).answer(push.msisdn, '0');
    await until('the deposit', async () => (await status()) === 'COMPLETED');
    const after = (balance + 300).toFixed(2);
    expect(await balanceOf(world.one.user)).toBe(after);
    const { pathname } = new URL(push.callbackUrl);
    const bodies = [told(0), told(1032), told(0, 'SKX1ABC2DF'), told(0).replace('300', '90000'), '{', '[]'];
    const statuses = await Promise.all(turnedRound(bodies).map((body) => post(pathname, body)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    await webhooks.processed();
    expect([await status(), await balanceOf(world.one.user)]).toEqual(['COMPLETED', after]);
  });
});
