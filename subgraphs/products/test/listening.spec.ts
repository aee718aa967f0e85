import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@soko/auth';
import { chainToken, type EventTrail, fulfilmentStock, newEvent, usersSeller, usersStore } from '@soko/events';
import { newId } from '@soko/ids';
import type { Viewer } from '@soko/auth';
import { person, until } from '@soko/testing';
import { admin, type Market, openMarket, type PublishedEvent, variant } from './market.ts';

const trail: EventTrail = {
  correlationId: 'req_test',
  causationId: null,
  actor: { kind: 'service', id: 'users' },
  now: () => new Date(),
};
const payout = { kind: 'MPESA', masked: '*** 000', sealed: 'v1.x' } as const;

describe('consuming events', () => {
  let market: Market;
  beforeAll(async () => {
    market = await openMarket();
  });
  afterAll(() => market.close());

  const sell = (userId: string, title = 'Lamp') =>
    market.mutate(
      person(userId, 'SELLER'),
      'createProduct',
      { title, type: 'DIGITAL' },
      '... on Product { id } ... on SellerNotActive { sellerStatus }',
    );
  const tellSeller = (
    type: 'applied' | 'approved' | 'suspended' | 'reinstated' | 'closed',
    facts: { id: string; userId: string },
    sequence: number,
  ) => {
    const data = { userId: facts.userId, handle: `h-${facts.id.slice(-6)}`, displayName: 'Ada', payout, reason: null };
    const event = newEvent(usersSeller, type, { subject: facts.id, sequence, data }, trail);
    return market.bus.publish('users.seller', [event]).then(() => event);
  };
  const onSale = async (id: string): Promise<boolean> =>
    (await market.query('query ($id: ID!) { product(id: $id) { id } }', { id })).data['product'] !== null;

  describe('of sellers', () => {
    it('lets a seller sell after approval, and names the status before', async () => {
      const [id, userId] = [newId('slr'), newId('usr')];
      expect(await sell(userId)).toMatchObject({ code: 'SELLER_NOT_ACTIVE', sellerStatus: null });
      await tellSeller('applied', { id, userId }, 1);
      await until('the application arrives', async () => (await sell(userId)).sellerStatus === 'APPLIED');
      await tellSeller('approved', { id, userId }, 2);
      await until('the approval arrives', async () => (await sell(userId)).__typename === 'Product');
    });

    it('hides products of a suspended seller, keeps their status, and shows them again', async () => {
      const seller = await market.seller('Ada');
      const userId = seller.as.kind === 'user' ? seller.as.id : '';
      const [shown, draft] = [await market.product(seller), await market.product(seller, {}, { publish: false })];
      await tellSeller('suspended', { id: seller.id, userId }, 2);
      await until('the product is hidden', async () => !(await onSale(shown)));
      expect(
        await market.mutate(
          seller.as,
          'publishProduct',
          { productId: draft },
          '... on SellerNotActive { sellerStatus }',
        ),
      ).toMatchObject({
        sellerStatus: 'SUSPENDED',
      });
      const { data } = await market.query(
        'query ($id: ID!) { product(id: $id) { status } }',
        { id: shown },
        { as: seller.as },
      );
      expect(data['product'].status).toBe('ACTIVE');
      await tellSeller('reinstated', { id: seller.id, userId }, 3);
      await until('the product is back', () => onSale(shown));
      expect(await onSale(draft)).toBe(false);
    });

    it('ignores events older than the saved one', async () => {
      const seller = await market.seller('Late');
      const userId = seller.as.kind === 'user' ? seller.as.id : '';
      const id = await market.product(seller);
      await tellSeller('closed', { id: seller.id, userId }, 9);
      await until('the product is hidden', async () => !(await onSale(id)));
      await tellSeller('approved', { id: seller.id, userId }, 3);
      const marker = { id: newId('slr'), userId: newId('usr') };
      await tellSeller('approved', marker, 1);
      await until('what came after it was handled', async () => (await sell(marker.userId)).__typename === 'Product');
      expect(await onSale(id)).toBe(false);
    });

    it('hides products that are published during a suspension', async () => {
      const seller = await market.seller('Race');
      const userId = seller.as.kind === 'user' ? seller.as.id : '';
      const made = Promise.all(
        Array.from({ length: 10 }, (_, index) => market.product(seller, { title: `Racer ${index}` }).catch(() => null)),
      );
      await tellSeller('suspended', { id: seller.id, userId }, 2);
      await made;
      await until('nothing of it is on sale', async () => {
        const { rows } = await market.pool.query('SELECT FROM product WHERE seller_id = $1 AND listed', [seller.id]);
        return rows.length === 0;
      });
    });
  });

  describe('of stores', () => {
    it('updates who manages the products of the store', async () => {
      const [storeId, seller, helper] = ['sto_team', await market.seller('Owner'), person(newId('usr'))];
      const tellMember = (
        type: 'member_added' | 'member_role_changed' | 'member_removed',
        userId: string,
        role: 'ADMIN' | 'MEMBER' | 'GUEST',
        sequence: number,
      ) => {
        const data = { memberId: newId('mem'), userId, role, previousRole: role };
        return market.bus.publish('users.store', [
          newEvent(usersStore, type, { subject: storeId, sequence, data }, trail),
        ]);
      };
      await tellMember('member_added', seller.as.kind === 'user' ? seller.as.id : '', 'ADMIN', 1);
      const input = { title: 'Team lamp', type: 'DIGITAL', storeId };
      const made = await until('the store is known', async () => {
        const answer = await market.mutate(seller.as, 'createProduct', input, '... on Product { id }');
        return answer.__typename === 'Product' && answer;
      });
      const rename = async (): Promise<boolean> => {
        const text =
          'mutation ($id: ID!, $title: String!) { updateProduct(input: { productId: $id, title: $title }) { __typename } }';
        const { errors } = await market.query(text, { id: made.id, title: `Lamp ${newId('req')}` }, { as: helper });
        return errors === undefined;
      };
      expect(await rename()).toBe(false);
      await tellMember('member_added', helper.kind === 'user' ? helper.id : '', 'MEMBER', 2);
      await until('the member may change it', rename);
      await tellMember('member_role_changed', helper.kind === 'user' ? helper.id : '', 'GUEST', 3);
      await until('the guest may not', async () => !(await rename()));
      await tellMember('member_role_changed', helper.kind === 'user' ? helper.id : '', 'MEMBER', 4);
      await until('the member may again', rename);
      await tellMember('member_removed', helper.kind === 'user' ? helper.id : '', 'MEMBER', 5);
      await until('who left may not', async () => !(await rename()));
    });

    it('lets an API key manage the products of its store, with an administrator as the seller', async () => {
      const seller = await market.seller('Keeper');
      await market.member('sto_keyed', seller.as.kind === 'user' ? seller.as.id : '', 'ADMIN');
      const key = (scopes: ('products:write' | 'products:read')[]) => ({
        kind: 'apiKey' as const,
        id: 'key_1',
        storeId: 'sto_keyed',
        scopes,
      });
      const input = { title: 'By key', type: 'DIGITAL' };
      const made = await market.mutate(
        key(['products:write']),
        'createProduct',
        input,
        '... on Product { id seller { id } store { id } }',
      );
      expect(made).toMatchObject({ seller: { id: seller.id }, store: { id: 'sto_keyed' } });
      const codes = async (as: Viewer, productId: string) => {
        const text = 'mutation ($id: ID!) { archiveProduct(input: { productId: $id }) { __typename } }';
        const { data, errors = [] } = await market.query(text, { id: productId }, { as });
        return errors[0]?.extensions?.['code'] ?? data['archiveProduct'].__typename;
      };
      // The seller of the store sells other products as well. They are not the store's.
      const personal = await market.product(seller);
      expect(await codes(key(['products:write']), personal)).toBe('NOT_FOUND');
      expect(await codes(key(['products:read']), made.id)).toBe('FORBIDDEN');
      expect(await codes(key(['products:write']), made.id)).toBe('Product');
    });
  });

  describe('of stock levels', () => {
    it('sells out when every variant is out of stock, returns with the first in stock, and publishes each change once', async () => {
      const seller = await market.seller('Stock');
      const id = await market.product(seller, { variants: [variant('S1'), variant('S2')] });
      const { data } = await market.query('query ($id: ID!) { product(id: $id) { variants { id } } }', { id });
      const [one, two] = data['product'].variants.map((each: { id: string }) => each.id);
      let sequence = 0;
      const level = (variantId: string, available: number) => {
        const fact = { subject: variantId, sequence: (sequence += 1), data: { variantId, available } };
        const event = newEvent(fulfilmentStock, 'level_changed', fact, trail);
        // Twice: the bus delivers at least once.
        return market.bus.publish('fulfilment.stock', [event, event]);
      };
      const status = async (): Promise<string> =>
        (await market.query('query ($id: ID!) { product(id: $id) { status } }', { id })).data['product'].status;
      await Promise.all([level(one, 0), level(two, 0)]);
      await until('it is sold out', async () => (await status()) === 'SOLD_OUT');
      const inStock = async (wanted: boolean): Promise<string[]> =>
        (
          await market.query(
            'query ($inStock: Boolean, $ids: [ID!]) { products(filter: { inStock: $inStock, ids: $ids }) { nodes { id } } }',
            { inStock: wanted, ids: [id] },
          )
        ).data['products'].nodes;
      expect([await inStock(true), await inStock(false)]).toEqual([[], [{ id }]]);
      // A seller may take sold-out goods off sale, as `LastVariant` advises.
      expect(await market.change(seller, 'pauseProduct', id)).toMatchObject({ status: 'PAUSED' });
      expect(await market.change(seller, 'publishProduct', id)).toMatchObject({ status: 'SOLD_OUT' });
      await level(two, 3);
      await until('it is back', async () => (await status()) === 'ACTIVE');
      const changes = (await market.told('products.product.updated')).filter(({ subject }) => subject === id);
      expect(changes.map(({ data: { new: fresh } }: PublishedEvent) => fresh.status)).toEqual(['SOLD_OUT', 'ACTIVE']);
    });

    it('counts goods whose stock was never received as sold out, in the list, facet, facts and page, until it is received', async () => {
      const seller = await market.seller('Never');
      const id = await market.product(seller, { variants: [variant('N1'), variant('N2')] }, { stocked: false });
      const { data: page } = await market.query('query ($id: ID!) { product(id: $id) { variants { id } } }', { id });
      const [received, never]: [string, string] = page['product'].variants.map((each: { id: string }) => each.id);
      const look = async () => {
        const text = `query ($ids: [ID!], $variants: [ID!]!) {
          products(filter: { ids: $ids }) { nodes { status } facets { name values { value count } } }
          yes: products(filter: { ids: $ids, inStock: true }) { totalCount } no: products(filter: { ids: $ids, inStock: false }) { totalCount }
          variantFacts(ids: $variants) { onSale available } }`;
        const identity = serviceIdentity('orders', 'cor_spec');
        const { data } = await market.query(text, { ids: [id], variants: [received, never] }, { identity });
        const facet = data['products'].facets.find((each: { name: string }) => each.name === 'inStock').values;
        const { yes, no, products: list, variantFacts } = data;
        return { status: list.nodes[0].status, facet, counts: [yes.totalCount, no.totalCount], variantFacts };
      };
      const none = { onSale: false, available: 0 };
      expect(await look()).toEqual({
        status: 'SOLD_OUT',
        facet: [{ value: 'false', count: 1 }],
        counts: [0, 1],
        variantFacts: [none, none],
      });
      const fact = { subject: received, sequence: 1, data: { variantId: received, available: 3 } };
      await market.bus.publish('fulfilment.stock', [newEvent(fulfilmentStock, 'level_changed', fact, trail)]);
      await until('the stock arrives', async () => (await look()).status === 'ACTIVE');
      expect(await look()).toEqual({
        status: 'ACTIVE',
        facet: [{ value: 'true', count: 1 }],
        counts: [1, 0],
        variantFacts: [{ onSale: true, available: 3 }, none],
      });
      const digital = await market.product(seller, { type: 'DIGITAL' }, { stocked: false });
      const { data } = await market.query('query ($id: ID!) { product(id: $id) { status } }', { id: digital });
      expect(data['product'].status).toBe('ACTIVE');
    });

    it('takes what is left of a token as the stock of all variants that sell it', async () => {
      const seller = await market.seller('Minted');
      const id = await market.product(
        seller,
        { type: 'NFT', variants: [variant('N1'), variant('N2')] },
        { stocked: false },
      );
      const levels = async () => {
        const { rows } = await market.pool.query<{ status: string; available: number | null }>(
          'SELECT p.status, v.available FROM variant v JOIN product p ON p.id = v.product_id WHERE p.id = $1',
          [id],
        );
        return [rows[0]!.status, ...rows.map(({ available }) => available)];
      };
      expect(await levels()).toEqual(['ACTIVE', null, null]);
      const token = { collectionId: newId('cct'), number: 1, name: 'Sun', maxSupply: 7, status: 'CREATED' } as const;
      const tell = (left: number, sequence: number) => {
        const fact = { subject: newId('ctk'), sequence, data: { token, productId: id, left } };
        return market.bus.publish('chain.token', [newEvent(chainToken, 'supply_changed', fact, trail)]);
      };
      await tell(0, 4);
      await until('it is sold out', async () => (await levels())[0] === 'SOLD_OUT');
      await tell(7, 6);
      await tell(3, 5);
      await until('some are left', async () => (await levels())[0] === 'ACTIVE');
      expect(await levels()).toEqual(['ACTIVE', 7, 7]);
      const input = { productId: id, variant: variant('N3') };
      await market.mutate(seller.as, 'addVariant', input, '... on Variant { id }');
      expect(await levels()).toEqual(['ACTIVE', 7, 7, 7]);
    });

    it('publishes a product without stock as sold out, and accepts levels of removed variants', async () => {
      const seller = await market.seller('Sold');
      const id = await market.product(seller, { variants: [variant('T1')] });
      const { data } = await market.query('query ($id: ID!) { product(id: $id) { variants { id } } }', { id });
      await market.mutate(seller.as, 'pauseProduct', { productId: id });
      const variantId = data['product'].variants[0].id;
      const facts = [variantId, newId('var')].map((subject) => ({
        subject,
        sequence: 1,
        data: { variantId: subject, available: 0 },
      }));
      await market.bus.publish(
        'fulfilment.stock',
        facts.map((fact) => newEvent(fulfilmentStock, 'level_changed', fact, trail)),
      );
      await until('the levels are noted', async () => {
        const { rows } = await market.pool.query('SELECT FROM variant WHERE id = $1 AND available = 0', [variantId]);
        return rows.length === 1;
      });
      expect(
        await market.mutate(seller.as, 'publishProduct', { productId: id }, '... on Product { status }'),
      ).toMatchObject({ status: 'SOLD_OUT' });
      expect(
        await market.mutate(
          admin,
          'addVariant',
          { productId: id, variant: variant('T2') },
          '... on Variant { product { status } }',
        ),
      ).toMatchObject({
        product: { status: 'SOLD_OUT' },
      });
    });
  });
});
