import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constants, publicEncrypt } from 'node:crypto';
import { silentLogger } from '@soko/log';
import { until } from '@soko/testing';
import { type MpesaSimulator, type MpesaSimulatorOptions, startMpesaSimulator } from '../index.ts';

/** Specs read answers as plain JSON; their expectations are the check. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

interface Answer {
  status: number;
  body: Json;
}

/** A shop that calls the simulator and takes its callbacks. */
export interface Shop extends MpesaSimulator {
  callbackUrl: string;
  /** The encrypted password of the initiator. */
  credential: string;
  received: { path: string; body: Json }[];
  /** The status and body with which the shop answers callbacks. */
  answer: { status: number; body: object };
  untilReceived(count: number): Promise<Json[]>;
  token(): Promise<string>;
  call(path: string, body: object, token?: string): Promise<Answer>;
  push(more?: object): Promise<Answer>;
  query(checkoutId: string): Promise<Answer>;
  pay(id: string, more?: object): Promise<Answer>;
  status(more: object): Promise<Answer>;
  admin(method: string, path: string, body?: object): Promise<Json>;
  advance(ms: number): Promise<void>;
}

async function startReceiver(shop: Pick<Shop, 'received' | 'answer'>) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      shop.received.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) });
      response
        .writeHead(shop.answer.status, { 'content-type': 'application/json' })
        .end(JSON.stringify(shop.answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${port}`, close };
}

export const timestamp = '20261126120000';

export async function openShop(options: Partial<MpesaSimulatorOptions> = {}): Promise<Shop> {
  const simulator = await startMpesaSimulator({ port: 0, log: silentLogger, ...options });
  const { url, account, publicKey } = simulator;
  const open: Pick<Shop, 'received' | 'answer'> = {
    received: [],
    answer: { status: 200, body: { ResultCode: 0, ResultDesc: 'Accepted' } },
  };
  const receiver = await startReceiver(open);
  const { shortCode, passkey } = account;
  const Password = Buffer.from(shortCode + passkey + timestamp).toString('base64');
  const SecurityCredential = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_PADDING },
    Buffer.from(account.initiatorPassword),
  ).toString('base64');
  let known: string | null = null;
  const initiator = {
    Initiator: account.initiator,
    SecurityCredential,
    Remarks: 'A spec',
    ResultURL: `${receiver.url}/result`,
    QueueTimeOutURL: `${receiver.url}/timeout`,
  };
  const shop: Shop = Object.assign(open, simulator, {
    callbackUrl: receiver.url,
    credential: SecurityCredential,
    async untilReceived(count: number) {
      return until(
        `${count} callbacks arrive`,
        async () => open.received.length >= count && open.received.map(({ body }) => body),
      );
    },
    async token() {
      const credentials = Buffer.from(`${account.consumerKey}:${account.consumerSecret}`).toString('base64');
      const response = await fetch(`${url}/oauth/v1/generate?grant_type=client_credentials`, {
        headers: { authorization: `Basic ${credentials}` },
      });
      known = ((await response.json()) as Json).access_token;
      return known!;
    },
    async call(path: string, body: object, token?: string) {
      const bearer = token ?? known ?? (await shop.token());
      const response = await fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    },
    push: (more: object = {}) =>
      shop.call('/mpesa/stkpush/v1/processrequest', {
        BusinessShortCode: shortCode,
        Password,
        Timestamp: timestamp,
        TransactionType: 'CustomerPayBillOnline',
        Amount: 100,
        PartyA: '254712345678',
        PartyB: shortCode,
        PhoneNumber: '254712345678',
        CallBackURL: `${receiver.url}/stk`,
        AccountReference: 'SOKO1',
        TransactionDesc: 'Deposit',
        ...more,
      }),
    query: (CheckoutRequestID: string) =>
      shop.call('/mpesa/stkpushquery/v1/query', {
        BusinessShortCode: shortCode,
        Password,
        Timestamp: timestamp,
        CheckoutRequestID,
      }),
    pay: (id: string, more: object = {}) =>
      shop.call('/mpesa/b2c/v3/paymentrequest', {
        ...initiator,
        InitiatorName: account.initiator,
        OriginatorConversationID: id,
        CommandID: 'BusinessPayment',
        Amount: 500,
        PartyA: shortCode,
        PartyB: '254712345678',
        Occassion: 'Withdrawal',
        ...more,
      }),
    status: (more: object) =>
      shop.call('/mpesa/transactionstatus/v1/query', {
        ...initiator,
        CommandID: 'TransactionStatusQuery',
        PartyA: shortCode,
        IdentifierType: '4',
        ...more,
      }),
    async admin(method: string, path: string, body: object = {}) {
      const response = await fetch(`${url}/_admin/${path}`, {
        method,
        ...(method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      const json: Json = await response.json();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${json.message}`);
      return json;
    },
    advance: async (ms: number) => void (await shop.admin('POST', 'clock', { advanceMs: ms })),
    async close() {
      await simulator.close();
      await receiver.close();
    },
  });
  return shop;
}
