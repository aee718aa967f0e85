import type { Relation } from '../may-see.ts';

/** Support decides disputes of others: not one in which they bought or sold. */
export const mayDecide = (relations: ReadonlySet<Relation>): boolean =>
  relations.has('SUPPORT') && !relations.has('BUYER') && !relations.has('SELLER');
