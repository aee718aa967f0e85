import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advertIndex, type Candidate } from './advert-index.ts';
import { advanceByTime, toAdvertEnded, toAdvertPaused, toStarted } from './advert-status.ts';
import { type Advert, affordableClicks } from './advert.ts';
import { type Click, decideClicks, type EarlierClicks, maxOfNetwork, maxOfViewer } from './decide-clicks.ts';
import { impressionToken, newImpression, readImpressionToken } from './impression-token.ts';
import { isRobot } from './is-robot.ts';
import { plainWords } from './plain-words.ts';
import { requireSoundTerms } from './read-terms.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const later = new Date('2026-03-02T12:00:00.000Z');

const sample: Advert = {
  id: 'adv_1',
  sellerId: 'slr_1',
  storeId: null,
  productId: 'prd_1',
  title: 'Oak lamp',
  status: 'RUNNING',
  placements: ['HOME'],
  startsAt: now,
  endsAt: null,
  priority: 5,
  currency: 'EUR',
  costPerClickMinor: 10n,
  dailyBudgetMinor: null,
  totalBudgetMinor: 100n,
  spentMinor: 0n,
  spentDay: null,
  spentTodayMinor: 0n,
  keywords: [],
  categoryIds: [],
  version: 1,
  createdAt: now,
  updatedAt: now,
  endedAt: null,
};

const nothing: EarlierClicks = { isOwn: false, isOffSale: false, isRepeat: false, ofViewer: 0, ofNetwork: 0 };

const clickBy = (viewer: string, given: Partial<Click> = {}): Click => ({
  id: `imp_${viewer}`,
  advertId: 'adv_1',
  viewer,
  network: viewer,
  userId: null,
  storeId: null,
  isFree: false,
  ...given,
});

const decide = (advert: Advert, clicks: readonly Click[], earlier: Partial<EarlierClicks> = {}) =>
  decideClicks([advert], clicks, new Map(clicks.map((click) => [click, { ...nothing, ...earlier }])), now)[0]!;

const viewers = (count: number): Click[] => Array.from({ length: count }, (_, index) => clickBy(`viewer ${index}`));

describe('deciding about clicks', () => {
  it('charges what the budget pays, and ends the advert with the last click', () => {
    const { after, charged, free } = decide(sample, viewers(12));
    expect([charged.length, free]).toEqual([10, 2]);
    expect(after).toMatchObject({ status: 'EXHAUSTED', spentMinor: 100n, spentTodayMinor: 100n, endedAt: now });
  });

  it('does not spend what pays no whole click', () => {
    const { after, charged } = decide({ ...sample, totalBudgetMinor: 35n }, viewers(9));
    expect([charged.length, after.spentMinor, after.status]).toEqual([3, 30n, 'EXHAUSTED']);
  });

  it('stops at the daily budget and goes on the next day', () => {
    const daily = { ...sample, dailyBudgetMinor: 25n };
    const { after, charged } = decide(daily, viewers(9));
    expect([charged.length, after.status, after.spentDay]).toEqual([2, 'RUNNING', '2026-03-01']);
    expect(affordableClicks(after, '2026-03-01', 9)).toBe(0);
    expect(affordableClicks(after, '2026-03-02', 9)).toBe(2);
  });

  it('charges a viewer and an impression once', () => {
    const twice = [clickBy('a'), clickBy('a', { id: 'imp_other' }), clickBy('b', { id: 'imp_a' })];
    expect(decide(sample, twice)).toMatchObject({ charged: [twice[0]], free: 2 });
  });

  it.each<[string, Partial<Click>, Partial<EarlierClicks>]>([
    ['of robots and staff', { isFree: true }, {}],
    ['of the seller', {}, { isOwn: true }],
    ['on a product that was on sale when it was shown', {}, { isOffSale: true }],
    ['that were charged before', {}, { isRepeat: true }],
    ['of a viewer who clicks all the time', {}, { ofViewer: maxOfViewer }],
    ['of a network with too many clicks', {}, { ofNetwork: maxOfNetwork }],
  ])('charges no clicks %s', (_, given, earlier) => {
    expect(decide(sample, [clickBy('a', given)], earlier)).toMatchObject({ charged: [], free: 1, after: sample });
  });

  it('counts the clicks of a network across adverts', () => {
    const adverts = [sample, { ...sample, id: 'adv_2' }];
    const clicks = adverts.flatMap(({ id: advertId }) =>
      Array.from({ length: 2 }, (_, index) => clickBy(`${advertId} ${index}`, { advertId, network: 'one' })),
    );
    const earlier = new Map(clicks.map((click) => [click, { ...nothing, ofNetwork: maxOfNetwork - 3 }]));
    expect(decideClicks(adverts, clicks, earlier, now).map(({ charged }) => charged.length)).toEqual([2, 1]);
  });

  it.each(['DRAFT', 'SCHEDULED', 'PAUSED', 'ENDED', 'EXHAUSTED'] as const)(
    'charges none of an advert that is %s',
    (status) => {
      expect(decide({ ...sample, status }, viewers(2))).toMatchObject({ charged: [], free: 2 });
    },
  );

  it('never exceeds a budget, and charges each click that fits', () => {
    const amounts = fc.record({
      cost: fc.bigInt(1n, 500n),
      total: fc.bigInt(0n, 5_000n),
      daily: fc.option(fc.bigInt(0n, 5_000n)),
      rounds: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 5 }),
    });
    fc.assert(
      fc.property(amounts, ({ cost, total, daily, rounds }) => {
        let advert: Advert = { ...sample, costPerClickMinor: cost, totalBudgetMinor: total, dailyBudgetMinor: daily };
        let charged = 0;
        let wanted = 0;
        for (const count of rounds) {
          const decision = decide(advert, viewers(count));
          expect(decision.charged.length + decision.free).toBe(count);
          advert = decision.after;
          charged += decision.charged.length;
          wanted += count;
        }
        const least = daily === null || total < daily ? total : daily;
        const paid = least / cost;
        expect(charged).toBe(Number(paid < BigInt(wanted) ? paid : BigInt(wanted)));
        expect(advert.spentMinor).toBe(BigInt(charged) * cost);
        expect(advert.spentMinor <= total).toBe(true);
      }),
    );
  });
});

describe('the status of an advert', () => {
  it('follows its window', () => {
    const draft: Advert = { ...sample, status: 'DRAFT', startsAt: later, endsAt: new Date('2026-03-03T00:00:00Z') };
    const scheduled = toStarted(draft, now) as Advert;
    expect(scheduled.status).toBe('SCHEDULED');
    expect(advanceByTime(scheduled, now)).toBe(scheduled);
    const running = advanceByTime(scheduled, later);
    expect(running.status).toBe('RUNNING');
    const paused = toAdvertPaused(running) as Advert;
    expect(advanceByTime(paused, later)).toBe(paused);
    expect(advanceByTime(paused, draft.endsAt!)).toMatchObject({ status: 'ENDED', endedAt: draft.endsAt });
  });

  it.each<[string, (advert: Advert) => unknown, Advert['status'][]]>([
    ['started', (advert) => toStarted(advert, now), ['SCHEDULED', 'RUNNING', 'ENDED', 'EXHAUSTED']],
    ['paused', toAdvertPaused, ['DRAFT', 'SCHEDULED', 'PAUSED', 'ENDED', 'EXHAUSTED']],
    ['ended', (advert) => toAdvertEnded(advert, now), ['ENDED', 'EXHAUSTED']],
  ])('does not allow one to be %s from some', (_, step, statuses) => {
    for (const status of statuses) {
      expect(step({ ...sample, status })).toMatchObject({ code: 'WRONG_ADVERT_STATUS', status });
    }
  });
});

describe('choosing adverts', () => {
  const candidate = (advertId: string, given: Partial<Candidate> = {}): Candidate => ({
    advertId,
    productId: `product of ${advertId}`,
    sellerId: `seller of ${advertId}`,
    placements: ['HOME', 'SEARCH', 'CATEGORY'],
    priority: 5,
    rank: 10n,
    keywords: ['oak lamp', 'lighting'],
    categoryIds: ['cat_lamps'],
    ...given,
  });
  const idsOf = (chosen: readonly Candidate[]) => chosen.map(({ advertId }) => advertId);
  const all = () => true;

  it('prefers sellers who pay more, and of one seller the highest priority', () => {
    const index = advertIndex(
      [
        candidate('cheap', { rank: 5n }),
        candidate('first', { sellerId: 'one', rank: 20n, priority: 1 }),
        candidate('second', { sellerId: 'one', rank: 1n, priority: 9 }),
        candidate('middle', { rank: 10n }),
      ],
      () => 0,
    );
    expect(idsOf(index.choose({ placement: 'HOME' }, 3, all))).toEqual(['second', 'middle', 'cheap']);
    expect(idsOf(index.choose({ placement: 'HOME' }, 1, ({ advertId }) => advertId !== 'second'))).toEqual(['first']);
  });

  it('finds those whose keyword has all its words in the search, in any form', () => {
    const index = advertIndex([candidate('lamp'), candidate('none', { keywords: ['glass lamp'] })], () => 0);
    const found = (search: string) => idsOf(index.choose({ placement: 'SEARCH', search }, 5, all));
    expect(found('Lamps of OAK')).toEqual(['lamp']);
    expect(found('lighting')).toEqual(['lamp']);
    expect(found('oak')).toEqual([]);
    expect(found('')).toEqual([]);
    expect(plainWords('Öl-Lampen, gas!')).toEqual(['ol', 'lampen', 'gas']);
  });

  it('shows those of a category in the categories below it', () => {
    const index = advertIndex(
      [candidate('lamp'), candidate('house', { categoryIds: ['cat_home'], rank: 30n })],
      () => 0,
    );
    const found = (...path: string[]) => idsOf(index.choose({ placement: 'CATEGORY', path }, 5, all));
    expect(found('cat_home', 'cat_lamps', 'cat_desk')).toEqual(['house', 'lamp']);
    expect(found('cat_home')).toEqual(['house']);
    expect(found('cat_toys')).toEqual([]);
  });

  it('orders a place once, and asks each time which products are wanted', () => {
    let compared = 0;
    const counted = (advertId: string, rank: bigint, categoryIds: string[]): Candidate => ({
      ...candidate(advertId, { categoryIds, keywords: ['cat_home cat_lamps', advertId] }),
      get rank() {
        compared += 1;
        return rank;
      },
    });
    const index = advertIndex([counted('lamp', 10n, ['cat_lamps']), counted('house', 30n, ['cat_home'])], () => 0);
    const inCategory = (isWanted: (shown: Candidate) => boolean) =>
      idsOf(index.choose({ placement: 'CATEGORY', path: ['cat_home', 'cat_lamps'] }, 1, isWanted));
    const found = (search: string, isWanted: (shown: Candidate) => boolean) =>
      idsOf(index.choose({ placement: 'SEARCH', search }, 1, isWanted));
    const others = ({ advertId }: Candidate) => advertId !== 'house';
    expect([inCategory(all), found('cat_home cat_lamps', all), found('lamp', all)]).toEqual([
      ['house'],
      ['house'],
      ['lamp'],
    ]);
    compared = 0;
    expect([inCategory(others), found('cat_home cat_lamps', others), inCategory(all)]).toEqual([
      ['lamp'],
      ['lamp'],
      ['house'],
    ]);
    expect(compared).toBe(0);
  });

  it('decides between equal bids by chance', () => {
    const turns = [0.9, 0.1];
    const index = advertIndex([candidate('one'), candidate('two')], () => turns.shift()!);
    expect(idsOf(index.choose({ placement: 'HOME' }, 1, all))).toEqual(['two']);
  });
});

describe('the token of an impression', () => {
  const advertId = 'adv_0190b5c1-0000-7000-8000-000000000001';
  const impression = newImpression(advertId, now);
  const token = impressionToken('a key', impression);

  it('is read with the key that signed it, also after a change of keys', () => {
    expect(readImpressionToken(['new key', 'a key'], token)).toEqual(impression);
    expect(readImpressionToken('new key', token)).toBeNull();
  });

  it('cannot be changed', () => {
    const parts = token.split('.');
    const changes = [
      [advertId.replace('8000', '9000'), parts[1], parts[2], parts[3]],
      [parts[0], (now.getTime() + 1).toString(36), parts[2], parts[3]],
      [parts[0], parts[1], '0'.repeat(24), parts[3]],
      [parts[0], parts[1], parts[2], 'A'.repeat(24)],
    ];
    for (const changed of changes) expect(readImpressionToken('a key', changed.join('.'))).toBeNull();
    for (const other of ['', 'x', `${token}x`, token.slice(1)]) expect(readImpressionToken('a key', other)).toBeNull();
  });
});

describe('a robot', () => {
  it.each([
    'Googlebot/2.1',
    'Mozilla/5.0 (compatible; bingbot/2.0)',
    'curl/8.5.0',
    'HeadlessChrome/130',
    '',
    undefined,
  ])('is %j', (userAgent) => expect(isRobot(userAgent)).toBe(true));

  it.each(['Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', 'SokoApp/3 (iPhone)', 'Mozilla/5.0 (Android 14) CUBOTS/1'])(
    'is not %j',
    (userAgent) => expect(isRobot(userAgent)).toBe(false),
  );
});

describe('the terms of an advert', () => {
  const terms = { ...sample, endsAt: later };

  it.each<[string, Partial<Advert>]>([
    ['endsAt', { endsAt: now }],
    ['endsAt', { startsAt: new Date('2026-02-01T00:00:00Z'), endsAt: new Date('2026-02-02T00:00:00Z') }],
    ['totalBudget.amount', { totalBudgetMinor: 9n }],
    ['dailyBudget.amount', { dailyBudgetMinor: 9n }],
    ['keywords', { placements: ['SEARCH'] }],
    ['categoryIds', { placements: ['CATEGORY'] }],
  ])('must fit together: %s', (field, given) => {
    expect(() => requireSoundTerms({ ...terms, ...given }, now)).toThrow(
      expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', field } }),
    );
  });
});
