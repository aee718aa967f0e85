import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiKeyViewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { type Market, openTwoSellers, type TestSeller, variant } from './market.ts';

let market: Market;
let ada: TestSeller;
let bob: TestSeller;
beforeAll(async () => {
  ({ market, ada, bob } = await openTwoSellers());
});
afterAll(() => market.close());

let skus = 0;
const draft = (more: object = {}) => ({
  title: 'Oak stool',
  type: 'PHYSICAL',
  variants: [variant(`KEYED-${(skus += 1)}`)],
  idempotencyKey: newId('req'),
  ...more,
});
const create = (as: TestSeller['as'] | ApiKeyViewer, input: object) =>
  market.mutate(as, 'createProduct', input, '... on Product { id slug variants { id sku } }');
const add = (input: object, as = ada.as) => market.mutate(as, 'addVariant', input, '... on Variant { id sku }');
const skusOf = async (id: string): Promise<string[]> => {
  const { rows } = await market.pool.query<{ sku: string }>(
    'SELECT sku FROM variant WHERE product_id = $1 ORDER BY position',
    [id],
  );
  return rows.map(({ sku }) => sku);
};

describe('a product that is created with a key', () => {
  it('is created once, also when the repeats come at once', async () => {
    const input = draft();
    const made = await Promise.all(Array.from({ length: 5 }, () => create(ada.as, input)));
    made.push(await create(ada.as, input));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(new Set(made.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(await market.eventTypesOf(made[0]!.id)).toEqual(['products.product.created']);
  });

  it('has a slug of its own, although another one has the title', async () => {
    const [first, second] = [await create(ada.as, draft()), await create(ada.as, draft())];
    expect(first.slug).not.toBe(second.slug);
  });

  it('is another one with another key, and a mistake with another input', async () => {
    const { idempotencyKey: _, ...input } = draft({ variants: [] });
    const one = { ...input, idempotencyKey: newId('req') };
    const ids = [await create(ada.as, one), await create(ada.as, { ...input, idempotencyKey: newId('req') })];
    ids.push(await create(ada.as, input), await create(ada.as, input));
    expect(new Set(ids.map(({ id }) => id)).size).toBe(4);
    expect(await market.failure(ada.as, 'createProduct', { ...one, title: 'Oak table' })).toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
    });
    expect(await market.failure(ada.as, 'createProduct', { ...one, idempotencyKey: 'short' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'idempotencyKey',
    });
  });

  it('is of the caller: keys of others are other keys', async () => {
    const input = draft();
    expect((await create(bob.as, input)).id).not.toBe((await create(ada.as, input)).id);
  });

  it('can be created with the same key after a refusal', async () => {
    const [taken, key] = [draft(), newId('req')];
    await create(ada.as, taken);
    const refused = await create(ada.as, { ...taken, idempotencyKey: key });
    expect(refused).toMatchObject({ code: 'SKU_TAKEN' });
    expect(await create(ada.as, draft({ idempotencyKey: key }))).toMatchObject({ __typename: 'Product' });
  });
});

describe('a variant that is added with a key', () => {
  it('is added once, also when the repeats come at once', async () => {
    const { id: productId } = await create(ada.as, draft({ variants: [] }));
    const input = { productId, variant: variant('ONCE-1'), idempotencyKey: newId('req') };
    const added = await Promise.all(Array.from({ length: 5 }, () => add(input)));
    added.push(await add(input));
    expect(new Set(added.map(({ id }) => id)).size).toBe(1);
    expect(added[0]).toMatchObject({ __typename: 'Variant', sku: 'ONCE-1' });
    expect(await skusOf(productId)).toEqual(['ONCE-1']);
    await add({ productId, variant: { ...variant('ONCE-2'), options: [{ name: 'size', value: 'L' }] } });
    expect((await add(input)).id).toBe(added[0]!.id);
    expect(await skusOf(productId)).toEqual(['ONCE-1', 'ONCE-2']);
  });

  it('can be added with the same key after a refusal, and tells nothing of the products of others', async () => {
    const { id: productId } = await create(ada.as, draft());
    const [sku] = await skusOf(productId);
    const input = { productId, variant: variant(sku!), idempotencyKey: newId('req') };
    const other = { ...input, variant: { ...variant('ONCE-3'), options: [{ name: 'size', value: 'L' }] } };
    expect(await add(input)).toMatchObject({ code: 'SKU_TAKEN' });
    const added = await add(other);
    expect(added).toMatchObject({ __typename: 'Variant' });
    expect(await market.failure(bob.as, 'addVariant', other)).toMatchObject({ code: 'NOT_FOUND' });
    await market.mutate(ada.as, 'removeVariant', { variantId: added.id });
    expect(await market.failure(ada.as, 'addVariant', other)).toMatchObject({ code: 'NOT_FOUND' });
  });
});
