import { anonymous, type RequestIdentity, type Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import { type Market, openMarket, type Outcome, type TestSeller } from '../market.ts';

/** A market with adverts. Its clock is moved by hand. */
export interface Stand extends Market {
  clock: { now: Date };
  /** Creates an advert of the seller's product and starts it. Returns its id. */
  advert(seller: TestSeller, productId: string, terms?: object): Promise<string>;
  /** What its seller sees of an advert. */
  report(seller: TestSeller, id: string): Promise<Outcome>;
  /** Products that are promoted at a place, as `[productId, token]`. */
  promoted(args?: string, as?: Viewer): Promise<[string, string][]>;
  click(token: string, as?: Viewer, identity?: Partial<RequestIdentity>): Promise<Outcome>;
  /** Runs the job that starts, ends and charges adverts. */
  turn(): Promise<void>;
}

export const eur = (amount: string) => ({ amount, currency: 'EUR' });

/** Any person who has not clicked before. */
export const someone = (): Viewer => person(newId('usr'));

export const browser = { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };

const advertFields = `... on Advert { id status spent { amount } spentToday { amount } impressions clicks freeClicks ordersWon version
  report { date impressions clicks freeClicks clickThroughRate spent { amount currency } ordersWon } }`;

export async function openStand(env: Record<string, string> = {}): Promise<Stand> {
  const clock = { now: new Date('2026-03-01T12:00:00.000Z') };
  const market = await openMarket({ ADVERT_CACHE_MS: '0', ...env }, () => clock.now);
  return {
    ...market,
    clock,
    async advert(seller, productId, terms = {}) {
      const input = {
        productId,
        placements: ['HOME'],
        costPerClick: eur('0.10'),
        totalBudget: eur('10.00'),
        idempotencyKey: newId('req'),
        ...terms,
      };
      const made = await market.mutate(seller.as, 'createAdvert', input, '... on Advert { id }');
      const started = await market.mutate(seller.as, 'startAdvert', { advertId: made.id }, '... on Advert { status }');
      if (started.status === undefined) throw new Error(JSON.stringify([made, started]));
      return made.id;
    },
    async report(seller, id) {
      const text = `query ($id: ID!) { advert(id: $id) { ${advertFields} } }`;
      return (await market.query(text, { id }, { as: seller.as })).data['advert'];
    },
    async promoted(args = 'placement: HOME, first: 20', as = anonymous) {
      const text = `{ promotedProducts(${args}) { product { id } sponsored { advertId token } } }`;
      const { data, errors } = await market.query(text, {}, { as, identity: browser });
      if (errors) throw new Error(JSON.stringify(errors));
      return data['promotedProducts'].map(({ product, sponsored }: Outcome) => [product.id, sponsored.token]);
    },
    async click(token, as = someone(), identity = {}) {
      const text = `mutation ($token: String!) { recordAdvertClick(input: { token: $token }) {
        __typename ... on AdvertClickRecorded { advertId } ... on UserError { code } } }`;
      const { data, errors } = await market.query(text, { token }, { as, identity: { ...browser, ...identity } });
      return errors?.[0]?.extensions ?? data['recordAdvertClick'];
    },
    turn: () => market.subgraph.runJob('products.run-adverts'),
  };
}
