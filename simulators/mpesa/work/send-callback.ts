import { randomUUID } from 'node:crypto';
import type { Delivery } from '@soko/simulator-kit';
import type { MpesaDraft } from '../records/kinds.ts';
import type { Simulator } from '../simulator.ts';

/** Keeps a callback together with the change that causes it, and returns the delivery to send after the commit. */
export function keepCallback(draft: MpesaDraft, type: string, url: string, body: object, now: number): Delivery {
  const id = randomUUID();
  draft.put('callbacks', { id, type, url, body: JSON.stringify(body) });
  return draft.put('deliveries', { id, type, eventId: id, endpointId: url, attempts: 0, dueAt: now });
}

/** A callback as the sender posts it. Daraja does not sign them. */
export function callbackRequest({ records }: Simulator, { eventId }: Delivery) {
  const callback = records.get('callbacks', eventId);
  if (callback === undefined) return null;
  return { url: callback.url, headers: { 'content-type': 'application/json' }, body: callback.body };
}

/** Sends a callback at once and waits for the answer: for one that must arrive before the acknowledgement. */
export async function postNow(simulator: Simulator, url: string, body: object): Promise<unknown> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(8_000),
    });
    return answer.ok ? await answer.json() : null;
  } catch (error) {
    simulator.log.info({ err: error, url }, 'a callback was not answered');
    return null;
  }
}
