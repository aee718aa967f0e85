import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { courier, customer, nobody, openWarehouse, packer, support, type Warehouse, type Json } from './warehouse.ts';

let house: Warehouse;
beforeAll(async () => {
  house = await openWarehouse();
});
afterAll(() => house.close());

const whole = `... on Delivery { id status attempts version proof failureReason trackingNumber completedAt returnedAt
  events { kind note location } history { from to by reason } }
  ... on WrongDeliveryStatus { status allowed }`;

const act = (mutation: string, deliveryId: string, more: object = {}) => {
  const noneLeft = mutation === 'startDelivery' ? '... on NoAttemptsLeft { attempts }' : '';
  return house.mutate(courier, mutation, { deliveryId, ...more }, `${whole} ${noneLeft}`);
};

/** A parcel with two of a variant of which there were ten. */
async function parcel(more: object = {}) {
  const variantId = await house.variant(10);
  const order = await house.order([[variantId, 3]], more);
  return { ...order, variantId, deliveryId: await house.packed(order, [2]) };
}

async function failOnce(deliveryId: string, reason = 'Nobody home') {
  await act('startDelivery', deliveryId);
  return act('failDelivery', deliveryId, { reason });
}

describe('delivering a parcel', () => {
  it('sets out, tells where it is, hands it over, and tells each step', async () => {
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
    expect(await house.toldOf(deliveryId)).toEqual([
      'delivery.requested',
      'delivery.started',
      'delivery.tracked',
      'delivery.completed',
    ]);
    const completed = (await house.told('fulfilment.delivery.completed')).at(-1);
    expect(completed).toMatchObject({
      sequence: 4,
      data: { orderId, attempt: 1, trackingNumber: done.trackingNumber, completedAt: done.completedAt },
    });
  });

  it('that fails three times goes back to its sender, and what was in it is for sale again', async () => {
    const { deliveryId, variantId, orderId } = await parcel();
    expect(await house.stock(variantId)).toEqual({ onHand: 8, reserved: 0 });
    expect(await failOnce(deliveryId)).toMatchObject({
      status: 'FAILED',
      attempts: 1,
      failureReason: 'Nobody home',
      returnedAt: null,
    });
    expect(await failOnce(deliveryId)).toMatchObject({ attempts: 2, returnedAt: null });
    expect(await house.stock(variantId)).toEqual({ onHand: 8, reserved: 0 });
    const last = await failOnce(deliveryId, 'Moved away');
    expect(last).toMatchObject({ status: 'FAILED', attempts: 3 });
    expect(last.returnedAt).not.toBeNull();
    expect(last.events.at(-1).kind).toBe('RETURNED');
    expect(await house.stock(variantId)).toEqual({ onHand: 10, reserved: 0 });
    const failed = (await house.told('fulfilment.delivery.failed')).filter(({ subject }) => subject === deliveryId);
    expect(failed.map(({ data }: Json) => [data.attempt, data.final])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    const returned = (await house.told('fulfilment.delivery.returned')).at(-1);
    expect(returned).toMatchObject({ subject: deliveryId, data: { orderId, lines: [{ variantId, quantity: 2 }] } });
    expect(await act('startDelivery', deliveryId)).toMatchObject({ code: 'NO_ATTEMPTS_LEFT', attempts: 3 });
    expect((await house.toldOf(variantId)).at(-1)).toBe('stock.level_changed');
  });

  it('may succeed at the third try', async () => {
    const { deliveryId, variantId } = await parcel();
    await failOnce(deliveryId);
    await failOnce(deliveryId);
    await act('startDelivery', deliveryId);
    expect(await act('completeDelivery', deliveryId, { proof: 'Seen' })).toMatchObject({
      status: 'COMPLETED',
      attempts: 3,
      failureReason: null,
    });
    expect(await house.stock(variantId)).toEqual({ onHand: 8, reserved: 0 });
  });

  it('ends once when it is handed over and fails at the same moment', async () => {
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
    expect((await house.stock(variantId)).onHand).toBe(ended[0].status === 'FAILED' ? 10 : 8);
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
  )('refuses %s to what is %s, and changes nothing', async (step, status) => {
    const { deliveryId } = await parcel();
    if (status !== 'NEW') await act('startDelivery', deliveryId);
    if (status === 'COMPLETED') await act('completeDelivery', deliveryId, { proof: 'Seen' });
    if (status === 'FAILED') await act('failDelivery', deliveryId, { reason: 'Nobody home' });
    const before = await house.toldOf(deliveryId);
    const refused = await act(step, deliveryId, more[step as keyof typeof more]);
    expect(refused).toMatchObject({ __typename: 'WrongDeliveryStatus', code: 'WRONG_DELIVERY_STATUS', status });
    expect(refused.allowed).not.toContain(status);
    expect(await house.toldOf(deliveryId)).toEqual(before);
  });

  it.each(steps)('%s is for couriers, and for the warehouse when it is picked up', async (step) => {
    const [sent, fetched] = [await parcel(), await parcel({ deliveryMethod: 'PICKUP' })];
    const input = (deliveryId: string) => ({ deliveryId, ...more[step as keyof typeof more] });
    for (const as of [customer, support]) {
      expect(await house.failure(as, step, input(sent.deliveryId))).toEqual({ code: 'FORBIDDEN' });
    }
    expect(await house.failure(nobody, step, input(sent.deliveryId))).toEqual({ code: 'UNAUTHENTICATED' });
    expect(await house.failure(packer, step, input(sent.deliveryId))).toEqual({ code: 'FORBIDDEN' });
    expect(await house.failure(courier, step, input('dlv_nothing'))).toEqual({ code: 'NOT_FOUND' });
    if (step !== 'startDelivery') await house.mutate(packer, 'startDelivery', { deliveryId: fetched.deliveryId });
    expect(await house.mutate(packer, step, input(fetched.deliveryId))).toMatchObject({ __typename: 'Delivery' });
  });

  it.each([
    ['recordTracking', { note: ' ' }, 'note'],
    ['recordTracking', { note: 'x'.repeat(201) }, 'note'],
    ['completeDelivery', { proof: '' }, 'proof'],
    ['failDelivery', { reason: 'x' }, 'reason'],
  ])('%s wants something said: %j', async (mutation, input, field) => {
    expect(await house.failure(courier, mutation, { deliveryId: 'dlv_nothing', ...input })).toEqual({
      code: 'BAD_USER_INPUT',
      field,
    });
  });
});

describe('following a parcel', () => {
  const text = `query ($number: String!) { trackDelivery(trackingNumber: $number) {
    trackingNumber status method attempts country completedAt events { kind note location } } }`;

  it('tells anybody with its number where it is, and nobody anything about a person', async () => {
    const { deliveryId } = await parcel();
    const { trackingNumber } = await act('startDelivery', deliveryId);
    const { data } = await house.query(text, { number: ` ${trackingNumber.toLowerCase()} ` });
    expect(data['trackDelivery']).toMatchObject({ trackingNumber, status: 'IN_PROGRESS', country: 'KE', attempts: 1 });
    expect(JSON.stringify(data)).not.toMatch(/Ada|Long Street|usr_/);
    const { errors } = await house.query(`{ trackDelivery(trackingNumber: "${trackingNumber}") { address { name } } }`);
    expect(errors).toBeDefined();
  });

  it('answers nothing for a number that is not known', async () => {
    expect((await house.query(text, { number: 'SK22222222222222' })).data['trackDelivery']).toBeNull();
  });
});
