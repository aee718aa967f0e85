/** One group for all that is listened to, so that what happens to one thing is handled in its order. */
export const group = 'fulfilment.stock';
