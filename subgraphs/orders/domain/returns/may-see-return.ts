import type { Opened, Relation } from '../may-see.ts';
import type { Return } from './return.ts';

export type OpenedReturn = Opened<Return>;

const isOneOf = (relations: ReadonlySet<Relation>, ...wanted: readonly Relation[]): boolean =>
  wanted.some((relation) => relations.has(relation));

/** The buyer, the seller, support, and the warehouse, which receives the goods, see a return. Couriers do not. */
export const maySeeReturn = (relations: ReadonlySet<Relation>): boolean =>
  isOneOf(relations, 'BUYER', 'SELLER', 'WAREHOUSE', 'SUPPORT');

/** The buyer, the seller and support see the words of the buyer and of the seller. */
export const maySeeWords = (relations: ReadonlySet<Relation>): boolean =>
  isOneOf(relations, 'BUYER', 'SELLER', 'SUPPORT');

/** The seller and support decide about a return. */
export const mayDecideReturn = (relations: ReadonlySet<Relation>): boolean => isOneOf(relations, 'SELLER', 'SUPPORT');

/** True if the viewer may decide only as the seller, who must then be ACTIVE. */
export const decidesAsSeller = (relations: ReadonlySet<Relation>): boolean => !relations.has('SUPPORT');

/** The buyer sends the goods. */
export const mayShipReturn = (relations: ReadonlySet<Relation>): boolean => relations.has('BUYER');

/** The buyer cancels a return, and support where a parcel was lost. */
export const mayCancelReturn = (relations: ReadonlySet<Relation>): boolean => isOneOf(relations, 'BUYER', 'SUPPORT');

/** Those to whom the goods come back, and support. */
export const mayReceiveReturn = (relations: ReadonlySet<Relation>): boolean =>
  isOneOf(relations, 'SELLER', 'WAREHOUSE', 'SUPPORT');
