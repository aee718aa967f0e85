import { isGuestGrant } from '@soko/auth';
import type { OrderReference } from '../domain/order-reference.ts';
import type { OrderResolvers } from '../generated/graphql.ts';
import { visiblePayment } from './visible-payment.ts';

export const order: OrderResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id, guestGrant = null }: OrderReference) => ({ id, guestGrant }),
  async payment({ id, guestGrant }, _, context) {
    const found = await context.loaders.paymentOf.load(id);
    const { settings, identity } = context;
    const isOpenedByGuest =
      found?.buyerId === null && isGuestGrant(settings.sealKeys, id, identity.requestId, guestGrant);
    return isOpenedByGuest ? { ...found, isOpened: true } : visiblePayment(context, found);
  },
};
