import { describe, expect, it } from '@jest/globals';
import { createMpesaFunds } from './mpesa-funds.ts';
import type { MpesaSettings } from './settings.ts';

const settings: MpesaSettings = {
  baseUrl: 'https://daraja.example',
  consumerKey: 'key',
  consumerSecret: 'secret',
  shortCode: '600000',
  passkey: 'passkey',
  initiator: null,
  payoutShortCode: '600000',
  callbackBase: 'https://soko.example',
  callbackToken: 'token',
  timeoutMs: 1_000,
};

describe('a query about a prompt', () => {
  it.each([
    ['0', 'succeeded'],
    ['1032', 'failed'],
    ['4999', 'pending'],
  ])('reads the result %s as %s', async (ResultCode, status) => {
    const client = { post: async () => ({ ResponseCode: '0', ResultCode }), close: async () => {} };
    const funds = createMpesaFunds(client, settings, () => new Date(0));
    const known = { id: 'col_1', ref: 'ws_CO_1', amountMinor: 100n, currency: 'KES' };
    expect(await funds.fetchCollection(known)).toMatchObject({ status, ref: 'ws_CO_1' });
  });
});
