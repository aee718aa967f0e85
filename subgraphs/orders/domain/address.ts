/** Delivery address of an order. */
export type { Address as OrderAddress } from '@soko/input';
