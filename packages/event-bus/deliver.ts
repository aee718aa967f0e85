import { Unprocessable, type Handler } from './event-bus.ts';
import type { Message } from './message.ts';
import { parseEnvelope } from './parse-envelope.ts';

/** What came of handing a message to a handler once. */
export type Outcome =
  | { status: 'handled' }
  | { status: 'failed'; error: string }
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
    return { status: error instanceof Unprocessable ? 'hopeless' : 'failed', error: describe(error) };
  }
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
