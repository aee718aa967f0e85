import type { RouteGroup } from '../route.ts';
import { command, oneOf, pageOf } from './operations.ts';

const reading = ['orders:read', 'orders:write'] as const;
const writing = ['orders:write'] as const;

export const orders: RouteGroup = {
  name: 'Orders',
  description: 'Orders that the caller sold. For a key, those whose goods are all of its store.',
  routes: [
    {
      method: 'GET',
      path: '/orders',
      access: reading,
      summary: 'Lists the orders that the caller sold, newest first.',
      operation: pageOf('ListOrders', 'sales', 'Order', {
        variables: '$status: [OrderStatus!], $placedFrom: DateTime, $placedBefore: DateTime',
        args: 'filter: { status: $status, placedFrom: $placedFrom, placedBefore: $placedBefore }',
      }),
    },
    {
      method: 'GET',
      path: '/orders/{id}',
      access: { keys: reading },
      summary: 'Returns one order that the caller bought, sold or fulfils.',
      operation: oneOf('GetOrder', 'order', 'Order'),
    },
    {
      method: 'POST',
      path: '/orders/{id}/cancel',
      access: { keys: writing },
      summary: 'Cancels an order that is not being packed yet.',
      operation: command('cancelOrder', 'Order'),
      fills: { id: 'orderId' },
    },
  ],
};

const seeing = ['fulfilment:read', 'fulfilment:write'] as const;
const handling = ['fulfilment:write'] as const;

export const fulfilment: RouteGroup = {
  name: 'Fulfilment',
  description:
    'Packages and deliveries, for programs of the warehouse (role `WAREHOUSE`), of couriers (role `COURIER`), and for keys of the store that sold the goods, which pack and deliver where `FULFILMENT_BY_STORES` is set.',
  routes: [
    {
      method: 'GET',
      path: '/packages',
      access: seeing,
      summary: 'Lists the packages of the warehouse, oldest first.',
      operation: pageOf('ListPackages', 'packagingQueue', 'Packaging', {
        variables: '$status: PackagingStatus',
        args: 'status: $status',
      }),
    },
    {
      method: 'POST',
      path: '/packages/{id}/start',
      access: handling,
      summary: 'Starts packing a package.',
      operation: command('startPackaging', 'Packaging'),
      fills: { id: 'packagingId' },
    },
    {
      method: 'POST',
      path: '/packages/{id}/quantities',
      access: handling,
      summary: 'Sets the packed quantity of one line.',
      operation: command('setPackedQuantity', 'Packaging'),
      fills: { id: 'packagingId' },
    },
    {
      method: 'POST',
      path: '/packages/{id}/complete',
      access: handling,
      summary: 'Completes a package, and creates its delivery.',
      operation: command('completePackaging', 'Packaging'),
      fills: { id: 'packagingId' },
    },
    {
      method: 'POST',
      path: '/packages/{id}/fail',
      access: handling,
      summary: 'Fails a package. Its order ends without a charge.',
      operation: command('failPackaging', 'Packaging'),
      fills: { id: 'packagingId' },
    },
    {
      method: 'GET',
      path: '/deliveries',
      access: seeing,
      summary: 'Lists the deliveries of all orders, oldest first.',
      operation: pageOf('ListDeliveries', 'deliveries', 'Delivery', {
        variables: '$status: DeliveryStatus',
        args: 'status: $status',
      }),
    },
    {
      method: 'POST',
      path: '/deliveries/{id}/start',
      access: handling,
      summary: 'Dispatches a parcel.',
      operation: command('startDelivery', 'Delivery'),
      fills: { id: 'deliveryId' },
    },
    {
      method: 'POST',
      path: '/deliveries/{id}/tracking',
      access: handling,
      summary: 'Adds a public note to the tracking of a parcel.',
      operation: command('recordTracking', 'Delivery'),
      fills: { id: 'deliveryId' },
      status: 201,
    },
    {
      method: 'POST',
      path: '/deliveries/{id}/complete',
      access: handling,
      summary: 'Completes a delivery with a proof. The payment is then captured.',
      operation: command('completeDelivery', 'Delivery'),
      fills: { id: 'deliveryId' },
    },
    {
      method: 'POST',
      path: '/deliveries/{id}/fail',
      access: handling,
      summary: 'Records a failed attempt of a delivery.',
      operation: command('failDelivery', 'Delivery'),
      fills: { id: 'deliveryId' },
    },
  ],
};
