import { z } from 'zod';
import type { Outcome } from '../domain/outcome.ts';
import { createHttpClient, type HttpAnswer, NoAnswer, pauseOf } from './http-call.ts';
import type { MessageProvider, Outgoing } from './provider.ts';

export interface TwilioSettings {
  baseUrl: string;
  accountSid: string;
  authToken: string;
  /** Phone number, or the id of a messaging service (`MG…`). */
  from: string;
  atOnce: number;
  timeoutMs: number;
}

const sentMessage = z.object({ sid: z.string() });

const refusal = z.object({ code: z.number().optional(), message: z.string().default('') });

const listed = z.object({
  messages: z.array(z.object({ sid: z.string(), body: z.string(), date_created: z.string() })),
});

/** Messages of a number that are searched for one that may have been sent. */
const searched = 100;

/** Twilio's clock and ours may differ. */
const clockErrorMs = 60_000;

/** https://www.twilio.com/docs/api/errors: errors of the number, which no later attempt changes. */
const wrongNumberCodes = new Set([21_211, 21_217, 21_610, 21_612, 21_614]);

function outcomeOf({ status, json, retryAfter }: HttpAnswer): Outcome {
  const sent = sentMessage.safeParse(json);
  if (status === 201 && sent.success) return { result: 'accepted', providerId: sent.data.sid };
  const { code, message } = refusal.safeParse(json).data ?? { message: '' };
  const reason = `${status} ${code ?? ''} ${message}`.slice(0, 500);
  if (status === 429) return { result: 'later', reason, pauseMs: pauseOf(retryAfter, Date.now()) };
  // Wrong credentials, or no money: the settings are wrong, not the message.
  if ([401, 402, 403].includes(status)) return { result: 'later', reason, pauseMs: null };
  if (status >= 400 && status < 500)
    return { result: 'refused', reason, isAddress: code !== undefined && wrongNumberCodes.has(code) };
  return { result: 'unknown', reason };
}

/**
 * SMS by Twilio. Twilio has no idempotency keys: after an attempt with an unknown outcome, its list of messages is searched for
 * one with the same text to the same number since the message was composed.
 */
export function createTwilioProvider(settings: TwilioSettings): MessageProvider {
  const { baseUrl, accountSid, authToken, from } = settings;
  const client = createHttpClient(baseUrl, settings);
  const path = `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
  const headers = { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` };
  const sender = from.startsWith('MG') ? { MessagingServiceSid: from } : { From: from };

  /** The message, if an earlier attempt sent it. */
  async function find({ to, body, createdAt }: Outgoing): Promise<Outcome | null> {
    const query = new URLSearchParams({ To: to, PageSize: String(searched) });
    const answer = await client.call({ method: 'GET', path: `${path}?${query.toString()}`, headers });
    const found = listed.safeParse(answer.json);
    // As long as the list cannot be read, sending would risk a second message.
    if (answer.status !== 200 || !found.success) {
      const reason = `Could not read the list of messages: ${answer.status}.`;
      return {
        result: 'later',
        reason,
        pauseMs: answer.status === 429 ? pauseOf(answer.retryAfter, Date.now()) : null,
      };
    }
    const since = createdAt.getTime() - clockErrorMs;
    const sent = found.data.messages.find((each) => each.body === body && Date.parse(each.date_created) >= since);
    return sent === undefined ? null : { result: 'accepted', providerId: sent.sid };
  }

  return {
    name: 'twilio',
    channel: 'SMS',
    async send(message): Promise<Outcome> {
      try {
        const earlier = message.maybeSent ? await find(message) : null;
        if (earlier !== null) return earlier;
        const form = { To: message.to, ...sender, Body: message.body };
        return outcomeOf(await client.call({ method: 'POST', path, headers, form }));
      } catch (error) {
        if (error instanceof NoAnswer) return error.outcome;
        throw error;
      }
    },
    close: () => client.close(),
  };
}
