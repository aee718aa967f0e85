import { stableId } from '@soko/ids';
import { demoAccount } from './demo-accounts.ts';
import type { ShopFront } from './person.ts';
import { shops } from './shops.ts';

const front = (
  key: string,
  rest: Omit<ShopFront, 'id' | 'createdAt' | 'members'> & { alsoMembers?: ShopFront['members'] },
): [string, ShopFront] => {
  const shop = shops.find(({ store }) => store === key);
  if (!shop) throw new Error(`No shop is sold in the store "${key}".`);
  const createdAt = new Date(shop.joinedAt.getTime() + 5 * 86_400_000);
  const { alsoMembers = [], ...shown } = rest;
  const members = [{ userId: shop.userId, role: 'ADMIN' as const }, ...alsoMembers];
  return [key, { ...shown, id: stableId('sto', key, createdAt), createdAt, members }];
};

/** The stores by the key their shop names. */
export const shopFronts: ReadonlyMap<string, ShopFront> = new Map([
  front('rift-valley-roasters', {
    name: 'Rift Valley Roasters',
    domain: 'roasters.example.com',
    tagline: 'Coffee from the hills you can see from the roastery.',
    color: '#7b2d26',
    plan: 'GROWTH',
    mintQuota: 250,
    alsoMembers: [{ userId: demoAccount('seller').id, role: 'ADMIN' }],
  }),
  front('nordhavn-cycles', {
    name: 'Nordhavn Cycles',
    domain: 'cycles.example.com',
    tagline: 'Bicycles for people with somewhere to be.',
    color: '#215a66',
    plan: 'TRIAL',
    mintQuota: 25,
    alsoMembers: [{ userId: demoAccount('seller2').id, role: 'SUPPORT' }],
  }),
  front('pixel-orchard', {
    name: 'Pixel Orchard',
    domain: 'orchard.example.com',
    tagline: 'Fonts, files and small wonders, picked this morning.',
    color: '#37437c',
    plan: 'ENTERPRISE',
    mintQuota: 5000,
  }),
]);
