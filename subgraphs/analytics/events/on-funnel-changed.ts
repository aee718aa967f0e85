import { ordersCart, ordersCheckout, ordersQuote } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { addHappening } from '../commands/funnel/add-happenings.ts';
import { type FunnelEvent, readFunnelEvent } from '../domain/funnel/read-funnel-event.ts';
import type { AnalyticsServices } from '../services.ts';

/** Counts visitors who filled a cart, got a price and paid. A repeat changes nothing. */
export function onFunnelChanged(services: Pick<AnalyticsServices, 'pool'>, group: string): readonly Consumer[] {
  const handle = async (event: FunnelEvent): Promise<void> => {
    const happening = readFunnelEvent(event);
    if (happening !== null) await addHappening(services, happening);
  };
  return [
    consumer({ group, on: ordersCart, handle }),
    consumer({ group, on: ordersQuote, handle }),
    consumer({ group, on: ordersCheckout, types: ['confirmed'], handle }),
  ];
}
