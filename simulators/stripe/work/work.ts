import type { Delivery } from '@soko/simulator-kit';
import type {
  AlarmRecord,
  EventRecord,
  ObjectKind,
  ObjectKinds,
  StripeDraft,
  WebhookEndpointRecord,
} from '../records/kinds.ts';
import type { Simulator, View } from '../simulator.ts';
import { randomId } from '../wire/random-id.ts';
import type { AlarmName } from './alarm-names.ts';

/** The cause of a piece of work: a request, or none. */
export interface Cause {
  requestId: string | null;
  idempotencyKey: string | null;
}

/** A unit of work: its changes and events are saved together or not at all. */
export interface Work {
  draft: StripeDraft;
  view: View;
  /** Unix seconds. */
  now: number;
  /** Connected account of the work; null for the platform. */
  account: string | null;
  /** Puts the record. */
  put<Kind extends ObjectKind>(kind: Kind, record: ObjectKinds[Kind]): ObjectKinds[Kind];
  /** Adds an event with the record's current state. */
  tell<Kind extends ObjectKind>(
    type: string,
    kind: Kind,
    record: ObjectKinds[Kind],
    before?: ObjectKinds[Kind] | null,
  ): void;
  /** Schedules a change at a Unix second of the simulator's clock. */
  setAlarm(name: AlarmName, subject: string, dueAt: number): void;
  clearAlarm(name: AlarmName, subject: string): void;
  /** Saves everything and sends the events. */
  commit(): void;
}

/** Stripe includes the previous values only in events about updates. */
const tellsBefore = (type: string): boolean => type.endsWith('.updated') || type === 'charge.refunded';

const eventMatches = (pattern: string, type: string): boolean => pattern === '*' || pattern === type;

const wants = ({ enabled, enabledEvents, scope }: WebhookEndpointRecord, event: EventRecord): boolean =>
  enabled &&
  (scope === 'both' || (scope === 'connect') === (event.account !== null)) &&
  enabledEvents.some((pattern) => eventMatches(pattern, event.type));

/** Starts a unit of work. Nothing is saved until `commit`. */
export function beginWork(
  simulator: Simulator,
  account: string | null,
  cause: Cause = { requestId: null, idempotencyKey: null },
): Work {
  const { records, controls, sender } = simulator;
  const draft = records.draft();
  const nowMs = controls.clock.now().getTime();
  const deliveries: Delivery[] = [];
  const alarms: AlarmRecord[] = [];

  const deliver = (event: EventRecord): void => {
    for (const endpoint of records.oldestFirst('webhookEndpoints')) {
      if (!wants(endpoint, event)) continue;
      const { id: endpointId } = endpoint;
      const { id: eventId, type } = event;
      const delivery = { id: `${eventId} ${endpointId}`, eventId, endpointId, type, attempts: 0, dueAt: nowMs };
      deliveries.push(draft.put('deliveries', delivery));
    }
  };

  return {
    draft,
    view: { get: (kind, id) => draft.get(kind, id), url: simulator.url },
    now: Math.floor(nowMs / 1_000),
    account,
    put: (kind, record) => draft.put(kind, record as never),
    tell(type, kind, record, before = null) {
      const id = randomId('evt');
      const common = { id, account: record.account, createdAt: Math.floor(nowMs / 1_000), type, ...cause };
      const event = { ...common, kind, record, before: tellsBefore(type) ? before : null } as EventRecord;
      draft.put('events', event);
      deliver(event);
    },
    setAlarm(name, subject, dueAt) {
      alarms.push(draft.put('alarms', { id: `${name} ${subject}`, dueMs: dueAt * 1_000 }));
    },
    clearAlarm: (name, subject) => draft.remove('alarms', `${name} ${subject}`),
    commit() {
      draft.commit();
      for (const delivery of deliveries) sender.send(delivery);
      for (const alarm of alarms) simulator.arm(alarm);
    },
  };
}
