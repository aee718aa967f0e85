import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDarajaClient, type DarajaClient, DarajaRefusal } from '../providers/mpesa/daraja-client.ts';
import { type Json, openTill, type Till } from './till.ts';

let till: Till;
beforeAll(async () => {
  till = await openTill();
});
afterAll(() => till.close());

const utility = async (): Promise<number> => (await till.admin('GET', 'float')).utility;
const refuse = { match: 'POST /mpesa/b2c/*', effect: 'status', status: 400, when: 'before' };

describe('a withdrawal that M-Pesa refuses', () => {
  it('has failed when nothing else was sent for it', async () => {
    await till.admin('POST', 'faults', refuse);
    await till.disburse('wdr_refused', '+254710900500');
    await till.untilDisbursement('wdr_refused', 'FAILED');
  });

  it('is asked for again with the same id when M-Pesa answers with an error that it does not document', async () => {
    const before = await utility();
    const unclear = { match: 'POST /mpesa/b2c/*', status: 500, code: '500.009.9999' };
    await till.admin('POST', 'faults', { ...unclear, when: 'after' });
    expect(await till.disburse('wdr_unclear', '+254710903500')).toMatchObject({ status: 'PENDING' });
    await till.untilDisbursement('wdr_unclear', 'SUCCEEDED');
    await till.admin('POST', 'faults', { ...unclear, when: 'before' });
    expect(await till.disburse('wdr_unclear_2', '+254710904500')).toMatchObject({ status: 'PENDING' });
    await till.untilDisbursement('wdr_unclear_2', 'SUCCEEDED');
    expect(before - (await utility())).toBe(1_000);
    for (const reference of ['wdr_unclear', 'wdr_unclear_2']) {
      expect((await till.eventsOf(reference)).map(({ type }) => type)).toEqual(['succeeded']);
    }
  });

  it('is unknown when the answer to an earlier request was lost, which may have paid it', async () => {
    const before = await utility();
    await till.admin('POST', 'faults', { match: 'POST /mpesa/b2c/*', effect: 'disconnect', when: 'after' });
    await till.admin('POST', 'faults', refuse);
    await till.disburse('wdr_refused_later', '+254710901500');
    await till.untilDisbursement('wdr_refused_later', 'SUCCEEDED');
    expect(before - (await utility())).toBe(500);
    const types = (await till.eventsOf('wdr_refused_later')).map(({ type }) => type);
    expect(types).not.toContain('failed');
    expect(types.at(-1)).toBe('succeeded');
  });
});

describe('a prompt whose answer cannot be saved', () => {
  it('is not sent again, because it is on the phone', async () => {
    const phone = '+254710902500';
    await till.pool.query(`CREATE FUNCTION refuse_save() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'not now'; END $$`);
    await till.pool.query(`CREATE TRIGGER refuse_save BEFORE UPDATE ON collection FOR EACH ROW
      WHEN (NEW.reference = 'dep_unsaved' AND NEW.status <> 'CREATED') EXECUTE FUNCTION refuse_save()`);
    // The first try does not reach M-Pesa, so that the second is made.
    await till.admin('POST', 'faults', {
      match: 'POST /mpesa/stkpush/*',
      effect: 'status',
      status: 503,
      when: 'before',
    });
    await till.collect('dep_unsaved', phone);
    const pushes = async () =>
      (await till.admin('GET', 'pushes')).data.filter(({ msisdn }: Json) => msisdn === phone.slice(1)).length;
    await till.untilFast('it is on the phone', async () => (await pushes()) > 0);
    await till.advance(5_000);
    await till.untilFast('its callback is here', async () => {
      const { rowCount } = await till.pool.query(`SELECT FROM provider_event WHERE attempts > 1`);
      return rowCount! > 0;
    });
    await till.pool.query('DROP TRIGGER refuse_save ON collection');
    await till.untilCollection('dep_unsaved', 'SUCCEEDED');
    expect(await pushes()).toBe(1);
  });
});

describe('processes whose tokens end each other', () => {
  it('all get their answers', async () => {
    const { account, url } = till.mpesa;
    const settings = {
      ...account,
      baseUrl: url,
      initiator: null,
      payoutShortCode: account.shortCode,
      callbackBase: till.callbackBase,
      callbackToken: till.env.MPESA_CALLBACK_SECRET!,
      timeoutMs: 20_000,
    };
    await till.admin('PATCH', 'settings', { tps: 1_000 });
    const clients = [1, 2, 3].map(() => createDarajaClient(settings, () => new Date()));
    // The query is refused, which needs a valid token.
    const ask = (client: DarajaClient) =>
      client.post('/mpesa/stkpushquery/v1/query', {}).catch((error: unknown) => error);
    const answers = [];
    for (let round = 0; round < 10; round += 1) {
      answers.push(...(await Promise.all(clients.flatMap((client) => [ask(client), ask(client), ask(client)]))));
    }
    for (const client of clients) await client.close();
    expect(answers.filter((answer) => !(answer instanceof DarajaRefusal))).toEqual([]);
  });
});
