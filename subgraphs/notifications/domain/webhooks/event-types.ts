/** The public types of events that stores can choose, in their order in the documentation. The list is closed. */
export const webhookEventTypes = [
  'order.confirmed',
  'order.modified',
  'order.cancelled',
  'order.packaged',
  'order.shipped',
  'order.delivery_failed',
  'order.fulfilled',
  'order.failed',
  'order.refunded',
  'order.payment_changed',
  'product.created',
  'product.updated',
  'product.published',
  'product.paused',
  'product.archived',
  'product.blocked',
  'product.unblocked',
  'stock.low',
  'stock.back_in_stock',
] as const;

export type ChosenEventType = (typeof webhookEventTypes)[number];

/** The type of test events, which no endpoint has to choose. */
export const testEventType = 'webhook.test';

export type WebhookEventType = ChosenEventType | typeof testEventType;

/** The name of a type in the graph: `order.confirmed` is `ORDER_CONFIRMED`. */
export const graphNameOf = <Type extends string>(type: Type): string => type.replaceAll('.', '_').toUpperCase();

const byGraphName = new Map(webhookEventTypes.map((type) => [graphNameOf(type), type]));

/** The types with these names in the graph, each once, in their order in the documentation. */
export function readEventTypes(names: readonly string[]): ChosenEventType[] {
  const chosen = new Set(names.map((name) => byGraphName.get(name)));
  return webhookEventTypes.filter((type) => chosen.has(type));
}
