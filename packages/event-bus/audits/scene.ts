import type { Envelope } from '@soko/events';
import { newId } from '@soko/ids';
import type { Delivery, EventBus } from '../event-bus.ts';
import { waitUntil } from '../wait-until.ts';

/** What the audits need of an adapter. */
export interface AuditedLog {
  /** Opens the bus as another process does. The audit closes it. */
  makeBus(): Promise<EventBus>;
  /** Appends a message to a topic, which need not be an envelope. */
  appendRaw(topic: string, key: string, value: string): Promise<void>;
}

/** A topic and a group for one audit, and buses that are closed at its end. */
export interface Scene {
  topic: string;
  group: string;
  bus(): Promise<EventBus>;
  appendRaw: AuditedLog['appendRaw'];
  close(): Promise<void>;
}

/** Promises by name. Each function rejects when its promise is broken. */
export type Audits = Record<string, (scene: Scene) => Promise<void>>;

let scenes = 0;

export function newScene(log: AuditedLog): Scene {
  const unique = `${Date.now().toString(36)}-${(scenes += 1)}`;
  const buses: EventBus[] = [];
  return {
    topic: `audits.topic-${unique}`,
    group: `audits-${unique}`,
    appendRaw: log.appendRaw,
    async bus() {
      const bus = await log.makeBus();
      buses.push(bus);
      return bus;
    },
    async close() {
      await Promise.all(buses.map((bus) => bus.close()));
    },
  };
}

/** The event number `sequence` of the aggregate `subject`. */
export const auditEvent = (subject: string, sequence: number): Envelope => ({
  id: newId('evt'),
  type: 'audits.thing.happened',
  version: 1,
  subject,
  sequence,
  time: new Date().toISOString(),
  correlationId: newId('req'),
  causationId: null,
  actor: { kind: 'service', id: 'audits' },
  data: { note: `${subject} ${sequence}` },
});

export const events = (subject: string, count: number): Envelope[] =>
  Array.from({ length: count }, (_, index) => auditEvent(subject, index + 1));

export const ids = (envelopes: readonly Envelope[]): string[] => envelopes.map((event) => event.id).sort();

/** Records the events that a group received. */
export function recorder() {
  const seen: Delivery[] = [];
  const envelopes = (): Envelope[] => seen.map((delivery) => delivery.envelope);
  return {
    seen,
    handler: async (delivery: Delivery): Promise<void> => void seen.push(delivery),
    envelopes,
    sequencesOf: (subject: string): number[] =>
      envelopes()
        .filter((event) => event.subject === subject)
        .map((event) => event.sequence),
    has: (count: number) => waitUntil(`${count} deliveries`, () => seen.length >= count),
  };
}

export const caughtUp = (bus: EventBus, group: string): Promise<void> =>
  waitUntil(`group ${group} has caught up`, async () => Object.values(await bus.lag(group)).every((lag) => lag === 0));

export const quickly = { attempts: 3, baseMs: 10, maxMs: 50 };

export const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** At least once: a redelivery may repeat events, but never skip one. */
export const inOrderOfFirstSight = (sequences: readonly number[]): number[] => [...new Set(sequences)];

export async function partitionOf(log: EventBus, topic: string, key: string): Promise<number> {
  const records = await log.read(topic, { limit: 10 });
  return records.find((record) => record.key === key)!.partition;
}
