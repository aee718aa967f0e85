import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { courier, customer, nobody, openWarehouse, packer, support, type Warehouse, type Json } from './warehouse.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(() => warehouse.close());

const whole = `... on Delivery { id status attempts version proof failureReason trackingNumber completedAt returnedAt
  events { kind note location } history { from to by reason } }
  ... on WrongDeliveryStatus { status allowed }`;

const act = (mutation: string, deliveryId: string, more: object = {}) => {
  const noneLeft = mutation === 'startDelivery' ? '... on NoAttemptsLeft { attempts }' : '';
  return warehouse.mutate(courier, mutation, { deliveryId, ...more }, `${whole} ${noneLeft}`);
};

/** A parcel with two items of a variant; eight are left in stock. */
async function parcel(more: object = {}) {
  const variantId = await warehouse.variant(10);
  const order = await warehouse.order([[variantId, 3]], more);
  return { ...order, variantId, deliveryId: await warehouse.packed(order, [2]) };
}

async function failOnce(deliveryId: string, reason = 'Nobody home') {
  await act('startDelivery', deliveryId);
  return act('failDelivery', deliveryId, { reason });
}

describe('delivering a parcel', () => {
  it('dispatches, tracks and completes it, and publishes each step', async () => {
    const { deliveryId, orderId } = await parcel();
    expect(await act('startDelivery', deliveryId)).toMatchObject({ status: 'IN_PROGRESS', attempts: 1 });
    await act('recordTracking', deliveryId, { note: 'At the depot', location: 'Nakuru' });
    const done = await act('completeDelivery', deliveryId, { proof: 'Signed by A. Buyer' });
    expect(done).toMatchObject({ status: 'COMPLETED', proof: 'Signed by A. Buyer', version: 4, returnedAt: null });
    expect(done.events).toEqual([
      { kind: 'READY', note: null, location: null },
      { kind: 'DISPATCHED', note: null, location: null },
      { kind: 'NOTED', note: 'At the depot', location: 'Nakuru' },
      { kind: 'DELIVERED', note: null, location: null },
    ]);
    expect(done.history.map(({ to, by }: { to: string; by: string }) => [to, by])).toEqual([
      ['NEW', 'usr_packer'],
      ['IN_PROGRESS', 'usr_courier'],
      ['COMPLETED', 'usr_courier'],
    ]);
    expect(await warehouse.toldOf(deliveryId)).toEqual([
      'delivery.requested',
      'delivery.started',
      'delivery.tracked',
      'delivery.completed',
    ]);
    const completed = (await warehouse.told('fulfilment.delivery.completed')).at(-1);
    expect(completed).toMatchObject({
      sequence: 4,
      data: { orderId, attempt: 1, trackingNumber: done.trackingNumber, completedAt: done.completedAt },
    });
  });

  it('that fails three times returns to its sender, and its items are available again', async () => {
    const { deliveryId, variantId, orderId } = await parcel();
    expect(await warehouse.stock(variantId)).toEqual({ onHand: 8, reserved: 0 });
    expect(await failOnce(deliveryId)).toMatchObject({
      status: 'FAILED',
      attempts: 1,
      failureReason: 'Nobody home',
      returnedAt: null,
    });
    expect(await failOnce(deliveryId)).toMatchObject({ attempts: 2, returnedAt: null });
    expect(await warehouse.stock(variantId)).toEqual({ onHand: 8, reserved: 0 });
    const last = await failOnce(deliveryId, 'Moved away');
    expect(last).toMatchObject({ status: 'FAILED', attempts: 3 });
    expect(last.returnedAt).not.toBeNull();
    expect(last.events.at(-1).kind).toBe('RETURNED');
    expect(await warehouse.stock(variantId)).toEqual({ onHand: 10, reserved: 0 });
    const failed = (await warehouse.told('fulfilment.delivery.failed')).filter(({ subject }) => subject === deliveryId);
    expect(failed.map(({ data }: Json) => [data.attempt, data.final])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    const returned = (await warehouse.told('fulfilment.delivery.returned')).at(-1);
    expect(returned).toMatchObject({ subject: deliveryId, data: { orderId, lines: [{ variantId, quantity: 2 }] } });
    expect(await act('startDelivery', deliveryId)).toMatchObject({ code: 'NO_ATTEMPTS_LEFT', attempts: 3 });
    expect((await warehouse.toldOf(variantId)).at(-1)).toBe('stock.level_changed');
  });

  it('may succeed at the third attempt', async () => {
    const { deliveryId, variantId } = await parcel();
    await failOnce(deliveryId);
    await failOnce(deliveryId);
    await act('startDelivery', deliveryId);
    expect(await act('completeDelivery', deliveryId, { proof: 'Seen' })).toMatchObject({
      status: 'COMPLETED',
      attempts: 3,
      failureReason: null,
    });
    expect(await warehouse.stock(variantId)).toEqual({ onHand: 8, reserved: 0 });
  });

  it('ends once when it is completed and fails at the same time', async () => {
    const { deliveryId, variantId } = await parcel();
    await failOnce(deliveryId);
    await failOnce(deliveryId);
    await act('startDelivery', deliveryId);
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        index % 2
          ? act('completeDelivery', deliveryId, { proof: 'Seen' })
          : act('failDelivery', deliveryId, { reason: 'Nobody home' }),
      ),
    );
    const ended = outcomes.filter(({ __typename }) => __typename === 'Delivery');
    expect(ended).toHaveLength(1);
    expect((await warehouse.stock(variantId)).onHand).toBe(ended[0].status === 'FAILED' ? 10 : 8);
  });

  const more = {
    recordTracking: { note: 'Here' },
    completeDelivery: { proof: 'Seen' },
    failDelivery: { reason: 'Nobody home' },
  };
  const steps = ['startDelivery', 'recordTracking', 'completeDelivery', 'failDelivery'] as const;
  const legal = { NEW: ['startDelivery'], IN_PROGRESS: steps.slice(1), COMPLETED: [], FAILED: ['startDelivery'] };

  it.each(
    Object.entries(legal).flatMap(([status, allowed]) =>
      steps.filter((step) => !(allowed as readonly string[]).includes(step)).map((step) => [step, status] as const),
    ),
  )('refuses %s in status %s, and nothing changes', async (step, status) => {
    const { deliveryId } = await parcel();
    if (status !== 'NEW') await act('startDelivery', deliveryId);
    if (status === 'COMPLETED') await act('completeDelivery', deliveryId, { proof: 'Seen' });
    if (status === 'FAILED') await act('failDelivery', deliveryId, { reason: 'Nobody home' });
    const before = await warehouse.toldOf(deliveryId);
    const refused = await act(step, deliveryId, more[step as keyof typeof more]);
    expect(refused).toMatchObject({ __typename: 'WrongDeliveryStatus', code: 'WRONG_DELIVERY_STATUS', status });
    expect(refused.allowed).not.toContain(status);
    expect(await warehouse.toldOf(deliveryId)).toEqual(before);
  });

  it.each(steps)('%s requires the role COURIER, or WAREHOUSE for the method PICKUP', async (step) => {
    const [sent, fetched] = [await parcel(), await parcel({ deliveryMethod: 'PICKUP' })];
    const input = (deliveryId: string) => ({ deliveryId, ...more[step as keyof typeof more] });
    for (const as of [customer, support]) {
      expect(await warehouse.failure(as, step, input(sent.deliveryId))).toEqual({ code: 'FORBIDDEN' });
    }
    expect(await warehouse.failure(nobody, step, input(sent.deliveryId))).toEqual({ code: 'UNAUTHENTICATED' });
    expect(await warehouse.failure(packer, step, input(sent.deliveryId))).toEqual({ code: 'FORBIDDEN' });
    expect(await warehouse.failure(courier, step, input('dlv_nothing'))).toEqual({ code: 'NOT_FOUND' });
    if (step !== 'startDelivery') await warehouse.mutate(packer, 'startDelivery', { deliveryId: fetched.deliveryId });
    expect(await warehouse.mutate(packer, step, input(fetched.deliveryId))).toMatchObject({ __typename: 'Delivery' });
  });

  it.each([
    ['recordTracking', { note: ' ' }, 'note'],
    ['recordTracking', { note: 'x'.repeat(201) }, 'note'],
    ['completeDelivery', { proof: '' }, 'proof'],
    ['failDelivery', { reason: 'x' }, 'reason'],
  ])('%s refuses the text in %j', async (mutation, input, field) => {
    expect(await warehouse.failure(courier, mutation, { deliveryId: 'dlv_nothing', ...input })).toEqual({
      code: 'BAD_USER_INPUT',
      field,
    });
  });
});

describe('tracking a parcel', () => {
  const text = `query ($number: String!) { trackDelivery(trackingNumber: $number) {
    trackingNumber status method attempts country completedAt events { kind note location } } }`;

  it('shows its place to every viewer with its number, and nothing about a person', async () => {
    const { deliveryId } = await parcel();
    const { trackingNumber } = await act('startDelivery', deliveryId);
    const { data } = await warehouse.query(text, { number: ` ${trackingNumber.toLowerCase()} ` });
    expect(data['trackDelivery']).toMatchObject({ trackingNumber, status: 'IN_PROGRESS', country: 'KE', attempts: 1 });
    expect(JSON.stringify(data)).not.toMatch(/Ada|Long Street|usr_/);
    const { errors } = await warehouse.query(
      `{ trackDelivery(trackingNumber: "${trackingNumber}") { address { name } } }`,
    );
    expect(errors).toBeDefined();
  });

  it('is null for an unknown number', async () => {
    expect((await warehouse.query(text, { number: 'SK22222222222222' })).data['trackDelivery']).toBeNull();
  });
});
