import type { EventRecord, StripeRecords } from '../records/kinds.ts';

/** Number of endpoints that have not accepted the event yet. */
export const undeliveredTo = ({ id }: Pick<EventRecord, 'id'>, records: StripeRecords): number =>
  [...records.oldestFirst('webhookEndpoints')].filter((endpoint) => records.get('deliveries', `${id} ${endpoint.id}`))
    .length;

export const isUndelivered = (records: StripeRecords, event: Pick<EventRecord, 'id'>): boolean =>
  undeliveredTo(event, records) > 0;
