import { describe, expect, it } from '@jest/globals';
import { isId } from '@soko/ids';
import { categories } from '../catalogue/categories.ts';
import { demoAccounts } from './demo-accounts.ts';
import { shopFronts } from './shop-fronts.ts';
import { shopkeepers, shops } from './shops.ts';

const people = [...demoAccounts, ...shopkeepers];

describe('the people of the demo', () => {
  it('are one of every role and the owners of shops', () => {
    expect(demoAccounts.map(({ email, roles }) => [email, roles.at(-1)])).toEqual([
      ['customer@example.com', 'CUSTOMER'],
      ['seller@example.com', 'SELLER'],
      ['seller2@example.com', 'SELLER'],
      ['warehouse@example.com', 'WAREHOUSE'],
      ['courier@example.com', 'COURIER'],
      ['trader@example.com', 'TRADER'],
      ['support@example.com', 'SUPPORT'],
      ['admin@example.com', 'ADMIN'],
    ]);
    const sellers = new Set(people.filter(({ roles }) => roles.includes('SELLER')).map(({ id }) => id));
    expect(new Set(shops.map(({ userId }) => userId))).toEqual(sellers);
  });

  it('have addresses nobody else has, where no mail arrives', () => {
    expect(new Set(people.map(({ email }) => email)).size).toBe(people.length);
    for (const { email } of people) expect(email).toMatch(/^[a-z0-9-]+@example\.com$/);
  });

  it('were there before their shops, and the shops before their stores', () => {
    for (const { userId, joinedAt } of shops) {
      const owner = people.find(({ id }) => id === userId);
      expect(owner?.joinedAt.getTime()).toBeLessThan(joinedAt.getTime());
    }
    for (const [key, { createdAt }] of shopFronts) {
      expect(shops.find(({ store }) => store === key)?.joinedAt.getTime()).toBeLessThan(createdAt.getTime());
    }
  });

  it('have ids of their kind, each its own', () => {
    const ids = [...people, ...shops, ...shopFronts.values()].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id } of people) expect(isId('usr', id)).toBe(true);
    for (const { id } of shops) expect(isId('slr', id)).toBe(true);
    for (const { id, members } of shopFronts.values()) {
      expect(isId('sto', id)).toBe(true);
      for (const { userId } of members) expect(people.some((person) => person.id === userId)).toBe(true);
    }
  });
});

describe('the shops of the demo', () => {
  it('have handles and SKU prefixes of their own', () => {
    expect(new Set(shops.map(({ handle }) => handle)).size).toBe(shops.length);
    expect(new Set(shops.map(({ skuPrefix }) => skuPrefix)).size).toBe(shops.length);
    for (const { handle } of shops) expect(handle).toMatch(/^[a-z0-9][a-z0-9-]{1,28}[a-z0-9]$/);
  });

  it('sell in categories that exist', () => {
    const slugs = new Set(categories.map(({ slug }) => slug));
    for (const { sells, resells } of shops) for (const slug of [...sells, ...resells]) expect(slugs).toContain(slug);
  });
});
