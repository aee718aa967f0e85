import { amountOf, factsBlock, letter } from './letter.ts';
import type { OrderTemplates } from './template-data.ts';

const hello = (firstName: string | null): string => (firstName === null ? 'Hello,' : `Hello ${firstName},`);

const reasonLine = (reason: string | null): string | null => (reason === null ? null : `Reason: ${reason}`);

const facts = ({ number, titles, total }: Parameters<OrderTemplates['order-confirmed']>[0]) =>
  factsBlock([
    ['Order', number],
    ['Items', titles],
    ['Total', amountOf('en', total)],
  ]);

/** English texts about orders. */
export const enOrders: OrderTemplates = {
  'order-confirmed': (order) =>
    letter(
      `Your order ${order.number} is confirmed`,
      hello(order.firstName),
      'Thank you for your order. The seller has it, and we will write to you when it is packed.',
      facts(order),
    ),
  'order-packed': (order) =>
    letter(
      `Your order ${order.number} is packed`,
      hello(order.firstName),
      'Your order is packed and leaves the warehouse soon.',
      facts(order),
    ),
  'order-reduced': ({ oldTotal, ...order }) =>
    letter(
      `Part of your order ${order.number} was out of stock`,
      hello(order.firstName),
      `Some items of your order were not in stock. You pay ${amountOf('en', order.total)} instead of ${amountOf('en', oldTotal)}.`,
      facts(order),
    ),
  'order-shipped': (order) =>
    letter(
      `Your order ${order.number} is on its way`,
      hello(order.firstName),
      'The courier has your parcel.',
      facts(order),
    ),
  'order-delivery-failed': ({ firstName, number, reason }) =>
    letter(
      `We could not deliver your order ${number}`,
      hello(firstName),
      `The courier could not deliver your order ${number}, and will try again.`,
      reasonLine(reason),
    ),
  'order-delivered': (order) =>
    letter(
      `Your order ${order.number} has arrived`,
      hello(order.firstName),
      'Your order is delivered. If something is wrong with it, return it or open a dispute there, or contact our support.',
      facts(order),
    ),
  'order-cancelled': ({ reason, ...order }) =>
    letter(
      `Your order ${order.number} is cancelled`,
      hello(order.firstName),
      'Your order is cancelled. You pay nothing for it: an amount that was reserved is free again.',
      reasonLine(reason),
      facts(order),
    ),
  'order-refunded': ({ firstName, number, amount }) =>
    letter(
      `Refund for your order ${number}`,
      hello(firstName),
      `We refunded ${amountOf('en', amount)} for your order ${number}. It can take some days until your bank shows it.`,
    ),
  'order-failed': ({ firstName, number, reason }) =>
    letter(
      `We could not complete your order ${number}`,
      hello(firstName),
      `Your order ${number} could not be completed. An amount that you paid for it is refunded.`,
      reasonLine(reason),
    ),
  'payment-needs-action': ({ firstName }) =>
    letter(
      'Confirm the payment of your order',
      hello(firstName),
      'Your bank asks you to confirm the payment of your order. Open the order and confirm it.',
      'We never ask for your card number or a code of your bank by mail.',
    ),
  'payment-failed': ({ firstName, number, reason }) =>
    letter(
      `The payment of your order ${number} failed`,
      hello(firstName),
      `We could not take the payment of your order ${number}, so it was not placed. You can order again with another payment method.`,
      reasonLine(reason),
    ),
  'order-sold': ({ firstName, number, titles, total, fee }) =>
    letter(
      `You sold something: order ${number}`,
      hello(firstName),
      'A buyer ordered from you.',
      factsBlock([
        ['Order', number],
        ['Items', titles],
        ['Total', amountOf('en', total)],
        ['Marketplace fee', amountOf('en', fee)],
      ]),
    ),
  'sale-cancelled': ({ firstName, number, reason }) =>
    letter(
      `Order ${number} is cancelled`,
      hello(firstName),
      `The order ${number} is cancelled. Its items are in your stock again.`,
      reasonLine(reason),
    ),
  'stock-low': ({ firstName, sku, available }) =>
    letter(
      'Your stock is low',
      hello(firstName),
      `Of your item with the SKU ${sku}, ${available === 1 ? '1 item is' : `${available} items are`} left. Add stock so that buyers can go on ordering it.`,
    ),
};
