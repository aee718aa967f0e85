import { z } from 'zod';
import type { ChosenEventType, WebhookEventType } from './event-types.ts';

/** Version of the shapes below. Fields may be added to a version; nothing is renamed or removed. */
export const webhookVersion = 1;

const money = z.object({
  amount: z.string().describe('Decimal with the digits of the currency, such as `12.50`.'),
  currency: z.string().describe('ISO 4217 code.'),
});

const line = z.object({
  lineId: z.string(),
  productId: z.string(),
  variantId: z.string(),
  sku: z.string(),
  title: z.string(),
  type: z.enum(['PHYSICAL', 'DIGITAL', 'NFT']),
  quantity: z.int(),
  packedQuantity: z.int().nullable().describe('Null until the line is packed.'),
  unitPrice: money,
});

const order = z
  .object({
    id: z.string().describe('Id of the order, starts with `ord_`.'),
    number: z.string().describe('Number for people, such as `SO-2026-000123-1`.'),
    status: z.string().describe('Status of the order after the event.'),
    deliveryMethod: z.enum(['STANDARD', 'EXPRESS', 'PICKUP', 'NONE']),
    isWhole: z.boolean().describe('False when the order has lines of other stores as well, which are left out.'),
    lines: z.array(line).describe('Lines with products of the store.'),
    total: money.nullable().describe('Total of the order. Null unless `isWhole`.'),
  })
  .describe('The order as far as it concerns the store. It says nothing about the buyer.');

const variant = z.object({
  variantId: z.string(),
  sku: z.string(),
  options: z.array(z.object({ name: z.string(), value: z.string() })),
  price: money,
  compareAt: money.nullable(),
  furtherPrices: z.array(money).describe('Prices in further currencies.'),
});

const productFields = {
  slug: z.string(),
  title: z.string(),
  type: z.enum(['PHYSICAL', 'DIGITAL', 'NFT']),
  condition: z.enum(['NEW', 'LIKE_NEW', 'GOOD', 'FAIR']),
  status: z.string(),
  categoryId: z.string().nullable(),
  tags: z.array(z.string()),
};

const productId = z.string().describe('Id of the product, starts with `prd_`.');

const plain = z.object({ order });
const product = z.object({ product: z.object({ id: productId, ...productFields, variants: z.array(variant) }) });
const moved = z.object({
  productId,
  from: z.string().describe('Status before the event.'),
  to: z.string().describe('Status after the event.'),
});
const stock = z.object({
  productId,
  variantId: z.string(),
  available: z.int().describe('Quantity on hand minus the reserved quantity.'),
});

/** Data of every public event, by its type. docs/webhooks.md is written from this. */
export const publicEvents = {
  'order.confirmed': plain.describe('An order is paid for or authorised, and its stock is committed.'),
  'order.modified': z
    .object({ order, oldTotal: money.nullable().describe('Total before the event. Null unless `order.isWhole`.') })
    .describe('Less was packed than ordered.'),
  'order.cancelled': plain.describe('An order was cancelled before it was packed.'),
  'order.packaged': plain.describe('An order is packed.'),
  'order.shipped': plain.describe('The courier has the parcel.'),
  'order.delivery_failed': plain.describe('The courier could not deliver, and will try again.'),
  'order.fulfilled': plain.describe('An order was delivered. Digital goods are delivered once they are paid for.'),
  'order.failed': plain.describe('Nothing could be packed, or the parcel came back: see `order.status`.'),
  'order.refunded': z
    .object({
      order,
      amount: money.nullable().describe('Amount of this refund. Null unless `order.isWhole`.'),
      refunded: money.nullable().describe('Sum of all refunds of the order. Null unless `order.isWhole`.'),
    })
    .describe('Money of an order was refunded.'),
  'order.payment_changed': z
    .object({ order, paymentStatus: z.string().describe('Status of the payment after the event.') })
    .describe(
      'The payment of an order was captured, voided, authorised again or charged back, or a refund of it failed.',
    ),
  'product.created': product.describe('A product was created.'),
  'product.updated': z
    .object({
      productId,
      changed: z.array(z.string()).describe('Names of the changed fields.'),
      new: z
        .object(productFields)
        .partial()
        .describe('Values of the changed fields. `description`, `media` and `variants` are named in `changed` alone.'),
      variants: z
        .object({
          saved: z.array(variant).describe('Variants that were added or changed.'),
          removed: z.array(z.string()).describe('Ids of removed variants.'),
        })
        .nullable()
        .describe('Null when no variant changed.'),
    })
    .describe('A product was changed.'),
  'product.published': product.describe('A product went on sale.'),
  'product.paused': moved.describe('A product was taken off sale.'),
  'product.archived': moved.describe('A product was archived.'),
  'product.blocked': moved.describe('Support blocked a product.'),
  'product.unblocked': moved.describe('Support ended the block of a product.'),
  'stock.low': stock.describe('The stock of a variant fell to its low-stock mark.'),
  'stock.back_in_stock': stock.describe('A variant that was out of stock is available again.'),
  'webhook.test': z
    .object({ message: z.string() })
    .describe('A test event, sent by `sendTestWebhook` whatever types the endpoint has chosen.'),
} as const satisfies Record<WebhookEventType, z.ZodType>;

export type PublicData<Type extends WebhookEventType> = z.infer<(typeof publicEvents)[Type]>;

/** An event for one store, before it is written for its endpoints. */
export type PublicEvent = {
  [Type in ChosenEventType]: { type: Type; storeId: string; data: PublicData<Type> };
}[ChosenEventType];

/** What surrounds the data of every event. */
export const publicEnvelope = z.object({
  id: z.string().describe('Id of the event, `evt_…`. The same when it is sent again: handle each id once.'),
  type: z.string().describe('Type of the event, such as `order.confirmed`.'),
  version: z.int().describe('Version of the shape of `data`.'),
  timestamp: z.iso.datetime().describe('Time of the event.'),
  storeId: z.string().describe('Id of the store, starts with `sto_`.'),
  subject: z.string().describe('Id of the order, product or variant. Events of one subject are sent in their order.'),
  sequence: z.int().describe('Version of the subject after the event.'),
  data: z.unknown().describe('Facts of the event, described below for each type.'),
});

type Written = Omit<z.infer<typeof publicEnvelope>, 'version'>;

/** The body of a request, as it is signed and sent. */
export const bodyOf = ({ id, type, timestamp, storeId, subject, sequence, data }: Written): string =>
  JSON.stringify({ id, type, version: webhookVersion, timestamp, storeId, subject, sequence, data });
