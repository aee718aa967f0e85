import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { courier, customer, nobody, openWarehouse, packer, support, type Warehouse, type Json } from './warehouse.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(() => warehouse.close());

const whole =
  '... on Packaging { id status reason version startedAt finishedAt lines { lineId quantity packedQuantity } history { from to by reason } }';

const act = (mutation: string, packagingId: string, more: object = {}) => {
  const tooMany = mutation === 'setPackedQuantity' ? '... on PackedTooMany { ordered }' : '';
  const selection = `${whole} ... on WrongPackagingStatus { status allowed } ${tooMany}`;
  return warehouse.mutate(packer, mutation, { packagingId, ...more }, selection);
};

describe('packing an order', () => {
  it('in whole takes the goods from stock, requests the delivery and publishes each step', async () => {
    const [one, two] = [await warehouse.variant(20), await warehouse.variant(20)];
    const { orderId, packagingId, lineIds } = await warehouse.order([[one, 3], [two, 1]]); // prettier-ignore
    expect(await act('startPackaging', packagingId)).toMatchObject({ status: 'IN_PROGRESS' });
    await act('setPackedQuantity', packagingId, { lineId: lineIds[0], quantity: 3 });
    await act('setPackedQuantity', packagingId, { variantId: two, quantity: 1 });
    const completed = await act('completePackaging', packagingId);
    expect(completed).toMatchObject({
      status: 'COMPLETED',
      reason: null,
      version: 5,
      history: [
        { from: null, to: 'NEW', by: 'orders' },
        { from: 'NEW', to: 'IN_PROGRESS', by: 'usr_packer' },
        { from: 'IN_PROGRESS', to: 'COMPLETED', by: 'usr_packer' },
      ],
    });
    expect(await warehouse.stock(one)).toEqual({ onHand: 17, reserved: 0 });
    expect(await warehouse.stock(two)).toEqual({ onHand: 19, reserved: 0 });
    expect(await warehouse.toldOf(packagingId)).toEqual([
      'packaging.requested',
      'packaging.started',
      'packaging.completed',
    ]);
    const { data, actor } = (await warehouse.told('fulfilment.packaging.completed')).at(-1) as Json;
    expect(actor).toEqual({ kind: 'user', id: 'usr_packer' });
    expect(data).toMatchObject({
      orderId,
      lines: [
        { lineId: lineIds[0], variantId: one, ordered: 3, packed: 3 },
        { lineId: lineIds[1], variantId: two, ordered: 1, packed: 1 },
      ],
    });
    expect(await warehouse.toldOf(data.deliveryId)).toEqual(['delivery.requested']);
    // Picking reserved items leaves the available number as it was.
    expect(await warehouse.toldOf(one)).toEqual(['stock.level_changed', 'stock.level_changed']);
    expect(await warehouse.release([orderId])).toEqual({ releasedOrderIds: [], keptOrderIds: [orderId] });
  });

  it('in part makes the rest available again', async () => {
    const [one, two] = [await warehouse.variant(10), await warehouse.variant(10)];
    const order = await warehouse.order([[one, 4], [two, 2]]); // prettier-ignore
    expect(await warehouse.packed(order, [3, 0])).toMatch(/^dlv_/);
    expect(await warehouse.stock(one)).toEqual({ onHand: 7, reserved: 0 });
    expect(await warehouse.stock(two)).toEqual({ onHand: 10, reserved: 0 });
    const { data } = (await warehouse.told('fulfilment.packaging.completed')).at(-1) as Json;
    expect(data.lines.map(({ packed }: { packed: number }) => packed)).toEqual([3, 0]);
    const items = await warehouse.query(
      'query ($id: ID!) { stockItem(variantId: $id) { movements { kind onHandDelta reservedDelta orderId by } } }',
      { id: one },
      { as: packer },
    );
    expect(items.data['stockItem'].movements).toEqual([
      { kind: 'RESTOCK', onHandDelta: 0, reservedDelta: -1, orderId: order.orderId, by: 'usr_packer' },
      { kind: 'PICK', onHandDelta: -3, reservedDelta: -3, orderId: order.orderId, by: 'usr_packer' },
      { kind: 'RESERVE', onHandDelta: 0, reservedDelta: 4, orderId: order.orderId, by: 'orders' },
      { kind: 'RECEIVE', onHandDelta: 10, reservedDelta: 0, orderId: null, by: 'usr_packer' },
    ]);
  });

  it('with no packed items fails, and all of its stock is available again', async () => {
    const variantId = await warehouse.variant(10);
    const { orderId, packagingId } = await warehouse.order([[variantId, 4]]);
    await act('startPackaging', packagingId);
    expect(await act('completePackaging', packagingId)).toMatchObject({
      __typename: 'Packaging',
      status: 'FAILED',
      reason: 'No items were packed.',
    });
    expect(await warehouse.stock(variantId)).toEqual({ onHand: 10, reserved: 0 });
    expect(await warehouse.toldOf(packagingId)).toEqual([
      'packaging.requested',
      'packaging.started',
      'packaging.failed',
    ]);
    expect(await warehouse.toldOf(orderId)).toEqual(['stock.reserved', 'stock.released']);
  });

  it('that fails keeps the reason and clears the packed quantities', async () => {
    const variantId = await warehouse.variant(10);
    const { packagingId, lineIds } = await warehouse.order([[variantId, 4]]);
    await act('startPackaging', packagingId);
    await act('setPackedQuantity', packagingId, { lineId: lineIds[0], quantity: 2 });
    const failed = await act('failPackaging', packagingId, { reason: 'Water damage' });
    expect(failed).toMatchObject({ status: 'FAILED', reason: 'Water damage', lines: [{ packedQuantity: 0 }] });
    expect(await warehouse.stock(variantId)).toEqual({ onHand: 10, reserved: 0 });
    expect((await warehouse.told('fulfilment.packaging.failed')).at(-1)).toMatchObject({
      data: { reason: 'Water damage' },
    });
  });

  it('with the method NONE requests no delivery', async () => {
    const variantId = await warehouse.variant(10);
    const order = await warehouse.order([[variantId, 1]], { deliveryMethod: 'NONE' });
    expect(await warehouse.packed(order)).toBe('');
    expect((await warehouse.told('fulfilment.packaging.completed')).at(-1)).toMatchObject({
      data: { deliveryId: null },
    });
  });

  it('packs no more than was ordered, and no unknown line', async () => {
    const variantId = await warehouse.variant(10);
    const { packagingId, lineIds } = await warehouse.order([[variantId, 2]]);
    await act('startPackaging', packagingId);
    expect(await act('setPackedQuantity', packagingId, { lineId: lineIds[0], quantity: 3 })).toMatchObject({
      code: 'PACKED_TOO_MANY',
      ordered: 2,
    });
    const wrong = (more: object) =>
      warehouse.failure(packer, 'setPackedQuantity', { packagingId, quantity: 1, ...more });
    expect(await wrong({ lineId: lineIds[0], quantity: -1 })).toEqual({ code: 'BAD_USER_INPUT', field: 'quantity' });
    expect(await wrong({ lineId: 'another' })).toEqual({ code: 'BAD_USER_INPUT', field: 'lineId' });
    expect(await wrong({ variantId: 'another' })).toEqual({ code: 'BAD_USER_INPUT', field: 'variantId' });
    expect(await wrong({})).toEqual({ code: 'BAD_USER_INPUT', field: 'lineId' });
    expect(await warehouse.stock(variantId)).toEqual({ onHand: 10, reserved: 2 });
  });

  const steps = ['startPackaging', 'setPackedQuantity', 'completePackaging', 'failPackaging'] as const;
  const legal = { NEW: ['startPackaging'], IN_PROGRESS: steps.slice(1), COMPLETED: [], FAILED: [], CANCELLED: [] };

  it.each(
    Object.entries(legal).flatMap(([status, allowed]) =>
      steps.filter((step) => !(allowed as readonly string[]).includes(step)).map((step) => [step, status] as const),
    ),
  )('refuses %s in status %s, and nothing changes', async (step, status) => {
    const variantId = await warehouse.variant(10);
    const order = await warehouse.order([[variantId, 2]]);
    const { packagingId, orderId, lineIds } = order;
    if (status === 'COMPLETED') await warehouse.packed(order);
    else if (status === 'CANCELLED') await warehouse.release([orderId]);
    else if (status !== 'NEW') await act('startPackaging', packagingId);
    if (status === 'FAILED') await act('failPackaging', packagingId, { reason: 'Because' });
    const before = [await warehouse.stock(variantId), await warehouse.toldOf(packagingId)];
    const more = { setPackedQuantity: { lineId: lineIds[0], quantity: 1 }, failPackaging: { reason: 'Because' } };
    const refused = await act(step, packagingId, more[step as keyof typeof more]);
    expect(refused).toMatchObject({ __typename: 'WrongPackagingStatus', code: 'WRONG_PACKAGING_STATUS', status });
    expect(refused.allowed).not.toContain(status);
    expect([await warehouse.stock(variantId), await warehouse.toldOf(packagingId)]).toEqual(before);
  });

  it('happens once when ten ask at the same time', async () => {
    const variantId = await warehouse.variant(10);
    const { packagingId, lineIds } = await warehouse.order([[variantId, 2]]);
    const ten = (mutation: string) => Promise.all(Array.from({ length: 10 }, () => act(mutation, packagingId)));
    const typenames = async (mutation: string) =>
      (await ten(mutation)).filter(({ __typename }) => __typename === 'Packaging').length;
    expect(await typenames('startPackaging')).toBe(1);
    await act('setPackedQuantity', packagingId, { lineId: lineIds[0], quantity: 2 });
    expect(await typenames('completePackaging')).toBe(1);
    expect(await warehouse.stock(variantId)).toEqual({ onHand: 8, reserved: 0 });
  });

  it.each(steps)('%s requires the role WAREHOUSE and an existing package', async (step) => {
    const more = { setPackedQuantity: { lineId: 'x', quantity: 1 }, failPackaging: { reason: 'Because' } };
    const input = { packagingId: 'pkg_nothing', ...more[step as keyof typeof more] };
    for (const as of [courier, customer, support])
      expect(await warehouse.failure(as, step, input)).toEqual({ code: 'FORBIDDEN' });
    expect(await warehouse.failure(nobody, step, input)).toEqual({ code: 'UNAUTHENTICATED' });
    expect(await warehouse.failure(packer, step, input)).toEqual({ code: 'NOT_FOUND' });
  });
});

describe('the packaging queue', () => {
  const page = async (args: object) => {
    const text = `query ($status: PackagingStatus, $first: Int, $after: String, $last: Int, $before: String) {
      packagingQueue(status: $status, first: $first, after: $after, last: $last, before: $before) {
        nodes { id status lines { sku } seller { id } order { id } address { name } history { to } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
    const { data, errors } = await warehouse.query(text, args as Record<string, unknown>, { as: packer });
    return errors?.[0]?.extensions ?? data['packagingQueue'];
  };

  it('lists the oldest first, page by page, forwards and backwards', async () => {
    const variantId = await warehouse.variant(50);
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) made.push((await warehouse.order([[variantId, 1]])).packagingId);
    const all: string[] = [];
    for (let after: string | null = null; ;) {
      const { nodes, pageInfo }: Json = await page({ status: 'NEW', first: 3, after });
      all.push(...nodes.map(({ id }: { id: string }) => id));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(all.slice(-5)).toEqual(made);
    const back = await page({ status: 'NEW', last: 2 });
    expect(back.nodes.map(({ id }: { id: string }) => id)).toEqual(made.slice(-2));
    expect(back.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
    const before = await page({ status: 'NEW', last: 2, before: back.pageInfo.startCursor });
    expect(before.nodes.map(({ id }: { id: string }) => id)).toEqual(made.slice(-4, -2));
    for (const { status } of (await page({ status: 'COMPLETED' })).nodes) expect(status).toBe('COMPLETED');
  });

  it('costs the same number of statements whatever its length', async () => {
    const few = await warehouse.statements(() => page({ first: 1 }));
    const many = await warehouse.statements(() => page({ first: 20 }));
    expect(many.result.nodes.length).toBeGreaterThan(5);
    expect([few.count, many.count]).toEqual([2, 2]);
  });

  it.each([
    ['too many', { first: 101 }, 'first'],
    ['none', { first: 0 }, 'first'],
    ['a cursor of its own', { after: 'WyJhIiwiYiJd' }, 'after'],
    ['nonsense', { before: '%%%' }, 'before'],
  ])('refuses %s', async (_, args, field) => {
    expect(await page(args)).toEqual({ code: 'BAD_USER_INPUT', field });
  });
});
