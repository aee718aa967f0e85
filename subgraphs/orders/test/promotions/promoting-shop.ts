import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { checkInvariants } from '@soko/invariants';
import { person } from '@soko/testing';
import { fastify } from 'fastify';
import { promotionCodesRoute } from '../../routes/promotion-codes.ts';
import { invariants } from '../../store/invariants.ts';
import { address, admin, openShop, type Shop } from '../shop.ts';

/** A spec reads results as plain JSON; its expectations are the check. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

export const discounts = 'discounts { promotionId title amount { amount } paidBy }';
export const codes = 'promotionCodes { code title applies reason missing { amount } }';
const promotionFields = `id status sharedCode redeemed version seller { id } amount { amount } codeBatches { id count export { url } }`;
export const wholePromotion = `... on TooManyPromotions { maximum } ... on Promotion { ${promotionFields} }`;

const sealKey = 'a key for specs alone and long enough';

export const newBuyer = () => person(newId('usr'));
export const newCode = () => `CODE-${newId('prm').slice(-12)}`.toUpperCase();

export const discounted = `... on CheckoutQuote { id itemsTotal { amount } deliveryTotal { amount } taxTotal { amount } discountTotal { amount }
  total { amount } ${discounts} ${codes} lines { ${discounts} discountTotal { amount } } }
  ... on PromotionMinimumNotReached { missing { amount } } ... on PromotionNotRunning { hasEnded }`;

/** A shop with the steps that specs of promotions need. */
export interface PromotingShop extends Shop {
  /** Creates a promotion: one of the platform by a code, unless `input` says otherwise. It ends with `endAll`. */
  promote(input: object, as?: Viewer): Promise<Json>;
  promotion(id: string): Promise<Json>;
  quoteWith(as: Viewer, overrides?: object): Promise<Json>;
  buyWith(as: Viewer, promotionCode: string, lines: Parameters<Shop['fillCart']>[1]): Promise<Json>;
  download(url: string): Promise<{ status: number; body: string }>;
  /** Ends the promotions that were created, so that the next spec has its own alone. */
  endAll(): Promise<void>;
  /** Rules of the database that are broken. */
  broken(): Promise<unknown[]>;
}

/** `tries` is the number of unknown codes that one client address may try: all people of a spec have the same. */
export async function openPromotingShop({ tries }: { tries: number }): Promise<PromotingShop> {
  const shop = await openShop({ env: { ORDERS_PROMOTION_CODE_TRIES_PER_ADDRESS: String(tries) } });
  const created: string[] = [];
  let keys = 0;
  const quoteWith: PromotingShop['quoteWith'] = (as, overrides = {}) => {
    const input = { address, email: 'ada@example.com', deliveryMethod: 'STANDARD', ...overrides };
    return shop.mutate(as, 'quoteCheckout', input, discounted);
  };
  return {
    ...shop,
    quoteWith,
    async promote(input, as = admin) {
      const terms = {
        title: 'Spring',
        kind: 'PERCENT',
        activation: 'CODE',
        idempotencyKey: `promotion ${(keys += 1)}`,
      };
      const made = await shop.mutate(as, 'createPromotion', { ...terms, ...input }, wholePromotion);
      if (made.__typename === 'Promotion') created.push(made.id);
      return made;
    },
    promotion: async (id) =>
      (await shop.ask(admin, `query ($id: ID!) { promotion(id: $id) { ${promotionFields} } }`, { id })).promotion,
    async buyWith(as, promotionCode, lines) {
      await shop.fillCart(as, lines);
      const { id } = await quoteWith(as, { promotionCode });
      return shop.place(as, id);
    },
    async download(url) {
      const app = fastify();
      promotionCodesRoute(app, { pool: shop.pool, sealKeys: [sealKey], now: () => new Date() });
      const { pathname, search } = new URL(url);
      const answer = await app.inject(`${pathname}${search}`);
      await app.close();
      return { status: answer.statusCode, body: answer.body };
    },
    async endAll() {
      for (const promotionId of created.splice(0)) await shop.mutate(admin, 'endPromotion', { promotionId }, 'id');
    },
    async broken() {
      const checked = await checkInvariants(shop.pool, invariants, { since: new Date(0), settled: new Date(0) });
      return checked.filter(({ broken }) => broken.length > 0);
    },
  };
}
