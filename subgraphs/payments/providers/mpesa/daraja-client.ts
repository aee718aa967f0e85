import { setTimeout as pause } from 'node:timers/promises';
import { errors, Pool } from 'undici';
import { z } from 'zod';
import { ProviderNotReached } from '../funds-provider.ts';
import { ProviderRefusal, ProviderUnavailable } from '../provider.ts';
import type { MpesaSettings } from './settings.ts';
import { createTokenCache, type Token } from './token-cache.ts';

/** Daraja refused the request with an error that it documents as such: it had no effect. `code` is its `errorCode`. */
export class DarajaRefusal extends ProviderRefusal {}

/** Daraja answered with another error: it is unknown whether the request had an effect. */
export class DarajaUnclear extends ProviderUnavailable {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface DarajaClient {
  /** Posts a request and returns the JSON of a successful answer. */
  post(path: string, body: object): Promise<unknown>;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  json: unknown;
}

const envelope = z.object({ errorCode: z.string(), errorMessage: z.string().default('') });

// Some gateways send the seconds as a text.
const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

const invalidTokenCodes = new Set(['404.001.03', '401.002.01', '401.003.01', '400.008.01']);

/** Times that a request asks for a new token before it is given up for now. */
const maxNewTokens = 8;

/** The request was turned away before it had an effect, and may be sent again. */
const isTurnedAway = (status: number, errorCode: string): boolean => status === 429 || errorCode === '500.003.02';

/** Daraja answers so to a payout whose id it has accepted before. */
export const duplicateId = '500.002.1001';

/** One code means several things; these of them are refusals. */
const refusalTexts = /merchant does not exist|wrong credentials|lock subscriber/i;

/**
 * The errors that Safaricom documents as refusals: those of the request itself (400, 401, 404 and 405), and two of M-Pesa. Any
 * other error may follow a request that is carried out, also one that is not documented at all.
 */
const isRefused = (status: number, errorCode: string, text: string): boolean =>
  (status < 500 && /^40[0-5]\.\d{3}(\.\d{2,4})?$/.test(errorCode)) ||
  errorCode === duplicateId ||
  (errorCode === '500.001.1001' && refusalTexts.test(text));

/** Errors of a connection that was never made: nothing was sent. */
const isNotSent = (error: unknown): boolean =>
  error instanceof errors.ConnectTimeoutError ||
  ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(
    String((error as { code?: unknown }).code),
  );

function failureOf(what: string, { status, json }: Answer): Error {
  const read = envelope.safeParse(json);
  if (!read.success) return new ProviderUnavailable(`M-Pesa answered ${what} with status ${status}.`);
  const { errorCode, errorMessage } = read.data;
  const text = `M-Pesa answered ${what} with ${errorCode}: ${errorMessage}`;
  if (isTurnedAway(status, errorCode)) return new ProviderNotReached(text);
  if (isRefused(status, errorCode, errorMessage)) return new DarajaRefusal(errorCode, errorMessage);
  return new DarajaUnclear(errorCode, text);
}

/** Plain HTTPS to Daraja, with its access token. */
export function createDarajaClient(settings: MpesaSettings, now: () => Date): DarajaClient {
  const { baseUrl, consumerKey, consumerSecret, timeoutMs } = settings;
  const { origin, pathname } = new URL(baseUrl);
  const basePath = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, {
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    allowH2: false,
  });

  async function send(
    method: 'GET' | 'POST',
    path: string,
    authorization: string,
    body: object | null,
  ): Promise<Answer> {
    const headers = { authorization, ...(body === null ? {} : { 'content-type': 'application/json' }) };
    try {
      const request = { method, path: basePath + path, headers, body: body === null ? null : JSON.stringify(body) };
      const response = await pool.request(request);
      const json: unknown = await response.body.json().catch(() => null);
      return { status: response.statusCode, json };
    } catch (cause) {
      const message = `M-Pesa did not answer ${path}.`;
      throw isNotSent(cause) ? new ProviderNotReached(message, { cause }) : new ProviderUnavailable(message, { cause });
    }
  }

  async function requestToken(): Promise<Token> {
    const path = '/oauth/v1/generate?grant_type=client_credentials';
    const credentials = Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64');
    const answer = await send('GET', path, `Basic ${credentials}`, null).catch((cause: unknown) => {
      // Without a token nothing was asked for yet.
      throw new ProviderNotReached('M-Pesa gave no access token.', { cause });
    });
    const read = tokenAnswer.safeParse(answer.json);
    if (!read.success)
      throw new ProviderNotReached(`M-Pesa gave no access token: ${failureOf('/oauth', answer).message}`);
    const { access_token: value, expires_in: seconds } = read.data;
    return { value, until: now().getTime() + seconds * 900 };
  }

  const tokens = createTokenCache(requestToken, () => now().getTime());

  async function sendWithToken(path: string, body: object): Promise<Answer & { token: string }> {
    const token = await tokens.token();
    return { ...(await send('POST', path, `Bearer ${token}`, body)), token };
  }

  const isTokenRefused = ({ json, status }: Answer): boolean =>
    status >= 400 && invalidTokenCodes.has(envelope.safeParse(json).data?.errorCode ?? '');

  return {
    async post(path, body) {
      let answer = await sendWithToken(path, body);
      // Another process may have got a new token, which ends ours. Pauses by chance keep the two from ending each other's for ever.
      for (let round = 0; round < maxNewTokens && isTokenRefused(answer); round += 1) {
        tokens.refuse(answer.token);
        await pause(Math.random() * round * 100);
        answer = await sendWithToken(path, body);
      }
      if (isTokenRefused(answer)) throw new ProviderNotReached('M-Pesa refuses the access token.');
      if (answer.status >= 200 && answer.status < 300) return answer.json;
      throw failureOf(path, answer);
    },
    close: () => pool.close(),
  };
}
