import { hasRole, requireRole } from '@soko/auth';
import { isId } from '@soko/ids';
import { toGraphMoney } from '@soko/money';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import { answer } from '@soko/subgraph';
import { pricesOfGoods } from '../commands/price-goods.ts';
import { applyPromotionCode, removePromotionCode } from '../commands/promotions/apply-promotion-code.ts';
import { createPromotion } from '../commands/promotions/create-promotion.ts';
import { generatePromotionCodes } from '../commands/promotions/generate-promotion-codes.ts';
import { issuePromotionCode } from '../commands/promotions/issue-promotion-code.ts';
import { maySeePromotion } from '../commands/promotions/own-promotion.ts';
import { endPromotion, updatePromotion } from '../commands/promotions/update-promotion.ts';
import { type Discount, statusOfPromotion, sumOfDiscounts } from '../domain/promotions/promotion.ts';
import { discountsByPromotion } from '../domain/promotions/redemption.ts';
import type {
  CartResolvers,
  CheckoutQuoteResolvers,
  MutationResolvers,
  OrderLineResolvers,
  OrderResolvers,
  PromotionCodeBatchResolvers,
  PromotionResolvers,
  QueryResolvers,
  QuoteLineResolvers,
  EnteredPromotionCodeResolvers,
} from '../generated/graphql.ts';
import { codesLink } from '../store/promotions/codes-link.ts';
import { listPromotions } from '../store/promotions/promotions.ts';

const cursors = timeAndId('promotions', (id) => isId('prm', id));

/** Time for which a link to a file is valid, in milliseconds. */
const linkMs = 600_000;

const toGraph =
  (currency: string) =>
  ({ amountMinor, ...discount }: Discount) => ({ ...discount, amount: toGraphMoney({ amountMinor, currency }) });

const moneyOf = (currency: string | null, amountMinor: bigint | null) =>
  currency === null || amountMinor === null ? null : toGraphMoney({ amountMinor, currency });

export const promotionQueries: Pick<QueryResolvers, 'promotion' | 'promotions'> = {
  async promotion(_, { id }, context) {
    const found = isId('prm', id) ? await context.loaders.promotion.load(id) : null;
    return found !== null && (await maySeePromotion(context, found)) ? found : null;
  },
  async promotions(_, { filter, ...args }, context) {
    const { viewer, pool, now } = context;
    requireRole(viewer, 'SELLER', 'SUPPORT');
    const page = readPage(args, cursors);
    const own = hasRole(viewer, 'SUPPORT') ? null : await context.sellerIds();
    const wanted = filter?.sellerId ?? null;
    const sellerIds = wanted === null ? own : own === null || own.includes(wanted) ? [wanted] : [];
    const rows = await listPromotions(pool, { sellerIds, statuses: filter?.status ?? null }, page, now());
    return toConnection(rows, page, ({ createdAt, id }) => cursorOf(cursors, [createdAt, id]));
  },
};

export const promotionMutations: Pick<
  MutationResolvers,
  | 'applyPromotionCode'
  | 'removePromotionCode'
  | 'createPromotion'
  | 'updatePromotion'
  | 'endPromotion'
  | 'generatePromotionCodes'
  | 'issuePromotionCode'
> = {
  applyPromotionCode: async (_, { input }, context) => answer('Cart', await applyPromotionCode(context, input)),
  removePromotionCode: async (_, { input }, context) => answer('Cart', await removePromotionCode(context, input)),
  createPromotion: async (_, { input }, context) => answer('Promotion', await createPromotion(context, input)),
  updatePromotion: async (_, { input }, context) => answer('Promotion', await updatePromotion(context, input)),
  endPromotion: (_, { input }, context) => endPromotion(context, input),
  generatePromotionCodes: async (_, { input }, context) =>
    answer('PromotionCodeBatch', await generatePromotionCodes(context, input)),
  issuePromotionCode: (_, { input }, context) => issuePromotionCode(context, input),
};

export const promotion: PromotionResolvers = {
  status: (parent, _, { now }) => statusOfPromotion(parent, now()),
  sharedCode: ({ code }) => code,
  seller: ({ sellerId }) => (sellerId === null ? null : { id: sellerId }),
  amount: ({ currency, amountMinor }) => moneyOf(currency, amountMinor),
  maximumDiscount: ({ currency, maxDiscountMinor }) => moneyOf(currency, maxDiscountMinor),
  minimum: ({ currency, minimumMinor }) => moneyOf(currency, minimumMinor),
  categoryIds: ({ categoryIds }) => [...categoryIds],
  sellerIds: ({ sellerIds }) => [...sellerIds],
  productIds: ({ productIds }) => [...productIds],
  codeBatches: async ({ id }, _, { loaders }) => [...(await loaders.codeBatches.load(id))],
};

export const promotionCodeBatch: PromotionCodeBatchResolvers = {
  export({ id: batchId }, _, { sealKeys, publicUrl, now }) {
    const expiresAt = new Date(now().getTime() + linkMs);
    return { url: codesLink(sealKeys, publicUrl, { batchId, expiresAt }), expiresAt };
  },
};

export const enteredPromotionCode: EnteredPromotionCodeResolvers = {
  applies: ({ reason }) => reason === null,
  missing: ({ missingMinor, currency }) => moneyOf(currency, missingMinor),
};

export const cartPromotions: Pick<CartResolvers, 'discounts' | 'discountTotal' | 'promotionCodes'> = {
  async discounts(parent, _, context) {
    const { discounts } = await pricesOfGoods(parent, context);
    return parent.currency === null ? [] : discounts.map(toGraph(parent.currency));
  },
  async discountTotal(parent, _, context) {
    const { discounts } = await pricesOfGoods(parent, context);
    return moneyOf(parent.currency, sumOfDiscounts(discounts));
  },
  promotionCodes: async (parent, _, context) => [...(await pricesOfGoods(parent, context)).codes],
};

export const quotePromotions: Pick<CheckoutQuoteResolvers, 'discounts' | 'promotionCodes'> = {
  discounts: ({ priced }) =>
    discountsByPromotion({
      lines: priced.orders.flatMap(({ lines }) => lines),
      deliveryDiscounts: priced.orders.flatMap(({ deliveryDiscounts }) => deliveryDiscounts),
    }).map(toGraph(priced.currency)),
  promotionCodes: ({ enteredCodes }) => [...enteredCodes],
};

export const linePromotions: Pick<QuoteLineResolvers & OrderLineResolvers, 'discounts' | 'discountTotal'> = {
  discounts: ({ discounts, currency }) => discounts.map(toGraph(currency)),
  discountTotal: ({ discountMinor, currency }) => toGraphMoney({ amountMinor: discountMinor, currency }),
};

export const orderPromotions: Pick<OrderResolvers, 'discounts'> = {
  discounts: (parent) => discountsByPromotion(parent).map(toGraph(parent.currency)),
};
