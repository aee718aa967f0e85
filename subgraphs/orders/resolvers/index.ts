import type { Resolvers } from '../generated/graphql.ts';
import { cart, cartLine } from './cart.ts';
import { casePicture } from './case-picture.ts';
import { checkout, checkoutPayment } from './checkout.ts';
import { mutation } from './mutation.ts';
import { order, orderHistoryEntry, orderLine } from './order.ts';
import { query } from './query.ts';
import { user } from './user.ts';
import { checkoutQuote, quoteLine } from './quote.ts';
import { subscription } from './subscription.ts';

export const resolvers: Resolvers = {
  Query: query,
  Mutation: mutation,
  Subscription: subscription,
  Cart: cart,
  CartLine: cartLine,
  CasePicture: casePicture,
  CheckoutQuote: checkoutQuote,
  QuoteLine: quoteLine,
  Checkout: checkout,
  CheckoutPayment: checkoutPayment,
  Order: order,
  OrderLine: orderLine,
  OrderHistoryEntry: orderHistoryEntry,
  User: user,
};
