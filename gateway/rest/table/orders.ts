import type { RouteGroup } from '../route.ts';
import { command, oneOf, pageOf } from './operations.ts';

export const orders: RouteGroup = {
  name: 'Orders',
  description: 'Orders that the caller sold.',
  routes: [
    {
      method: 'GET',
      path: '/orders',
      access: 'users',
      summary: 'Lists the orders that the caller sold, newest first.',
      operation: pageOf('ListOrders', 'sales', 'Order', {
        variables: '$status: [OrderStatus!], $placedFrom: DateTime, $placedBefore: DateTime',
        args: 'filter: { status: $status, placedFrom: $placedFrom, placedBefore: $placedBefore }',
      }),
    },
    {
      method: 'GET',
      path: '/orders/{id}',
      access: 'everyone',
      summary: 'Returns one order that the caller bought, sold or fulfils.',
      operation: oneOf('GetOrder', 'order', 'Order'),
    },
    {
      method: 'POST',
      path: '/orders/{id}/cancel',
      access: 'people',
      summary: 'Cancels an order that is not being packed yet.',
      operation: command('cancelOrder', 'Order'),
      fills: { id: 'orderId' },
    },
  ],
};

export const fulfilment: RouteGroup = {
  name: 'Fulfilment',
  description:
    'Packages and deliveries, for programs of the warehouse (role `WAREHOUSE`) and of couriers (role `COURIER`).',
  routes: [
    {
      method: 'GET',
      path: '/packages',
      access: 'users',
      summary: 'Lists the packages of the warehouse, oldest first.',
      operation: pageOf('ListPackages', 'packagingQueue', 'Packaging', {
        variables: '$status: PackagingStatus',
        args: 'status: $status',
      }),
    },
    {
      method: 'POST',
      path: '/packages/{id}/start',
      access: 'users',
      summary: 'Starts packing a package.',
      operation: command('startPackaging', 'Packaging'),
      fills: { id: 'packagingId' },
    },
    {
      method: 'POST',
      path: '/packages/{id}/quantities',
      access: 'users',
      summary: 'Sets the packed quantity of one line.',
      operation: command('setPackedQuantity', 'Packaging'),
      fills: { id: 'packagingId' },
    },
    {
      method: 'POST',
      path: '/packages/{id}/complete',
      access: 'users',
      summary: 'Completes a package, and creates its delivery.',
      operation: command('completePackaging', 'Packaging'),
      fills: { id: 'packagingId' },
    },
    {
      method: 'POST',
      path: '/packages/{id}/fail',
      access: 'users',
      summary: 'Fails a package. Its order ends without a charge.',
      operation: command('failPackaging', 'Packaging'),
      fills: { id: 'packagingId' },
    },
    {
      method: 'GET',
      path: '/deliveries',
      access: 'users',
      summary: 'Lists the deliveries of all orders, oldest first.',
      operation: pageOf('ListDeliveries', 'deliveries', 'Delivery', {
        variables: '$status: DeliveryStatus',
        args: 'status: $status',
      }),
    },
    {
      method: 'POST',
      path: '/deliveries/{id}/start',
      access: 'users',
      summary: 'Dispatches a parcel.',
      operation: command('startDelivery', 'Delivery'),
      fills: { id: 'deliveryId' },
    },
    {
      method: 'POST',
      path: '/deliveries/{id}/tracking',
      access: 'users',
      summary: 'Adds a public note to the tracking of a parcel.',
      operation: command('recordTracking', 'Delivery'),
      fills: { id: 'deliveryId' },
      status: 201,
    },
    {
      method: 'POST',
      path: '/deliveries/{id}/complete',
      access: 'users',
      summary: 'Completes a delivery with a proof. The payment is then captured.',
      operation: command('completeDelivery', 'Delivery'),
      fills: { id: 'deliveryId' },
    },
    {
      method: 'POST',
      path: '/deliveries/{id}/fail',
      access: 'users',
      summary: 'Records a failed attempt of a delivery.',
      operation: command('failDelivery', 'Delivery'),
      fills: { id: 'deliveryId' },
    },
  ],
};
