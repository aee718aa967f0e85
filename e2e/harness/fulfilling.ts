import { until } from '@soko/testing';
import type { Client } from './client.ts';

const refused = '... on UserError { __typename code message }';

/** The package of an order, once it is in the queue. */
export const packagingOf = (
  warehouse: Client,
  orderId: string,
): Promise<{ id: string; lines: { variant: { id: string; sku: string }; quantity: number }[] }> =>
  until(`the package of ${orderId} in the queue`, async () => {
    const { packagingQueue } = await warehouse.data(
      `{ packagingQueue(status: NEW, first: 100) { nodes { id order { id } lines { variant { id sku } quantity } } } }`,
    );
    return packagingQueue.nodes.find((each: { order: { id: string } }) => each.order.id === orderId);
  });

/** One step of the warehouse: `startPackaging`, `setPackedQuantity` or `completePackaging`. Answers the status after it. */
export async function packagingStep(
  warehouse: Client,
  packagingId: string,
  name: 'startPackaging' | 'setPackedQuantity' | 'completePackaging',
  input: object = {},
): Promise<string> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const answer = await warehouse.data(
    `mutation($input: ${type}!) { ${name}(input: $input) { ... on Packaging { id status } ${refused} } }`,
    { input: { packagingId, ...input } },
  );
  return answer[name].status;
}

/** Work of the warehouse on one order; `packed` says how many of each SKU where it is not all of them. */
export async function pack(
  warehouse: Client,
  orderId: string,
  packed: (sku: string, quantity: number) => number = (_, quantity) => quantity,
): Promise<string> {
  const { id, lines } = await packagingOf(warehouse, orderId);
  await packagingStep(warehouse, id, 'startPackaging');
  for (const line of lines) {
    const quantity = packed(line.variant.sku, line.quantity);
    await packagingStep(warehouse, id, 'setPackedQuantity', { variantId: line.variant.id, quantity });
  }
  return packagingStep(warehouse, id, 'completePackaging');
}

/** The delivery of an order, once there is one. */
export const deliveryOf = (courier: Client, orderId: string): Promise<string> =>
  until(`a delivery of ${orderId}`, async () => {
    const { deliveries } = await courier.data(`{ deliveries(first: 100) { nodes { id order { id } } } }`);
    return deliveries.nodes.find((each: { order: { id: string } }) => each.order.id === orderId)?.id;
  });

export const deliver = async (
  courier: Client,
  name: 'startDelivery' | 'completeDelivery' | 'failDelivery',
  input: object,
) => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const data = await courier.data(
    `mutation($input: ${type}!) { ${name}(input: $input) { ... on Delivery { status attempts } ${refused} } }`,
    { input },
  );
  return data[name];
};

/** Packs all of an order and takes it to its buyer. */
export async function packAndDeliver(warehouse: Client, courier: Client, orderId: string): Promise<void> {
  await pack(warehouse, orderId);
  const deliveryId = await deliveryOf(courier, orderId);
  await deliver(courier, 'startDelivery', { deliveryId });
  await deliver(courier, 'completeDelivery', { deliveryId, proof: 'Signed: A. Otieno' });
}
