import { until } from '@soko/testing';
import type { Client } from './client.ts';

const refused = '... on UserError { __typename code message }';

/** Work of the warehouse on one order; `packed` says how many of each SKU where it is not all of them. */
export async function pack(
  warehouse: Client,
  orderId: string,
  packed: (sku: string, quantity: number) => number = (_, quantity) => quantity,
) {
  const packaging = await until(`the package of ${orderId} in the queue`, async () => {
    const { packagingQueue } = await warehouse.data(
      `{ packagingQueue(status: NEW, first: 100) { nodes { id order { id } lines { variant { id sku } quantity } } } }`,
    );
    return packagingQueue.nodes.find((each: { order: { id: string } }) => each.order.id === orderId);
  });
  const act = (name: string, type: string, input: object) =>
    warehouse.data(
      `mutation($input: ${type}!) { ${name}(input: $input) { ... on Packaging { id status } ${refused} } }`,
      {
        input: { packagingId: packaging.id, ...input },
      },
    );
  await act('startPackaging', 'StartPackagingInput', {});
  for (const line of packaging.lines) {
    const quantity = packed(line.variant.sku, line.quantity);
    await act('setPackedQuantity', 'SetPackedQuantityInput', { variantId: line.variant.id, quantity });
  }
  const { completePackaging } = await act('completePackaging', 'CompletePackagingInput', {});
  return completePackaging.status;
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
