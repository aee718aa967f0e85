import { requireRole, requireUser } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { isId } from '@soko/ids';
import { toGraphMoney } from '@soko/money';
import { type Connection, cursorOf, type PageArguments, readPage, timeAndId, toConnection } from '@soko/pagination';
import { answer, live } from '@soko/subgraph';
import { acceptOffer, declineOffer, withdrawOffer } from '../commands/offers/answer-offer.ts';
import { counterOffer } from '../commands/offers/counter-offer.ts';
import { makeOffer } from '../commands/offers/make-offer.ts';
import { findVisibleOffer } from '../commands/offers/offer-party.ts';
import type { OrdersContext } from '../context.ts';
import { type Offer, type OfferSide, type OfferStatus, type OfferStep, turnOf } from '../domain/offers/offer.ts';
import type {
  MutationResolvers,
  OfferResolvers,
  OfferStepResolvers,
  QueryResolvers,
  SubscriptionOfferUpdatedArgs,
  SubscriptionResolvers,
} from '../generated/graphql.ts';
import { listOffers, type OfferListFilter } from '../store/offers/find-offers.ts';
import { loadVisibleOrder } from './visible-order.ts';

/** A step of an offer, with the currency of the offer. */
export interface StepOfOffer extends OfferStep {
  currency: string;
}

interface ListArguments extends PageArguments {
  filter?:
    | {
        side?: OfferSide | null | undefined;
        storeId?: string | null | undefined;
        productId?: string | null | undefined;
        status?: readonly OfferStatus[] | null | undefined;
      }
    | null
    | undefined;
}

const cursors = timeAndId('offers', (id) => isId('ofr', id));

/** The part of the filter that says whose offers the viewer lists. */
async function ownershipOf(
  context: OrdersContext,
  { side, storeId }: { side: OfferSide; storeId: string | null },
): Promise<Pick<OfferListFilter, 'buyerId' | 'sellerIds' | 'storeId'>> {
  const { id: userId } = requireUser(context.viewer);
  if (side === 'BUYER') {
    if (storeId !== null) throw badUserInput('`storeId` needs `side: SELLER`.', 'filter.storeId');
    return { buyerId: userId, sellerIds: null, storeId: null };
  }
  if (storeId !== null) {
    if (!(await context.storeIds()).includes(storeId)) throw notFound('The store');
    return { buyerId: null, sellerIds: null, storeId };
  }
  requireRole(context.viewer, 'SELLER');
  return { buyerId: null, sellerIds: await context.sellerIds(), storeId: null };
}

/** A page of the offers of a buyer, of a seller, or of a store. One statement. */
async function listedOffers(context: OrdersContext, { filter, ...args }: ListArguments): Promise<Connection<Offer>> {
  const owned = await ownershipOf(context, { side: filter?.side ?? 'BUYER', storeId: filter?.storeId ?? null });
  const page = readPage(args, cursors);
  const wanted = { ...owned, productId: filter?.productId ?? null, statuses: filter?.status ?? null };
  const rows = await listOffers(context.pool, wanted, page);
  return toConnection(rows, page, ({ createdAt, id }) => cursorOf(cursors, [createdAt, id]));
}

export const offerQueries: Pick<QueryResolvers, 'offer' | 'offers'> = {
  offer: (_, { id }, context) => findVisibleOffer(context, id),
  offers: (_, args, context) => listedOffers(context, args),
};

export const offerMutations: Pick<
  MutationResolvers,
  'makeOffer' | 'counterOffer' | 'acceptOffer' | 'declineOffer' | 'withdrawOffer'
> = {
  makeOffer: async (_, { input }, context) => answer('Offer', await makeOffer(context, input)),
  counterOffer: async (_, { input }, context) => answer('Offer', await counterOffer(context, input)),
  acceptOffer: async (_, { input }, context) => answer('Offer', await acceptOffer(context, input)),
  declineOffer: async (_, { input }, context) => answer('Offer', await declineOffer(context, input)),
  withdrawOffer: async (_, { input }, context) => answer('Offer', await withdrawOffer(context, input)),
};

export const offerSubscription: Pick<SubscriptionResolvers, 'offerUpdated'> = {
  offerUpdated: live<SubscriptionOfferUpdatedArgs, OrdersContext, Offer>({
    async follow({ offerId }, context) {
      requireUser(context.viewer);
      if ((await findVisibleOffer(context, offerId)) === null) throw notFound(`Offer ${offerId}`);
      return [offerId];
    },
    answer: (_, { offerId }, context) => findVisibleOffer(context, offerId),
  }),
};

const moneyOf = ({ currency }: { currency: string }, amountMinor: bigint) => toGraphMoney({ amountMinor, currency });

export const offer: OfferResolvers = {
  turn: (parent) => turnOf(parent),
  variant: ({ variantId }) => ({ id: variantId }),
  seller: ({ sellerId }) => ({ id: sellerId }),
  store: ({ storeId }) => (storeId === null ? null : { id: storeId }),
  buyer: ({ buyerId }) => ({ id: buyerId }),
  unitPrice: (parent) => moneyOf(parent, parent.unitPriceMinor),
  listPrice: (parent) => moneyOf(parent, parent.listPriceMinor),
  order: ({ orderId }, _, context) => (orderId === null ? null : loadVisibleOrder(context, orderId)),
  steps: async ({ id, currency }, _, { loaders }) =>
    (await loaders.stepsOfOffer.load(id)).map((step) => ({ ...step, currency })),
};

export const offerStep: OfferStepResolvers = {
  unitPrice: ({ unitPriceMinor, currency }) =>
    unitPriceMinor === null ? null : toGraphMoney({ amountMinor: unitPriceMinor, currency }),
};

/** The offer of a line, if the viewer may see it. */
export const offerOfLine = {
  offer: ({ offerId }: { offerId: string | null }, _: unknown, context: OrdersContext) =>
    offerId === null ? null : findVisibleOffer(context, offerId),
};
