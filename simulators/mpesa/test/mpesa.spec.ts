import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openShop, type Shop } from './fixture.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const phone = (digits: string) => ({ PartyA: `254712345${digits}`, PhoneNumber: `254712345${digits}` });

describe('the token', () => {
  it('is valid for an hour, and ends when a new one is made', async () => {
    const first = await shop.token();
    expect((await shop.call('/mpesa/stkpush/v1/processrequest', {}, first)).body.errorCode).toBe('400.002.02');
    const second = await shop.token();
    expect(await shop.call('/mpesa/stkpush/v1/processrequest', {}, first)).toMatchObject({
      status: 404,
      body: { errorCode: '404.001.03', errorMessage: 'Invalid Access Token', requestId: expect.any(String) },
    });
    await shop.advance(3_600_000);
    expect((await shop.call('/mpesa/stkpush/v1/processrequest', {}, second)).status).toBe(404);
  });

  it('needs the right credentials and grant type', async () => {
    const ask = async (query: string, authorization: string) => {
      const response = await fetch(`${shop.url}/oauth/v1/generate${query}`, { headers: { authorization } });
      return ((await response.json()) as { errorCode: string }).errorCode;
    };
    expect(await ask('?grant_type=client_credentials', 'Basic eDp5')).toBe('400.008.01');
    expect(await ask('?grant_type=password', 'Basic eDp5')).toBe('400.008.02');
  });
});

describe('a prompt', () => {
  it.each([
    ['BusinessShortCode', 'x'],
    ['Timestamp', '2026'],
    ['TransactionType', 'Pay'],
    ['Amount', '10.5'],
    ['Amount', 0],
    ['PartyA', '0712345678'],
    ['PhoneNumber', '255712345678'],
    ['CallBackURL', 'http://example.com/callback'],
    ['AccountReference', 'thirteen char'],
    ['TransactionDesc', 'fourteen chars'],
  ])('is refused with a wrong %s', async (field, value) => {
    expect(await shop.push({ [field]: value })).toMatchObject({
      status: 400,
      body: { errorCode: '400.002.02', errorMessage: `Bad Request - Invalid ${field}` },
    });
  });

  it('needs the password of its time', async () => {
    expect((await shop.push({ Timestamp: '20261126120001' })).body).toMatchObject({
      errorCode: '500.001.1001',
      errorMessage: 'Wrong credentials',
    });
  });

  it('is pending until the payer answers, and then tells the receipt and the amount', async () => {
    const { body } = await shop.push();
    expect(body).toMatchObject({ ResponseCode: '0', CheckoutRequestID: expect.stringMatching(/^ws_CO_/) });
    expect(await shop.query(body.CheckoutRequestID)).toMatchObject({
      status: 500,
      body: { errorCode: '500.001.1001' },
    });
    await shop.advance(4_000);
    const [{ Body }] = await shop.untilReceived(1);
    expect(Body.stkCallback).toMatchObject({ CheckoutRequestID: body.CheckoutRequestID, ResultCode: 0 });
    const items = Object.fromEntries(
      Body.stkCallback.CallbackMetadata.Item.map((item: { Name: string; Value?: unknown }) => [item.Name, item.Value]),
    );
    expect(items).toMatchObject({
      Amount: 100,
      MpesaReceiptNumber: expect.stringMatching(/^[A-Z][A-Z0-9]{9}$/),
      PhoneNumber: 254712345678,
    });
    expect((await shop.query(body.CheckoutRequestID)).body).toMatchObject({ ResponseCode: '0', ResultCode: '0' });
    expect(await shop.admin('GET', 'float')).toMatchObject({ working: 100 });
  });

  it.each([
    ['001', 1, 4_000],
    ['017', 17, 4_000],
    ['025', 1025, 0],
    ['032', 1032, 4_000],
    ['037', 1037, 60_000],
    ['201', 2001, 4_000],
  ])('fails for a phone that ends in %s with %s', async (digits, code, afterMs) => {
    const { body } = await shop.push(phone(digits));
    await shop.advance(afterMs);
    const [{ Body }] = await shop.untilReceived(1);
    expect(Body.stkCallback.ResultCode).toBe(code);
    expect(Body.stkCallback.CallbackMetadata).toBeUndefined();
    expect((await shop.query(body.CheckoutRequestID)).body.ResultCode).toBe(String(code));
    expect(await shop.admin('GET', 'float')).toMatchObject({ working: 0 });
  });

  it('reports as its phone chooses: twice, as a text, with another amount, before the answer, or never', async () => {
    const sent = async (digits: string) => (await shop.push(phone(digits))).body.CheckoutRequestID as string;
    const early = await sent('100');
    expect(shop.received.map(({ body }) => body.Body.stkCallback.CheckoutRequestID)).toEqual([early]);
    const [twice, text, wrong, never] = [await sent('202'), await sent('222'), await sent('111'), await sent('404')];
    await shop.advance(4_000);
    const callbacks = (await shop.untilReceived(5)).map(({ Body }) => Body.stkCallback);
    const of = (id: string) => callbacks.filter((callback) => callback.CheckoutRequestID === id);
    expect(of(twice)).toHaveLength(2);
    expect(of(text)[0].ResultCode).toBe('0');
    expect(of(wrong)[0].CallbackMetadata.Item[0]).toEqual({ Name: 'Amount', Value: 99 });
    expect(of(never)).toEqual([]);
    expect((await shop.query(never)).body.ResultCode).toBe('0');
  });

  it('is answered one at a time: a second one finds the subscriber locked', async () => {
    await shop.push();
    const second = await shop.push();
    const [{ Body }] = await shop.untilReceived(1);
    expect(Body.stkCallback).toMatchObject({ CheckoutRequestID: second.body.CheckoutRequestID, ResultCode: 1001 });
  });

  it('is reported once, also when the shop answers with 500', async () => {
    shop.answer = { status: 500, body: {} };
    await shop.push();
    await shop.advance(4_000);
    await shop.untilReceived(1);
    await shop.advance(86_400_000);
    expect((await shop.admin('GET', 'webhooks/attempts')).data).toMatchObject([
      { attempt: 1, outcome: 'refused', status: 500 },
    ]);
  });

  it('has an outcome that the admin page forces', async () => {
    await shop.admin('POST', 'outcomes', { kind: 'stk', msisdn: '254712345678', scenario: 'cancelled' });
    await shop.push();
    await shop.advance(4_000);
    const { body } = await shop.push();
    await shop.admin('POST', `pushes/${body.CheckoutRequestID}/finish`, { resultCode: '2001' });
    const codes = (await shop.untilReceived(2)).map(({ Body }) => Body.stkCallback.ResultCode);
    expect(codes).toEqual([1032, 2001]);
    const page = await (await fetch(`${shop.url}/_admin/`)).text();
    expect(page).toContain(body.CheckoutRequestID);
  });
});

describe('a payout', () => {
  it('is paid from the float, once for an id', async () => {
    await shop.admin('PUT', 'float', { utility: 800 });
    const { body } = await shop.pay('wdr-1');
    expect(body).toMatchObject({
      OriginatorConversationID: 'wdr-1',
      ResponseCode: '0',
      ConversationID: expect.stringMatching(/^AG_/),
    });
    expect(await shop.pay('wdr-1')).toMatchObject({
      status: 500,
      body: { errorCode: '500.002.1001', errorMessage: 'Duplicate OriginatorConversationID.' },
    });
    await shop.advance(3_000);
    const [{ Result }] = await shop.untilReceived(1);
    expect(Result).toMatchObject({
      ResultCode: 0,
      OriginatorConversationID: 'wdr-1',
      ConversationID: body.ConversationID,
    });
    await shop.pay('wdr-2');
    await shop.advance(3_000);
    const second = (await shop.untilReceived(2))[1].Result;
    expect(second).toMatchObject({ ResultCode: 1, OriginatorConversationID: 'wdr-2' });
    expect(second.ResultParameters).toBeUndefined();
    expect(await shop.admin('GET', 'float')).toMatchObject({ utility: 300 });
  });

  it('is refused for a wrong initiator, a small amount and an unknown number, in its result', async () => {
    await shop.pay('one', { SecurityCredential: 'A'.repeat(344) });
    await shop.pay('two', { Amount: 5 });
    await shop.pay('three', { PartyB: '254712345003' });
    await shop.advance(3_000);
    expect((await shop.untilReceived(3)).map(({ Result }) => Result.ResultCode)).toEqual([2001, 2, 'SFC_IC0003']);
  });

  it('is unknown for an hour where its phone says so, and a status query finds the truth', async () => {
    const { body } = await shop.pay('slow', { PartyB: '254712345700' });
    await shop.advance(10_000);
    expect((await shop.untilReceived(1))[0].Result.OriginatorConversationID).toBe('slow');
    expect(shop.received[0]!.path).toBe('/timeout');
    const ask = async (count: number) => {
      await shop.status({ OriginalConversationID: body.ConversationID });
      await shop.advance(500);
      const { ResultParameters } = (await shop.untilReceived(count))[count - 1].Result;
      const found = ResultParameters.ResultParameter as { Key: string; Value: unknown }[];
      return found.find(({ Key }) => Key === 'TransactionStatus')?.Value;
    };
    expect(await ask(2)).toBe('Pending');
    await shop.advance(3_600_000);
    await shop.token();
    expect(await ask(3)).toBe('Completed');
  });

  it('is reversed once, and not for more than was received', async () => {
    await shop.push();
    await shop.advance(4_000);
    const [{ Body }] = await shop.untilReceived(1);
    const receipt = Body.stkCallback.CallbackMetadata.Item[1].Value;
    const reverse = (amount: number, TransactionID: string = receipt) =>
      shop.call('/mpesa/reversal/v1/request', {
        ...reversalOf(shop),
        TransactionID,
        Amount: amount,
      });
    await reverse(100);
    await reverse(100);
    await reverse(100, 'AAAAAAAAAA');
    await shop.advance(3_000);
    expect((await shop.untilReceived(4)).slice(1).map(({ Result }) => Result.ResultCode)).toEqual([
      0,
      'R000001',
      'R000002',
    ]);
    expect(await shop.admin('GET', 'float')).toMatchObject({ working: 0 });
  });
});

/** The fields of a reversal that are the same for all; the credential is that of a payout. */
const reversalOf = (open: Shop) => ({
  Initiator: open.account.initiator,
  SecurityCredential: open.credential,
  CommandID: 'TransactionReversal',
  ReceiverParty: open.account.shortCode,
  RecieverIdentifierType: '11',
  Remarks: 'A spec',
  ResultURL: `${open.callbackUrl}/result`,
  QueueTimeOutURL: `${open.callbackUrl}/timeout`,
});

describe('a payment to the shortcode', () => {
  const register = (more: object = {}) =>
    shop.call('/mpesa/c2b/v2/registerurl', {
      ShortCode: shop.account.shortCode,
      ResponseType: 'Cancelled',
      ConfirmationURL: `${shop.callbackUrl}/confirm`,
      ValidationURL: `${shop.callbackUrl}/validate`,
      ...more,
    });

  it('refuses addresses with forbidden words', async () => {
    expect((await register({ ConfirmationURL: `${shop.callbackUrl}/mpesa/confirm` })).body.errorMessage).toBe(
      'Bad Request - Invalid ConfirmationURL',
    );
  });

  it('is validated, and confirmed only when the shop accepts it', async () => {
    expect((await register()).body).toMatchObject({ OriginatorCoversationID: expect.any(String), ResponseCode: '0' });
    shop.answer = { status: 200, body: { ResultCode: 'C2B00012', ResultDesc: 'Rejected' } };
    const paid = { amount: 50, msisdn: '254712345678', reference: 'SOKO1' };
    expect(await shop.admin('POST', 'c2b', paid)).toEqual({ receipt: null });
    shop.answer = { status: 200, body: { ResultCode: '0', ResultDesc: 'Accepted' } };
    const { receipt } = await shop.admin('POST', 'c2b', paid);
    const confirmed = (await shop.untilReceived(3))[2];
    expect(confirmed).toMatchObject({
      TransID: receipt,
      TransAmount: '50.00',
      BillRefNumber: 'SOKO1',
      MSISDN: '25471 ***** 678',
    });
  });
});

describe('the limits and faults', () => {
  it('answers 429 above the calls per second', async () => {
    await shop.token();
    await shop.admin('PATCH', 'settings', { tps: 1 });
    const statuses = (await Promise.all([shop.query('a'), shop.query('b'), shop.query('c')])).map(
      ({ status }) => status,
    );
    expect(statuses).toContain(429);
  });

  it('loses the answer of a call that ran', async () => {
    await shop.token();
    await shop.admin('POST', 'faults', { match: 'POST /mpesa/stkpush/*', effect: 'disconnect', when: 'after' });
    await expect(shop.push()).rejects.toThrow('fetch failed');
    expect(await shop.admin('GET', 'pushes')).toMatchObject({ total: 1 });
  });
});
