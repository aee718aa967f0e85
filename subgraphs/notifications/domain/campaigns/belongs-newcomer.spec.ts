import { describe, expect, it } from '@jest/globals';
import { belongsNewcomer } from './belongs-newcomer.ts';
import { anyone, type Segment } from './campaign.ts';

const at = (text: string) => new Date(`2026-03-${text}T12:00:00Z`);
const newcomer = { roles: ['CUSTOMER'] as const, locale: 'sw-KE', registeredAt: at('10') };

describe('a new person', () => {
  it.each<[string, Partial<Segment>, boolean]>([
    ['everyone', {}, true],
    ['one of their roles', { roles: ['SELLER', 'CUSTOMER'] }, true],
    ['other roles', { roles: ['SELLER'] }, false],
    ['their language', { locales: ['de', 'sw'] }, true],
    ['other languages', { locales: ['de'] }, false],
    ['people since their day', { registeredFrom: at('10').toISOString() }, true],
    ['people since a later day', { registeredFrom: at('11').toISOString() }, false],
    ['people before their moment', { registeredUntil: at('10').toISOString() }, false],
    ['people before a later day', { registeredUntil: at('11').toISOString() }, true],
    ['a country, which only an order tells', { countries: ['KE'] }, false],
    ['buyers of a category', { boughtInCategoryId: 'cat_1' }, false],
    ['customers of a store', { customersOfStoreId: 'sto_1' }, false],
    ['a segment of a store, whose people are asked for at its beginning', { segmentId: 'sgm_1' }, false],
  ])('and a campaign for %s', (_, segment, belongs) => {
    expect(belongsNewcomer({ ...anyone, ...segment }, newcomer)).toBe(belongs);
  });
});
