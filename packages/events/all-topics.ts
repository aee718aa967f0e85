/** Every topic. A new one is a file beside this and a line here; docs/events.md and the catalogue follow. */
export { fulfilmentDelivery } from './fulfilment-delivery.ts';
export { fulfilmentPackaging } from './fulfilment-packaging.ts';
export { fulfilmentStock } from './fulfilment-stock.ts';
export { ordersCheckout } from './orders-checkout.ts';
export { ordersOrder } from './orders-order.ts';
export { paymentsPayment } from './payments-payment.ts';
export { productsCategory } from './products-category.ts';
export { productsPrice } from './products-price.ts';
export { productsProduct } from './products-product.ts';
export { usersOtp } from './users-otp.ts';
export { usersSeller } from './users-seller.ts';
export { usersSession } from './users-session.ts';
export { usersStore } from './users-store.ts';
export { usersUser } from './users-user.ts';
export { walletsDeposit } from './wallets-deposit.ts';
export { walletsWallet } from './wallets-wallet.ts';
export { walletsWithdrawal } from './wallets-withdrawal.ts';
