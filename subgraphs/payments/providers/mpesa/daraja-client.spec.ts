import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProviderNotReached } from '../funds-provider.ts';
import { createDarajaClient, DarajaRefusal, DarajaUnclear } from './daraja-client.ts';
import type { MpesaSettings } from './settings.ts';

/** A Daraja that gives tokens, and answers all else with one error. */
let answer: { status: number; body: object | string };
let server: Server;
let settings: MpesaSettings;
beforeEach(async () => {
  server = createServer((request, response) => {
    const isToken = request.url?.startsWith('/oauth') === true;
    const { status, body } = isToken ? { status: 200, body: { access_token: 'token', expires_in: '3599' } } : answer;
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  settings = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    consumerKey: 'key',
    consumerSecret: 'secret',
    shortCode: '600000',
    passkey: 'passkey',
    initiator: null,
    payoutShortCode: '600000',
    callbackBase: 'https://soko.example',
    callbackToken: 'token',
    timeoutMs: 20_000,
  };
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function failureOf(status: number, body: object | string): Promise<unknown> {
  answer = { status, body };
  const client = createDarajaClient(settings, () => new Date());
  try {
    return await client.post('/mpesa/b2c/v3/paymentrequest', {});
  } catch (error) {
    return error;
  } finally {
    await client.close();
  }
}

const envelope = (errorCode: string, errorMessage = 'x') => ({ requestId: 'r', errorCode, errorMessage });

describe('an error of Daraja', () => {
  it.each([
    [400, '400.002.02', 'Bad Request - Invalid Amount'],
    [404, '404.001.01', 'Resource not found'],
    [405, '405.001', 'Method Not Allowed'],
    [500, '500.001.1001', 'Wrong credentials'],
    [500, '500.001.1001', 'Merchant does not exist'],
    [500, '500.001.1001', 'Unable to lock subscriber, a transaction is already in process'],
    [500, '500.002.1001', 'Duplicate OriginatorConversationID.'],
  ])('is a refusal where Safaricom documents it as one: %i %s', async (status, code, text) => {
    expect(await failureOf(status, envelope(code, text))).toBeInstanceOf(DarajaRefusal);
  });

  it.each([
    [500, '500.001.1001', 'The transaction is being processed'],
    [500, '500.001.1001', 'A text that nobody has documented'],
    [500, '500.003.1001', 'Internal Server Error'],
    [500, '500.009.9999', 'A code that nobody has documented'],
    [502, '502.001.01', 'Bad Gateway'],
    [400, '500.002.02', 'A status that does not fit its code'],
  ])('leaves open whether the request had an effect otherwise: %i %s', async (status, code, text) => {
    const failure = await failureOf(status, envelope(code, text));
    expect(failure).toBeInstanceOf(DarajaUnclear);
    expect(failure).toMatchObject({ name: 'ProviderUnavailable', code });
  });

  it.each([
    [500, '<html>Bad gateway</html>'],
    [400, { fault: 'of something in between' }],
    [500, { errorCode: 7 }],
  ])('leaves it open without the envelope of Daraja: %i', async (status, body) => {
    expect(await failureOf(status, body)).toMatchObject({ name: 'ProviderUnavailable' });
  });

  it.each([
    [429, '429.001.01'],
    [503, '500.003.02'],
  ])('turned the request away: %i %s', async (status, code) => {
    expect(await failureOf(status, envelope(code))).toBeInstanceOf(ProviderNotReached);
  });
});
