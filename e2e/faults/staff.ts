import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import { GaveUp, type Patient } from './asking.ts';
import type { Figures } from './figures.ts';
import type { Random } from './random.ts';

const refused = '... on UserError { __typename code message }';

interface Package {
  id: string;
  lines: { variant: { id: string }; quantity: number }[];
}

export type Work = (staff: Patient, figures: Figures, random: Random) => Promise<void>;

async function changePackage(warehouse: Patient, name: string, packagingId: string, input: object = {}) {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const { data } = await warehouse.ask(
    `mutation($input: ${type}!) { ${name}(input: $input) { ... on Packaging { status } ${refused} } }`,
    { input: { packagingId, ...input } },
  );
  return data?.[name].status as string | undefined;
}

/** Packs one order: mostly all of it, sometimes less, sometimes nothing. */
const pack: Work = async (warehouse, figures, random) => {
  const status = random.chance(0.25) ? 'IN_PROGRESS' : 'NEW';
  const { data } = await warehouse.ask(
    `query($status: PackagingStatus) { packagingQueue(status: $status, first: 20) {
       nodes { id lines { variant { id } quantity } } } }`,
    { status },
  );
  const waiting: Package[] = data?.packagingQueue.nodes ?? [];
  if (waiting.length === 0) return;
  const { id, lines } = random.pick(waiting);
  if (status === 'NEW') await changePackage(warehouse, 'startPackaging', id);
  if (random.chance(0.04)) {
    await changePackage(warehouse, 'failPackaging', id, { reason: 'Broken in the warehouse' });
    return;
  }
  for (const { variant, quantity } of lines) {
    const packed = random.chance(0.06) ? quantity - 1 : quantity;
    await changePackage(warehouse, 'setPackedQuantity', id, { variantId: variant.id, quantity: packed });
  }
  if ((await changePackage(warehouse, 'completePackaging', id)) === 'COMPLETED') figures.packed += 1;
};

/** Takes one parcel to its buyer, who is not always there. */
const deliver: Work = async (courier, figures, random) => {
  const status = random.pick(['NEW', 'NEW', 'NEW', 'IN_PROGRESS', 'FAILED']);
  const { data } = await courier.ask(
    `query($status: DeliveryStatus) { deliveries(status: $status, first: 20) { nodes { id } } }`,
    { status },
  );
  const waiting: { id: string }[] = data?.deliveries.nodes ?? [];
  if (waiting.length === 0) return;
  const deliveryId = random.pick(waiting).id;
  const change = async (name: string, input: object = {}) => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const answer = await courier.ask(
      `mutation($input: ${type}!) { ${name}(input: $input) { ... on Delivery { status } ${refused} } }`,
      { input: { deliveryId, ...input } },
    );
    return answer.data?.[name].status as string | undefined;
  };
  if (status !== 'IN_PROGRESS') await change('startDelivery');
  if (random.chance(0.1)) await change('failDelivery', { reason: 'The buyer was not at home.' });
  else if ((await change('completeDelivery', { proof: 'Signed: A. Otieno' })) === 'COMPLETED') figures.delivered += 1;
};

/** Refunds some of what was charged. */
const refund: Work = async (support, figures, random) => {
  if (random.chance(0.7)) return;
  const { data } = await support.ask(
    `{ payments(first: 20, filter: { statuses: [CAPTURED, PARTIALLY_CAPTURED, PARTIALLY_REFUNDED] }) { nodes { id captured { currency } } } }`,
  );
  const charged: { id: string; captured: { currency: string } }[] = data?.payments.nodes ?? [];
  if (charged.length === 0) return;
  const { id, captured } = random.pick(charged);
  const amount = random.chance(0.5) ? { amount: { amount: '1.00', currency: captured.currency } } : {};
  const input = { paymentId: id, reason: 'It came late', idempotencyKey: v7(), ...amount };
  const mutation = `mutation($input: RefundPaymentInput!) { refundPayment(input: $input) {
    ... on RefundMade { refund { id status } } ${refused} } }`;
  const answers = await Promise.all((random.chance(0.2) ? [1, 2] : [1]).map(() => support.ask(mutation, { input })));
  const ids = new Set(answers.map((answer) => answer.data?.refundPayment.refund?.id ?? null));
  if (ids.size > 1) throw new Error(`One key made several refunds: ${[...ids].join(', ')}`);
  if (!ids.has(null)) figures.refunded += 1;
};

export const staffWork = { warehouse: pack, courier: deliver, support: refund } as const;

/** Works with short breaks until the run is over. */
export async function workOn(
  work: Work,
  { staff, figures, random, isOver }: { staff: Patient; figures: Figures; random: Random; isOver: () => boolean },
): Promise<void> {
  try {
    while (!isOver()) {
      await work(staff, figures, random);
      await sleep(random.between(20, 150));
    }
  } catch (error) {
    if (!(error instanceof GaveUp)) throw error;
  }
}
