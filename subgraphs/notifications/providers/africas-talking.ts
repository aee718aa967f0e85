import { z } from 'zod';
import type { Outcome } from '../domain/outcome.ts';
import { createHttpClient, type HttpAnswer, NoAnswer, pauseOf } from './http-call.ts';
import type { MessageProvider } from './provider.ts';

export interface AfricasTalkingSettings {
  baseUrl: string;
  username: string;
  apiKey: string;
  /** Short code or alphanumeric sender. Null for the default one of the account. */
  from: string | null;
  atOnce: number;
  timeoutMs: number;
}

const answerShape = z.object({
  SMSMessageData: z.object({
    Message: z.string().default(''),
    Recipients: z.array(
      z.object({ statusCode: z.number(), status: z.string().default(''), messageId: z.string().optional() }),
    ),
  }),
});

/** Processed, sent, queued. */
const acceptedCodes = new Set([100, 101, 102]);

/** Invalid number, unsupported kind of number, number on the block list, no route, do-not-disturb. */
const wrongNumberCodes = new Set([403, 404, 406, 407, 409]);

/** Insufficient balance: nothing was sent, and later something may be. */
const noBalance = 405;

function outcomeOf({ status, json, retryAfter }: HttpAnswer): Outcome {
  const reason = `${status} ${JSON.stringify(json)}`.slice(0, 500);
  if (status === 429) return { result: 'later', reason, pauseMs: pauseOf(retryAfter, Date.now()) };
  if ([401, 402, 403].includes(status)) return { result: 'later', reason, pauseMs: null };
  if (status >= 400 && status < 500) return { result: 'refused', reason, isAddress: false };
  const recipient = answerShape.safeParse(json).data?.SMSMessageData.Recipients[0];
  if (recipient === undefined) return { result: 'unknown', reason };
  const { statusCode, messageId } = recipient;
  if (acceptedCodes.has(statusCode)) return { result: 'accepted', providerId: messageId ?? null };
  if (statusCode === noBalance) return { result: 'later', reason, pauseMs: null };
  if (statusCode < 500) return { result: 'refused', reason, isAddress: wrongNumberCodes.has(statusCode) };
  return { result: 'unknown', reason };
}

/**
 * SMS by Africa's Talking. It has neither idempotency keys nor a list of sent messages: a message with an unknown outcome is
 * left to people.
 */
export function createAfricasTalkingProvider(settings: AfricasTalkingSettings): MessageProvider {
  const { baseUrl, username, apiKey, from } = settings;
  const client = createHttpClient(baseUrl, settings);
  const headers = { apiKey, accept: 'application/json' };
  return {
    name: 'africas-talking',
    channel: 'SMS',
    async send({ to, body, maybeSent }): Promise<Outcome> {
      if (maybeSent)
        return { result: 'undecidable', reason: 'Africa’s Talking does not tell whether it sent the message before.' };
      try {
        const form = { username, to, message: body, ...(from === null ? {} : { from }) };
        return outcomeOf(await client.call({ method: 'POST', path: '/version1/messaging', headers, form }));
      } catch (error) {
        if (error instanceof NoAnswer) return error.outcome;
        throw error;
      }
    },
    close: () => client.close(),
  };
}
