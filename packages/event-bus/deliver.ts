import { type Logger, scrubText } from '@soko/log';
import { isOutage } from '@soko/retry';
import type { Delivery, Handler, ManyHandler } from './event-bus.ts';
import type { Message } from './message.ts';
import { type ParsedEnvelope, parseEnvelope } from './parse-envelope.ts';

/** Result of one call of a handler. */
export type Outcome =
  | { status: 'handled' }
  | { status: 'failed'; error: string }
  /** Something that the handler needs does not respond, or is not known yet. The event itself may be valid. */
  | { status: 'postponed'; error: string; isOutage: boolean }
  /** Another try cannot succeed. */
  | { status: 'hopeless'; error: string };

const envelopeIn = ({ parsed, value }: Message): ParsedEnvelope => (parsed ? parsed() : parseEnvelope(value));

/** Calls `handler` with `message` once. Never throws. */
export async function deliver(handler: Handler, message: Message, attempt: number): Promise<Outcome> {
  const parsed = envelopeIn(message);
  if ('malformed' in parsed) return { status: 'hopeless', error: parsed.malformed };
  const { topic, partition, offset } = message;
  try {
    await handler({ topic, partition, offset, envelope: parsed.envelope, attempt });
    return { status: 'handled' };
  } catch (error) {
    if (isNamed(error, 'Unprocessable')) return { status: 'hopeless', error: describe(error) };
    if (isNamed(error, 'TooEarly')) return { status: 'postponed', error: describe(error), isOutage: false };
    if (isOutage(error)) return { status: 'postponed', error: describe(error), isOutage: true };
    return { status: 'failed', error: describe(error) };
  }
}

/** Recognised by name, like `AbortError`, so that code without the event bus can define its own. */
const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/** Calls `handleMany` with messages of one partition. True when all of them are handled. Never throws. */
export async function deliverMany(
  handleMany: ManyHandler,
  messages: readonly Message[],
  log: Logger,
): Promise<boolean> {
  const deliveries: Delivery[] = [];
  for (const message of messages) {
    const { topic, partition, offset } = message;
    const parsed = envelopeIn(message);
    if ('malformed' in parsed) return false;
    deliveries.push({ topic, partition, offset, envelope: parsed.envelope, attempt: 1 });
  }
  try {
    return await handleMany(deliveries);
  } catch (error) {
    log.info(
      { err: error, topic: messages[0]?.topic, events: messages.length },
      'could not handle events together; handling each alone',
    );
    return false;
  }
}

/** Kept with a dead letter. Errors of drivers may repeat the values of a statement. */
const describe = (error: unknown): string =>
  scrubText(error instanceof Error ? (error.stack ?? error.message) : String(error));
