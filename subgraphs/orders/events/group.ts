/** One group for all that is listened to. */
export const group = 'orders.purchases';
