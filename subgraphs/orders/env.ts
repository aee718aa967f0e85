import { days } from '@soko/env';
import { guestContactDays, oldSealKeys, publicUrl, sealKey } from '@soko/env/known';
import { readCountry } from '@soko/input';
import { mediaEnv } from '@soko/media/env';
import { z } from 'zod';

const country = z.string().transform((text, check) => {
  try {
    return readCountry(text);
  } catch {
    check.addIssue({ code: 'custom', message: 'is not an ISO 3166 country code, such as KE' });
    return z.NEVER;
  }
});

const hours = (standard: number) => z.coerce.number().int().min(1).max(8_760).default(standard);

/** The environment variables of the orders subgraph. */
export const ordersEnv = {
  ...mediaEnv,
  SOKO_SEAL_KEY: sealKey,
  SOKO_SEAL_KEYS_OLD: oldSealKeys,
  ORDERS_PICKUP_COUNTRY: country
    .optional()
    .describe(
      'Country of the warehouse where buyers collect goods (`PICKUP`), such as `KE`: its tax applies. Without it, `PICKUP` is refused.',
    ),
  ORDERS_RETURN_DAYS: days(14).describe(
    'Days after the delivery in which goods can be sent back, unless `setReturnPolicy` says otherwise.',
  ),
  ORDERS_RETURN_DECISION_DAYS: days(3).describe(
    'Days after which a return that its seller did not decide about is approved by itself.',
  ),
  ORDERS_RETURN_SEND_DAYS: days(30).describe(
    'Days after its approval for which a return waits for its parcel. Then it is cancelled.',
  ),
  ORDERS_RETURN_ADDRESS: z
    .string()
    .max(1_000)
    .optional()
    .describe('Where buyers send goods back, as they read it, unless the seller gives other instructions.'),
  SOKO_PUBLIC_URL: publicUrl,
  ORDERS_PROMOTION_CODE_TRIES_PER_ADDRESS: z.coerce
    .number()
    .int()
    .min(1)
    .default(30)
    .describe('Number of unknown promotion codes from one client address in ten minutes. More are refused.'),
  CART_DAYS: days(90).describe('Days after its last change for which the cart of a guest is kept.'),
  GUEST_CONTACT_DAYS: guestContactDays,
  DISPUTE_DAYS: days(60).describe('Days after the delivery in which a buyer can open a dispute.'),
  DISPUTE_ANSWER_DAYS: days(5).describe('Days in which a seller answers a dispute. Then support decides.'),
  DISPUTE_TEXT_DAYS: days(730).describe('Days after the end of a dispute for which its texts and pictures are kept.'),
  OFFER_HOURS: hours(48).describe('Hours in which a price offer can be answered. Then it expires.'),
  OFFER_VALID_HOURS: hours(24).describe('Hours in which a buyer can order at the price of an accepted offer.'),
  OFFERS_PER_DAY: z.coerce
    .number()
    .int()
    .min(1)
    .default(20)
    .describe('Number of price offers that one person makes in a day. More are refused.'),
  OFFER_DAYS: days(365).describe(
    'Days after their end for which offers that no order uses are kept, and the messages of all offers.',
  ),
  CASE_MAX_PICTURE_BYTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(104_857_600)
    .default(10_485_760)
    .describe('Maximum size in bytes of a picture for a return or a dispute.'),
  CASE_PICTURE_LINK_SECONDS: z.coerce
    .number()
    .int()
    .min(30)
    .max(86_400)
    .default(600)
    .describe('Time in seconds for which the URL of a picture of a return or a dispute is valid.'),
  ORDERS_SAGA_LEASE_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(20_000)
    .describe('Lease of the process that works on a checkout, in milliseconds. Afterwards another process takes over.'),
  ORDERS_RESERVATION_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .default(900_000)
    .describe('Time in milliseconds for which stock is reserved for an unpaid checkout.'),
  ORDERS_PAYMENT_ACTION_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .default(600_000)
    .describe('Time in milliseconds in which the buyer must confirm a payment. Must be shorter than the reservation.'),
  ORDERS_GUEST_PAYMENT_ACTION_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .default(300_000)
    .describe(
      'The same time for guests, in milliseconds; at most `ORDERS_PAYMENT_ACTION_MS`. Their stock is held no longer.',
    ),
  ORDERS_GUEST_CARTS_PER_ADDRESS: z.coerce
    .number()
    .int()
    .min(1)
    .default(600)
    .describe('Number of new carts of guests from one client address in ten minutes. More are refused.'),
  ORDERS_DECLINES_PER_ADDRESS_AN_HOUR: z.coerce
    .number()
    .int()
    .min(1)
    .default(30)
    .describe('Number of declined payments from one client address in an hour. More orders are refused.'),
  ORDERS_UNCONFIRMED_PER_ADDRESS_AN_HOUR: z.coerce
    .number()
    .int()
    .min(1)
    .default(60)
    .describe(
      'Number of orders from one client address in an hour whose payment the buyer must confirm. More orders are refused.',
    ),
  ORDERS_PAYMENT_LOOK_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(5_000)
    .describe('Time in milliseconds between two looks at payments while the buyer confirms a payment.'),
  ORDERS_PLACE_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .default(12_000)
    .describe(
      'Time in milliseconds after which `placeOrder` returns a checkout that is still `PENDING`. Must be shorter than `SUBGRAPH_TIMEOUT_MS`.',
    ),
};
