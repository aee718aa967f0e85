import { render } from '../lists/render.ts';
import type { EventRecord, StripeRecords } from '../records/kinds.ts';
import type { View } from '../simulator.ts';
import { apiVersion } from '../wire/api-version.ts';

type Json = Record<string, unknown>;

/** What an object had before, of what it has otherwise now. */
function differences(before: Json, now: Json): Json {
  const changed = Object.entries(before).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(now[name]));
  return Object.fromEntries(changed);
}

/** Stripe tells what was before for changes that leave the object otherwise as it was. */
const tellsBefore = (type: string): boolean => type.endsWith('.updated') || type === 'charge.refunded';

function dataOf(event: EventRecord, view: View): Json {
  const { kind, record, before, createdAt, type } = event;
  const object = render(kind, record, view, createdAt) as Json;
  if (before === null || !tellsBefore(type)) return { object };
  return { object, previous_attributes: differences(render(kind, before, view, createdAt), object) };
}

function pendingWebhooks(id: string, records: StripeRecords): number {
  const endpoints = [...records.oldestFirst('webhookEndpoints')];
  return endpoints.filter((endpoint) => records.get('deliveries', `${id} ${endpoint.id}`)).length;
}

/** The event with the object as it was when it happened. */
export const renderEvent = (event: EventRecord, records: StripeRecords, view: View) => ({
  id: event.id,
  object: 'event',
  ...(event.account === null ? {} : { account: event.account }),
  api_version: apiVersion,
  created: event.createdAt,
  data: dataOf(event, view),
  livemode: false,
  pending_webhooks: pendingWebhooks(event.id, records),
  request: { id: event.requestId, idempotency_key: event.idempotencyKey },
  type: event.type,
});
