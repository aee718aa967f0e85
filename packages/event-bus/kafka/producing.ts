import { type Kafka, type Message, Partitioners, type Producer } from 'kafkajs';
import { holdClient, type HeldClient } from './held-client.ts';
import { RefusedEvents } from '../event-bus.ts';
import { retry } from './client.ts';

/** Size of one request. The broker accepts record batches of up to 1 MB, and all records may go to one partition. */
const requestBytes = 500_000;
const requestMessages = 1_000;

/**
 * An idempotent producer with one request in flight, so that retries neither repeat nor reorder. It is replaced after a
 * final failure: it cannot know whether the broker counted that request, and might use its number for another one, which
 * the broker would drop as a duplicate.
 */
export const holdProducer = (kafka: Kafka): HeldClient<Producer> =>
  holdClient(() =>
    kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry,
    }),
  );

/** Errors of a broker that refuses a message and would refuse it again. */
const refusals = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'INVALID_TIMESTAMP']);

/** The broker's answer is the cause of what kafkajs throws. */
const isRefusal = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { type } = error as { type?: unknown };
  return (typeof type === 'string' && refusals.has(type)) || isRefusal(error.cause);
};

/** Sends messages in order. Resolves when all in-sync replicas have them. Throws `RefusedEvents` when the broker refuses one. */
export async function send(producer: HeldClient<Producer>, topic: string, messages: readonly Message[]): Promise<void> {
  for (const part of requests(messages)) {
    await producer
      .use((client) => client.send({ topic, messages: part, acks: -1, timeout: 10_000 }))
      .catch((error: unknown) => {
        if (!isRefusal(error)) throw error;
        throw new RefusedEvents(`Kafka refused events of ${topic}: ${(error as Error).message}`, { cause: error });
      });
  }
}

function* requests(messages: readonly Message[]): Generator<Message[]> {
  let part: Message[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message.value ?? '') + 200;
    if (part.length > 0 && (bytes + size > requestBytes || part.length === requestMessages)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(message);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
