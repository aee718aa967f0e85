import { answer } from '@soko/subgraph';
import { addToCart } from '../commands/add-to-cart.ts';
import { cancelOrder } from '../commands/cancel-order.ts';
import { claimCart } from '../commands/claim-cart.ts';
import { createCasePicture } from '../commands/pictures/create-case-picture.ts';
import { confirmReceipt } from '../commands/confirm-receipt.ts';
import { placeOrder } from '../commands/place-order.ts';
import { quoteCheckout } from '../commands/quote-checkout.ts';
import { removeFromCart } from '../commands/remove-from-cart.ts';
import { setCartCurrency } from '../commands/set-cart-currency.ts';
import { setCartQuantity } from '../commands/set-cart-quantity.ts';
import { setTaxRate } from '../commands/set-tax-rate.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const mutation: MutationResolvers = {
  addToCart: async (_, { input }, context) => answer('Cart', await addToCart(context, input)),
  setCartQuantity: async (_, { input }, context) => answer('Cart', await setCartQuantity(context, input)),
  removeFromCart: async (_, { input }, context) => answer('Cart', await removeFromCart(context, input)),
  setCartCurrency: async (_, { input }, context) => answer('Cart', await setCartCurrency(context, input)),
  claimCart: async (_, { input }, context) => answer('Cart', await claimCart(context, input)),
  quoteCheckout: async (_, { input }, context) => answer('CheckoutQuote', await quoteCheckout(context, input)),
  placeOrder: async (_, { input }, context) => answer('Checkout', await placeOrder(context, input)),
  cancelOrder: async (_, { input }, context) => answer('Order', await cancelOrder(context, input)),
  confirmReceipt: async (_, { input }, context) => answer('Order', await confirmReceipt(context, input)),
  createCasePicture: async (_, { input }, context) => answer('CasePicture', await createCasePicture(context, input)),
  setTaxRate: (_, { input }, context) => setTaxRate(context, input),
};
