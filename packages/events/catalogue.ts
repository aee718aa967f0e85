import type { Topic } from './topic.ts';
import { fulfilmentDelivery } from './fulfilment-delivery.ts';
import { fulfilmentPackaging } from './fulfilment-packaging.ts';
import { fulfilmentStock } from './fulfilment-stock.ts';
import { ordersCheckout } from './orders-checkout.ts';
import { ordersOrder } from './orders-order.ts';
import { paymentsPayment } from './payments-payment.ts';
import { productsCategory } from './products-category.ts';
import { productsPrice } from './products-price.ts';
import { productsProduct } from './products-product.ts';
import { usersOtp } from './users-otp.ts';
import { usersSeller } from './users-seller.ts';
import { usersSession } from './users-session.ts';
import { usersStore } from './users-store.ts';
import { usersUser } from './users-user.ts';

/** Every topic there is. What is not in this list is not created, not documented and not consumed. */
export const topics: readonly Topic[] = [
  fulfilmentDelivery,
  fulfilmentPackaging,
  fulfilmentStock,
  ordersCheckout,
  ordersOrder,
  paymentsPayment,
  productsCategory,
  productsPrice,
  productsProduct,
  usersOtp,
  usersSeller,
  usersSession,
  usersStore,
  usersUser,
];
