/** One group for all that is listened to, so that what happens to one seller is handled in its order. */
export const group = 'products.catalogue';
