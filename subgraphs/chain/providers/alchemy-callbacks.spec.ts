import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createAlchemyCallbacks } from './alchemy-callbacks.ts';

const callbacks = createAlchemyCallbacks(['whsec_first', 'whsec_second']);
const hash = (digit: string): string => `0x${digit.repeat(64)}`;
const sign = (body: Buffer, key: string): string => createHmac('sha256', key).update(body).digest('hex');
const read = (event: unknown): string[] => callbacks.hashesIn(Buffer.from(JSON.stringify({ id: 'whevt_1', event })));

describe('a callback of Alchemy', () => {
  const body = Buffer.from('{"id":"whevt_1",  "event":{}}');

  it('is signed with the key of one of the webhooks, over its bytes', () => {
    for (const key of ['whsec_first', 'whsec_second'])
      expect(callbacks.isSigned(body, { 'x-alchemy-signature': sign(body, key) })).toBe(true);
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(body.toString())));
    expect(callbacks.isSigned(rewritten, { 'x-alchemy-signature': sign(body, 'whsec_first') })).toBe(false);
  });

  it.each([
    ['no signature', undefined],
    ['an empty one', ''],
    ['one of another key', sign(body, 'whsec_other')],
    ['half of one', sign(body, 'whsec_first').slice(0, 32)],
    ['text', 'z'.repeat(64)],
    ['several', [sign(body, 'whsec_first')]],
  ])('with %s is refused', (_, signature) => {
    expect(callbacks.isSigned(body, { 'x-alchemy-signature': signature })).toBe(false);
  });

  it('names its transactions, whatever its type', () => {
    const activity = [{ hash: hash('A') }, { hash: hash('a') }, { log: { transactionHash: hash('b') } }];
    expect(read({ network: 'ETH_MAINNET', activity })).toEqual([hash('a'), hash('b')]);
    expect(read({ transaction: { hash: hash('c') } })).toEqual([hash('c')]);
    expect(read({ data: { block: { logs: [{ transaction: { hash: hash('d') } }] } } })).toEqual([hash('d')]);
  });

  it.each([null, 1, 'text', [], {}, { activity: 'x' }, { activity: [null, 1, { hash: 5 }, { hash: '0x12' }] }])(
    'of another form names none: %j',
    (event) => expect(read(event)).toEqual([]),
  );

  it('names none when it is no JSON, and a thousand at most', () => {
    expect(callbacks.hashesIn(Buffer.from('{'))).toEqual([]);
    const activity = Array.from({ length: 1_200 }, (__, at) => ({ hash: `0x${String(at).padStart(64, '0')}` }));
    expect(read({ activity })).toHaveLength(1_000);
  });
});
