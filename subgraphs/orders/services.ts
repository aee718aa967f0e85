import type { Keys } from '@soko/env/keys';
import type { Limits } from '@soko/limits';
import type { Logger } from '@soko/log';
import type { MediaStore } from '@soko/media';
import type pg from 'pg';
import type { ParkedEvent } from './domain/parked-event.ts';
import type { PlaceOrderResult } from './domain/place-order-result.ts';
import type { DisputeTimes } from './domain/disputes/open-dispute.ts';
import type { OfferTimes } from './domain/offers/offer.ts';
import type { ReturnTimes } from './domain/returns/return.ts';
import type { SagaTimes } from './domain/purchase.ts';
import type { PlacementGuard } from './placement-guard.ts';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { ChainPeer } from './peers/chain.ts';
import type { FulfilmentPeer } from './peers/fulfilment.ts';
import type { PaymentsPeer } from './peers/payments.ts';
import type { ProductsPeer } from './peers/products.ts';
import type { UsersPeer } from './peers/users.ts';

/** Store and settings of the pictures of returns and disputes. */
export interface CasePictures {
  media: MediaStore;
  maxBytes: number;
  /** Time for which a link to a picture is valid, in milliseconds. */
  linkMs: number;
  /** URL at which the links begin. */
  publicUrl: string;
}

/** Resources that the subgraph holds while it is open. */
export interface OrdersServices {
  db: PrismaClient;
  pool: pg.Pool;
  limits: Limits;
  products: ProductsPeer;
  users: UsersPeer;
  fulfilment: FulfilmentPeer;
  payments: PaymentsPeer;
  chain: ChainPeer;
  /** Country in which buyers collect goods. Null where nothing can be collected. */
  pickupCountry: string | null;
  /** Unknown promotion codes that one client address may try in a period. */
  codeAttempts: number;
  /** Public address of the installation. */
  publicUrl: string;
  /** Counts new carts of a guest's client address, in the memory of this process: a cart costs one statement. */
  takeGuestCart(clientAddress: string): Promise<void>;
  guard: PlacementGuard;
  casePictures: CasePictures;
  /** The oldest events of orders that this subgraph gave up on. None while the event bus does not answer. */
  findParked(limit: number): Promise<ParkedEvent[]>;
  times: SagaTimes;
  returns: ReturnTimes;
  disputes: DisputeTimes;
  offers: OfferTimes;
  /** Offers that one person may make in a day. */
  offersPerDay: number;
  /** Where goods are sent back, unless the seller says otherwise. Null where none is configured. */
  returnAddress: string | null;
  /** Time after which `placeOrder` returns a checkout that is still pending, in milliseconds. */
  placeTimeoutMs: number;
  /** Calls of `placeOrder` that are running in this process, by their input: equal calls share one. */
  runningCalls: Map<string, Promise<PlaceOrderResult>>;
  /** Seal payment methods, and derive the tokens of guests' checkouts. */
  sealKeys: Keys;
  log: Logger;
  now: () => Date;
}
