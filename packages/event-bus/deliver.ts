import type { Logger } from '@soko/log';
import { isOutage } from '@soko/retry';
import { type Delivery, type Handler, type ManyHandler, Unprocessable } from './event-bus.ts';
import type { Message } from './message.ts';
import { parseEnvelope } from './parse-envelope.ts';

/** What came of handing a message to a handler once. */
export type Outcome =
  | { status: 'handled' }
  | { status: 'failed'; error: string }
  /** Something that the handler needs does not answer now, or is not known yet. The event itself may be good. */
  | { status: 'postponed'; error: string; isOutage: boolean }
  /** Trying again cannot help. */
  | { status: 'hopeless'; error: string };

/** Hands `message` to `handler` once. Never throws. */
export async function deliver(handler: Handler, message: Message, attempt: number): Promise<Outcome> {
  const parsed = parseEnvelope(message.value);
  if ('malformed' in parsed) return { status: 'hopeless', error: parsed.malformed };
  const { topic, partition, offset } = message;
  try {
    await handler({ topic, partition, offset, envelope: parsed.envelope, attempt });
    return { status: 'handled' };
  } catch (error) {
    if (error instanceof Unprocessable) return { status: 'hopeless', error: describe(error) };
    if (isTooEarly(error)) return { status: 'postponed', error: describe(error), isOutage: false };
    if (isOutage(error)) return { status: 'postponed', error: describe(error), isOutage: true };
    return { status: 'failed', error: describe(error) };
  }
}

/** By name, like `AbortError`, so that pure code can throw one of its own. */
const isTooEarly = (error: unknown): boolean => error instanceof Error && error.name === 'TooEarly';

/** Hands messages of one partition over at once. True when that did it for all of them. Never throws. */
export async function deliverMany(
  handleMany: ManyHandler,
  messages: readonly Message[],
  log: Logger,
): Promise<boolean> {
  const deliveries: Delivery[] = [];
  for (const { topic, partition, offset, value } of messages) {
    const parsed = parseEnvelope(value);
    if ('malformed' in parsed) return false;
    deliveries.push({ topic, partition, offset, envelope: parsed.envelope, attempt: 1 });
  }
  try {
    return await handleMany(deliveries);
  } catch (error) {
    log.info({ err: error, topic: messages[0]?.topic, events: messages.length }, 'handling events at once failed');
    return false;
  }
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
