import { render } from '../lists/render.ts';
import type { EventRecord, StripeRecords } from '../records/kinds.ts';
import type { View } from '../simulator.ts';
import { apiVersion } from '../wire/api-version.ts';
import { undeliveredTo } from './is-undelivered.ts';

type Json = Record<string, unknown>;

/** The previous values of the fields that changed. */
function differences(before: Json, now: Json): Json {
  const changed = Object.entries(before).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(now[name]));
  return Object.fromEntries(changed);
}

function dataOf(event: EventRecord, view: View): Json {
  const { kind, record, before, createdAt } = event;
  const object = render(kind, record, view, createdAt) as Json;
  if (before === null) return { object };
  return { object, previous_attributes: differences(render(kind, before, view, createdAt), object) };
}

/** The event with the object at that time. */
export const renderEvent = (event: EventRecord, records: StripeRecords, view: View) => ({
  id: event.id,
  object: 'event',
  ...(event.account === null ? {} : { account: event.account }),
  api_version: apiVersion,
  created: event.createdAt,
  data: dataOf(event, view),
  livemode: false,
  pending_webhooks: undeliveredTo(event, records),
  request: { id: event.requestId, idempotency_key: event.idempotencyKey },
  type: event.type,
});
