import { describe, expect, it } from '@jest/globals';
import { DarajaRefusal, DarajaUnclear } from './daraja-client.ts';
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

  it.each([
    new DarajaUnclear('500.001.1001', 'The transaction is being processed'),
    new DarajaUnclear('500.009.9999', 'A code that nobody has documented'),
    new DarajaRefusal('400.002.02', 'Bad Request - Invalid CheckoutRequestID'),
  ])('reads no error as an outcome', async (refusal) => {
    const post = async () => {
      throw refusal;
    };
    const client = { post, close: async () => {} };
    const funds = createMpesaFunds(client, settings, () => new Date(0));
    const known = { id: 'col_1', ref: 'ws_CO_1', amountMinor: 100n, currency: 'KES' };
    expect(await funds.fetchCollection(known)).toMatchObject({ status: 'pending', ref: 'ws_CO_1' });
  });
});
