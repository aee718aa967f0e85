import { expect } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { person } from '@soko/testing';
import { type Market, openMarket, type Outcome, type PublishedEvent, type TestSeller, variant } from '../market.ts';

type Person = Extract<Viewer, { kind: 'user' }>;

const minuteMs = 60_000;

/** A market whose time a spec moves on, with the steps of alerts. */
export async function openAlerts() {
  let aheadMs = 0;
  const market: Market = await openMarket({ SEARCH_ALERT_MINUTES: '60' }, () => new Date(Date.now() + aheadMs));
  const ada = await market.seller('Ada');
  const passMinutes = (minutes: number) => void (aheadMs += minutes * minuteMs);
  const someone = () => person(newId('usr')) as Person;
  const alertFields = '... on SavedSearch { id alert alertedAt }';
  const save = (as: Viewer, filter: object, more: object = {}): Promise<Outcome> =>
    market.mutate(as, 'saveSearch', { name: 'Mine', filter, alert: true, ...more }, alertFields);
  const update = (as: Viewer, savedSearchId: string, changes: object): Promise<Outcome> =>
    market.mutate(as, 'updateSavedSearch', { savedSearchId, ...changes }, alertFields);
  const watch = async (filter: object, as: Viewer = someone()): Promise<string> => (await save(as, filter)).id;

  const remove = async (as: Viewer, savedSearchId: string): Promise<void> => {
    const text =
      'mutation ($input: RemoveSavedSearchInput!) { removeSavedSearch(input: $input) { ... on SavedSearchRemoved { savedSearchId } } }';
    const { data } = await market.query(text, { input: { savedSearchId } }, { as });
    expect(data).toEqual({ removeSavedSearch: { savedSearchId } });
  };

  let words = 0;
  /** A word that no other product has. */
  const newWord = () => `gadget${String.fromCodePoint(97 + Math.floor(words / 26), 97 + (words++ % 26))}x`;
  const lamp = (title: string, amount = '20.00', more: object = {}, seller: TestSeller = ada): Promise<string> =>
    market.product(seller, { title, variants: [variant(newId('req'), amount)], ...more });
  const pause = (productId: string) => market.mutate(ada.as, 'pauseProduct', { productId });
  const publish = (productId: string) => market.mutate(ada.as, 'publishProduct', { productId });
  const price = async (productId: string, amount: string, currency = 'EUR') => {
    const { rows } = await market.pool.query('SELECT id FROM variant WHERE product_id = $1', [productId]);
    await market.mutate(ada.as, 'updateVariant', { variantId: rows[0].id, price: { amount, currency } });
  };

  const match = () => market.subgraph.runJob('products.match-searches');
  const announce = () => market.subgraph.runJob('products.announce-matches');
  /** Compares and announces what has happened so far. */
  const turn = async () => {
    await match();
    await announce();
  };
  const messages = async (searchId: string): Promise<PublishedEvent[]> =>
    (await market.told('products.saved_search.matched')).filter(({ subject }) => subject === searchId);
  /** The ids of the products that were announced, by message. */
  const announced = async (searchId: string): Promise<string[][]> => {
    await turn();
    return (await messages(searchId)).map(({ data }) => data.products.map((each: Outcome) => each.productId));
  };

  return {
    market,
    ada,
    passMinutes,
    someone,
    save,
    update,
    watch,
    remove,
    newWord,
    lamp,
    pause,
    publish,
    price,
    match,
    turn,
    messages,
    announced,
  };
}

export type Alerts = Awaited<ReturnType<typeof openAlerts>>;
