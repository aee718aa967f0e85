import type { Keys } from '@soko/env/keys';
import type { Limits } from '@soko/limits';
import type { Logger } from '@soko/log';
import type pg from 'pg';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { OrdersPeer } from './peers/orders.ts';
import type { ProductsPeer } from './peers/products.ts';
import type { KeyCodes } from './peers/key-codes.ts';
import type { FindOwnEmail, FindSegmentMembers } from './peers/users.ts';
import type { Chain } from './providers/chain.ts';

/** Resources that the subgraph holds while it is open. */
export interface ChainServices {
  db: PrismaClient;
  pool: pg.Pool;
  limits: Limits;
  products: ProductsPeer;
  orders: OrdersPeer;
  /** Opens the chain when it is first needed. Null when this installation is connected to none. */
  openChain: (() => Promise<Chain>) | null;
  /** Opens the chain as the previous account. Null without one. */
  openOldChain: (() => Promise<Chain>) | null;
  /** Id of the chain, which new collections get. */
  chainId: number;
  /** Address of the gateway, without a slash at its end. */
  publicUrl: string;
  /** Seal the private keys of wallets. */
  sealKeys: Keys;
  /** Finds the verified email address of the person who asks. */
  findOwnEmail: FindOwnEmail;
  /** One-time codes that give people the keys of their custodial wallets. */
  keyCodes: KeyCodes;
  /** Finds the people of a segment of a store. */
  findSegmentMembers: FindSegmentMembers;
  /** What the operator pays for in a day: transfers of a person, collections and tokens of a store. */
  perDay: { transfers: number; collections: number; tokens: number };
  log: Logger;
  now: () => Date;
}
