import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { userIdOf, type Viewer } from '@soko/auth';
import { newEvent, productsProduct } from '@soko/events';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import { noteSeller } from '../store/known-sellers.ts';
import { product, told } from './catalogue-events.ts';
import { address, customer, nobody, openWarehouse, packer, support, type Warehouse } from './warehouse.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(() => warehouse.close());

const trail = {
  correlationId: 'cor_spec',
  causationId: null,
  actor: { kind: 'service', id: 'products' },
  now: () => new Date(),
} as const;

describe('goods that are not on sale', () => {
  const publish = (event: ReturnType<typeof newEvent>) => warehouse.bus.publish('products.product', [event]);
  const text = `query ($id: ID!, $address: AddressInput!, $refs: [_Any!]!) {
    deliveryQuote(lines: [{ variantId: $id, quantity: 1 }], address: $address) { parcels { seller { id } boxes } }
    _entities(representations: $refs) { ... on Variant { available } ... on Product { stock { available } } } }`;
  const look = async (as: Viewer, variantId: string, productId: string) => {
    const refs = [
      { __typename: 'Variant', id: variantId },
      { __typename: 'Product', id: productId },
    ];
    const answer = await warehouse.query(text, { id: variantId, address, refs }, { as });
    const errors = answer.errors?.map(({ message, extensions }) => ({ message, extensions }));
    const alone = await warehouse.query(
      'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Variant { available } ... on Product { stock { available } } } }',
      { refs },
      { as },
    );
    return { quote: errors ?? 'quoted', entities: alone.data['_entities'] };
  };

  it('do not exist for strangers, whatever their status: quotes, availability and references answer as for an unknown id', async () => {
    const seller = await warehouse.seller();
    const stranger = (await warehouse.seller()).as;
    const [subject, variantId] = [newId('prd'), newId('var')];
    const unknown = await look(nobody, newId('var'), newId('prd'));
    expect(unknown).toMatchObject({
      quote: [{ extensions: { code: 'BAD_USER_INPUT', field: 'lines.0.variantId' } }],
      entities: [{ available: 0 }, { stock: null }],
    });
    const shown = { quote: 'quoted', entities: [{ available: 7 }, { stock: { available: 7 } }] };
    const data = { product: product(seller.id, [told(variantId)]) };
    await publish(newEvent(productsProduct, 'created', { subject, sequence: 1, data }, trail));
    await until('the variant is known', async () => {
      const { rows } = await warehouse.pool.query('SELECT FROM variant WHERE id = $1', [variantId]);
      return rows.length === 1;
    });
    await warehouse.mutate(seller.as, 'receiveStock', { variantId, quantity: 7, idempotencyKey: newId('req') });
    let sequence = 1;
    const move = async (type: 'published' | 'paused' | 'blocked' | 'unblocked' | 'archived', more: object) => {
      sequence += 1;
      const fact = { subject, sequence, data: { sellerId: seller.id, reason: null, ...more } };
      await publish(newEvent(productsProduct, type, fact as never, trail));
      await until('the event arrives', async () => {
        const { rows } = await warehouse.pool.query('SELECT FROM product WHERE id = $1 AND sequence = $2', [
          subject,
          sequence,
        ]);
        return rows.length === 1;
      });
    };
    const expectHidden = async () => {
      for (const as of [nobody, customer, stranger]) expect(await look(as, variantId, subject)).toEqual(unknown);
      for (const as of [seller.as, support, packer]) expect(await look(as, variantId, subject)).toEqual(shown);
    };
    const expectShown = async () => {
      for (const as of [nobody, customer, stranger]) expect(await look(as, variantId, subject)).toEqual(shown);
    };
    const published = { from: 'DRAFT', product: { ...data.product, status: 'ACTIVE' } };
    await expectHidden();
    await move('published', published);
    await expectShown();
    await move('paused', { from: 'ACTIVE' });
    await expectHidden();
    await move('published', published);
    await move('blocked', { from: 'ACTIVE' });
    await expectHidden();
    await move('unblocked', { from: 'BLOCKED', to: 'DRAFT' });
    await expectHidden();
    await move('published', published);
    await expectShown();
    const userId = userIdOf(seller.as)!;
    const noteStatus = (status: string, at: number) =>
      noteSeller(warehouse.pool, { id: seller.id, userId, status, sequence: at });
    await noteStatus('SUSPENDED', 2);
    await expectHidden();
    const input = { variantId, quantity: 1, idempotencyKey: newId('req') };
    const adjust = { variantId, delta: -1, reason: 'Counted', idempotencyKey: newId('req') };
    const refused = { code: 'SELLER_NOT_ACTIVE', sellerStatus: 'SUSPENDED' };
    const selection = '... on SellerNotActive { sellerStatus }';
    expect(await warehouse.mutate(seller.as, 'receiveStock', input, selection)).toMatchObject(refused);
    expect(await warehouse.mutate(seller.as, 'adjustStock', adjust, selection)).toMatchObject(refused);
    expect(await warehouse.mutate(packer, 'adjustStock', adjust)).toMatchObject({ __typename: 'StockItem' });
    await warehouse.mutate(packer, 'receiveStock', input);
    await noteStatus('ACTIVE', 3);
    await expectShown();
    await move('archived', { from: 'ACTIVE' });
    await expectHidden();
  });
});
