import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@soko/testing';
import * as buying from '../../harness/buying.ts';
import { type Client, client, signedInAs } from '../../harness/client.ts';
import { newAddress, signUp } from '../../harness/people.ts';
import { buyAndReceive, type Delivered, type Staff } from '../../harness/returning.ts';
import type { RunningSoko } from '../../harness/soko.mjs';
import { balanceOf, openFilledWallet } from './acting.ts';

/** A buyer with 5,000 shillings. */
export interface Person {
  user: Client;
  walletId: string;
}

export interface World {
  visitor: Client;
  support: Client;
  admin: Client;
  trader: Client;
  staff: Staff;
  /** Sellers with goods on the shelf. */
  ours: buying.Goods;
  theirs: buying.Goods;
  /** Goods of `ours` without delivery. */
  digital: Awaited<ReturnType<typeof buying.putOnSale>>;
  one: Person;
  other: Person;
  /** Keys of the installation, with which links and webhooks are signed. */
  secrets: Record<'serviceKey' | 'sealKey' | 'mediaKey', string>;
}

async function person(name: string, visitor: Client): Promise<Person> {
  const user = await signUp(newAddress(name), visitor);
  const walletId = await openFilledWallet(user, '5000.00');
  await until('the deposit is there', async () => (await balanceOf(user)) === '5000.00');
  return { user, walletId };
}

/** Two sellers, two buyers, and staff. */
export async function createWorld({ url, dataFolder }: RunningSoko): Promise<World> {
  const visitor = client({ url });
  const [support, admin, trader] = (await Promise.all(
    ['support', 'admin', 'trader'].map((name) => signedInAs(`${name}@example.com`, url)),
  )) as [Client, Client, Client];
  const [ours, theirs, one, other] = await Promise.all([
    buying.goodsOnSale('ours', 20, url),
    buying.goodsOnSale('theirs', 20, url),
    person('one', visitor),
    person('other', visitor),
  ]);
  const [warehouse, courier] = (await Promise.all(
    ['warehouse', 'courier'].map((name) => signedInAs(`${name}@example.com`, url)),
  )) as [Client, Client];
  const digital = await buying.putOnSale(ours.seller, 'ours', 'DIGITAL');
  const secrets = JSON.parse(await readFile(join(dataFolder, 'secrets.json'), 'utf8'));
  return { visitor, support, admin, trader, staff: { warehouse, courier }, ours, theirs, digital, one, other, secrets };
}

/** Goods without delivery in the cart of somebody, and what they cost. */
export async function quoteDigital({ digital }: World, buyer: Client): Promise<string> {
  const cart = await buying.fillCart(buyer, [[digital.small, 1]]);
  return (await buying.quote(buyer, cart, { deliveryMethod: 'NONE' })).id;
}

export interface Purchase {
  orderId: string;
  paymentId: string;
}

/** Digital goods, charged and handed over. */
export async function purchase(world: World, buyer: Client): Promise<Purchase> {
  const checkout = await buying.placeOrder(buyer, await quoteDigital(world, buyer));
  const [{ id: orderId }] = checkout.orders;
  const paymentId = await until('the charge', async () => {
    const { order } = await world.support.data('query ($id: ID!) { order(id: $id) { payment { id status } } }', {
      id: orderId,
    });
    return order.payment?.status === 'CAPTURED' ? order.payment.id : null;
  });
  return { orderId, paymentId };
}

/** An order of `ours` by somebody new, delivered and charged, and its buyer. */
export async function delivered({ ours, staff, visitor }: World): Promise<Delivered & { buyer: Client }> {
  const buyer = await signUp(newAddress('delivered'), visitor);
  return { buyer, ...(await buyAndReceive(buyer, [[ours.small, 1]], staff)) };
}
