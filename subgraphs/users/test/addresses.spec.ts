import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { mistake, mutationsOf } from './ask.ts';
import { join, support } from './people.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

const change = mutationsOf(() => graph);
const home = { name: 'Amina Odhiambo', line1: 'Moi Avenue 1', city: 'Nairobi', country: 'KE' };
const fields = '... on Address { id name line1 line2 city country isDefault }';

const add = (as: Viewer, more: object = {}, isDefault?: boolean) =>
  change(
    'addAddress',
    { address: { ...home, ...more }, ...(isDefault === undefined ? {} : { isDefault }) },
    as,
    fields,
  );

const list = async (as: Viewer) => {
  const { data } = await graph.query('{ me { addresses { id city isDefault } } }', {}, { as });
  return data.me.addresses as { id: string; city: string; isDefault: boolean }[];
};

describe('addresses', () => {
  it('have one default: the first, until the user chooses another', async () => {
    const { viewer } = await join(graph, 'amina@example.com');
    const first = await add(viewer);
    expect(first).toMatchObject({ __typename: 'Address', ...home, line2: null, isDefault: true });
    const second = await add(viewer, { city: 'Mombasa' });
    expect(second.isDefault).toBe(false);
    const third = await add(viewer, { city: 'Kisumu' }, true);
    expect((await list(viewer)).map(({ city, isDefault }) => [city, isDefault])).toEqual([
      ['Kisumu', true],
      ['Nairobi', false],
      ['Mombasa', false],
    ]);
    await change('setDefaultAddress', { addressId: second.id }, viewer);
    await change('removeAddress', { addressId: second.id }, viewer);
    expect((await list(viewer)).map(({ id, isDefault }) => [id, isDefault])).toEqual([
      [first.id, true],
      [third.id, false],
    ]);
  });

  it('publish the country of the default when it changes', async () => {
    const { viewer, id: userId } = await join(graph, 'emigrant@example.com');
    const countries = async () =>
      (await graph.told('users.user.country_changed'))
        .filter(({ subject }) => subject === userId)
        .map(({ data }) => (data as { country: string | null }).country);
    const first = await add(viewer);
    expect(await countries()).toEqual(['KE']);
    const second = await add(viewer, { country: 'DE' });
    await add(viewer, { city: 'Mombasa' }, true);
    expect(await countries()).toEqual(['KE']);
    await change('setDefaultAddress', { addressId: second.id }, viewer);
    expect(await countries()).toEqual(['KE', 'DE']);
    await change('updateAddress', { addressId: second.id, address: { ...home, country: 'TZ' } }, viewer);
    await change('updateAddress', { addressId: first.id, address: { ...home, country: 'UG' } }, viewer);
    expect(await countries()).toEqual(['KE', 'DE', 'TZ']);
    for (const { id } of await list(viewer)) await change('removeAddress', { addressId: id }, viewer);
    expect(await countries()).toEqual(['KE', 'DE', 'TZ', 'UG', 'KE', null]);
    const sequences = (await graph.told()).filter(({ subject }) => subject === userId).map(({ sequence }) => sequence);
    expect(sequences).toEqual([...new Set(sequences)].toSorted((a, b) => a - b));
  });

  it('added at the same time still have one default', async () => {
    const { viewer } = await join(graph, 'hasty@example.com');
    await Promise.all(Array.from({ length: 6 }, (_, i) => add(viewer, { city: `Town ${i}` }, true)));
    expect((await list(viewer)).filter(({ isDefault }) => isDefault)).toHaveLength(1);
  });

  it('are replaced completely', async () => {
    const { viewer } = await join(graph, 'mover@example.com');
    const { id } = await add(viewer, { line2: 'Flat 3' });
    const moved = await change(
      'updateAddress',
      { addressId: id, address: { ...home, city: 'Nakuru' } },
      viewer,
      fields,
    );
    expect(moved).toMatchObject({ id, city: 'Nakuru', line2: null, isDefault: true });
  });

  it.each([
    ['address.name', { name: ' ' }],
    ['address.country', { country: 'XX' }],
    ['address.phone', { phone: '123' }],
    ['address.postalCode', { country: 'DE', postalCode: '1011' }],
    ['address.city', { city: '\u3164' }],
    ['address.line1', { line1: 'x'.repeat(201) }],
  ])('are refused at %s', async (field, wrong) => {
    const { viewer } = await join(graph, `wrong-${field}@example.com`);
    await expect(add(viewer, wrong)).rejects.toEqual(mistake('BAD_USER_INPUT', field));
  });

  it('are limited to fifty', async () => {
    const { id, viewer } = await join(graph, 'nomad@example.com');
    await graph.pool.query(
      `INSERT INTO addresses (id, user_id, name, line1, city, country)
       SELECT 'adr_' || n, $1, 'Amina', 'Tent', 'Nowhere', 'KE' FROM generate_series(1, 49) n`,
      [id],
    );
    await expect(add(viewer)).resolves.toMatchObject({ __typename: 'Address' });
    await expect(add(viewer)).resolves.toMatchObject({ code: 'ACCOUNT_LIMIT_REACHED' });
  });
});

describe('the address of another user', () => {
  const entity =
    'query ($id: ID!) { _entities(representations: [{ __typename: "Address", id: $id }]) { ... on Address { city } } }';

  it('cannot be read, changed, chosen or removed', async () => {
    const owner = await join(graph, 'owner@example.com');
    const mallory = await join(graph, 'mallory@example.com');
    const { id: addressId } = await add(owner.viewer);
    const attempts = [
      change('updateAddress', { addressId, address: { ...home, city: 'Elsewhere' } }, mallory.viewer),
      change('removeAddress', { addressId }, mallory.viewer),
      change('setDefaultAddress', { addressId }, mallory.viewer),
    ];
    for (const attempt of attempts) await expect(attempt).rejects.toEqual(mistake('NOT_FOUND'));
    expect(await list(owner.viewer)).toEqual([{ id: addressId, city: 'Nairobi', isDefault: true }]);
  });

  it('is null by reference, except to support', async () => {
    const owner = await join(graph, 'referenced@example.com');
    const mallory = await join(graph, 'mallory2@example.com');
    const { id } = await add(owner.viewer);
    const read = async (as?: Viewer) => (await graph.query(entity, { id }, as ? { as } : {})).data._entities;
    await expect(read(owner.viewer)).resolves.toEqual([{ city: 'Nairobi' }]);
    await expect(read(support)).resolves.toEqual([{ city: 'Nairobi' }]);
    await expect(read(mallory.viewer)).resolves.toEqual([null]);
    await expect(read()).resolves.toEqual([null]);
  });
});
