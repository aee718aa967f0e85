import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@soko/ids';
import { closeStartedMarkets } from '../../commands/markets/close-started-markets.ts';
import { type Book, customer, hourMs, openBook, trader } from './open-book.ts';

let book: Book;
beforeAll(async () => {
  book = await openBook();
});
afterAll(() => book.close());

const change = (sportEventId: string, input: object) => book.mutate('updateSportEvent', { sportEventId, ...input });
const historyOf = async (id: string) => {
  const text = `query ($id: ID!) { market(id: $id) { history { by reason } } }`;
  return (await book.query(text, { id }, { as: trader })).data['market'].history;
};

describe('an event', () => {
  it('closes its markets as it goes', async () => {
    const { id } = await book.event();
    await book.market(id);
    await book.market(id, { isLive: true });
    const statuses = ({ markets }: { markets: { status: string }[] }) => markets.map(({ status }) => status);
    const postponed = await change(id, { action: 'POSTPONE', reason: 'Rain' });
    expect([postponed.status, ...statuses(postponed)]).toEqual(['POSTPONED', 'SUSPENDED', 'SUSPENDED']);
    const startsAt = new Date(book.now().getTime() + 2 * hourMs).toISOString();
    const rescheduled = await change(id, { action: 'RESCHEDULE', startsAt });
    expect([rescheduled.startsAt, ...statuses(rescheduled)]).toEqual([startsAt, 'ACTIVE', 'ACTIVE']);
    expect(statuses(await change(id, { action: 'START' }))).toEqual(['CLOSED', 'ACTIVE']);
    expect(await change(id, { score: { home: 1, away: 0 } })).toMatchObject({ score: { home: 1, away: 0 } });
    const ended = await change(id, { action: 'END', score: { home: 2, away: 0 }, expectedVersion: 5 });
    expect([ended.status, ...statuses(ended)]).toEqual(['ENDED', 'CLOSED', 'CLOSED']);
    expect(await book.toldOf(id)).toEqual(['created', 'postponed', 'rescheduled', 'started', 'changed', 'ended']);
  });

  it('is refused a step that its status does not allow', async () => {
    const { id } = await book.event();
    expect(await change(id, { action: 'END' })).toMatchObject({
      code: 'WRONG_SPORT_EVENT_STATUS',
      sportEventStatus: 'SCHEDULED',
      allowedStatuses: ['LIVE'],
    });
    expect(await change(id, { score: { home: 1, away: 0 } })).toMatchObject({ allowedStatuses: ['LIVE'] });
    expect(await change(id, { action: 'START', expectedVersion: 7 })).toMatchObject({
      code: 'SPORT_EVENT_CHANGED',
      version: 1,
    });
    await change(id, { action: 'CANCEL' });
    expect(await change(id, { action: 'START' })).toMatchObject({
      sportEventStatus: 'CANCELLED',
      allowedStatuses: ['SCHEDULED'],
    });
    expect(await book.market(id)).toMatchObject({ code: 'WRONG_SPORT_EVENT_STATUS', sportEventStatus: 'CANCELLED' });
    expect(await book.mutate('resumeMarket', { sportEventId: id })).toMatchObject({ code: 'WRONG_SPORT_EVENT_STATUS' });
  });

  it.each([
    ['createSportEvent', { home: 'A', away: null }, 'away'],
    ['createSportEvent', { home: null, away: null }, 'name'],
    ['createSportEvent', { home: 'x'.repeat(101) }, 'home'],
    ['createSportEvent', { startsAt: '2026-03-01T11:00:00Z' }, 'startsAt'],
    ['createSportEvent', { startsAt: '2029-03-01T11:00:00Z' }, 'startsAt'],
    ['createSportEvent', { competitionId: 'cmp_x' }, undefined],
    ['updateSportEvent', {}, 'action'],
    ['updateSportEvent', { score: { home: -1, away: 0 } }, 'score.home'],
    ['updateSportEvent', { action: 'RESCHEDULE' }, 'startsAt'],
    ['updateSportEvent', { action: 'START', reason: 'x'.repeat(501) }, 'reason'],
  ])('is not made or changed by %s with %j', async (mutation, input, field) => {
    const { id: sportEventId } = await book.event();
    const startsAt = new Date(book.now().getTime() + hourMs).toISOString();
    const made = { idempotencyKey: newId('req'), competitionId: book.competitionId, home: 'A', away: 'B', startsAt };
    const given = mutation === 'createSportEvent' ? { ...made, ...input } : { sportEventId, ...input };
    expect(await book.failure(mutation, given)).toBe(field ? `BAD_USER_INPUT at ${field}` : 'NOT_FOUND');
  });

  it('that nobody starts closes its markets by the clock', async () => {
    const { id } = await book.event();
    const [early, live] = [await book.market(id), await book.market(id, { isLive: true })];
    const services = { pool: book.pool, now: book.now };
    await closeStartedMarkets(services);
    expect(await book.read(early.id)).toMatchObject({ status: 'ACTIVE' });
    book.pass(hourMs);
    await closeStartedMarkets(services);
    expect(await book.read(early.id)).toMatchObject({ status: 'CLOSED', version: 2 });
    expect(await book.read(live.id)).toMatchObject({ status: 'ACTIVE', version: 1 });
    expect((await historyOf(early.id)).at(-1)).toMatchObject({
      by: 'wallets',
      reason: 'The event has started.',
    });
  });
});

describe('the catalogue', () => {
  it('is changed by traders alone', async () => {
    const anyId = { marketId: 'mkt_1', selections: [] };
    for (const [mutation, input] of [
      ['createSport', { slug: 'chess', name: 'Chess' }],
      ['createCompetition', { sportId: book.sportId, name: 'Cup' }],
      ['createSportEvent', { idempotencyKey: 'k'.repeat(8), competitionId: 'cmp_1', startsAt: '2026-04-01T00:00:00Z' }],
      ['updateSportEvent', { sportEventId: 'spe_1' }],
      ['createMarket', { idempotencyKey: 'k'.repeat(8), sportEventId: 'spe_1', type: 'BTTS', selections: [] }],
      ['setOdds', { ...anyId, expectedVersion: 1 }],
      ['suspendMarket', { marketId: 'mkt_1' }],
      ['resumeMarket', { marketId: 'mkt_1' }],
      ['closeMarket', { marketId: 'mkt_1' }],
    ] as const)
      expect([mutation, await book.failure(mutation, input, customer)]).toEqual([mutation, 'FORBIDDEN']);
  });

  it('has no sport or competition twice', async () => {
    expect(await book.mutate('createSport', { slug: 'football', name: 'Soccer' })).toMatchObject({
      code: 'SPORT_SLUG_TAKEN',
    });
    const league = { sportId: book.sportId, name: 'Premier League' };
    expect(await book.mutate('createCompetition', { ...league, country: 'KE' })).toMatchObject({
      code: 'COMPETITION_NAME_TAKEN',
    });
    expect(await book.mutate('createCompetition', league)).toMatchObject({ __typename: 'Competition', country: null });
    const { startsAt } = await book.event({ name: 'Final' });
    expect(await book.event({ name: 'Final', startsAt })).toMatchObject({ code: 'SPORT_EVENT_EXISTS' });
    expect(await book.failure('createSport', { slug: 'Foot ball', name: 'X1' })).toBe('BAD_USER_INPUT at slug');
    expect(await book.failure('createCompetition', { ...league, country: 'XX' })).toBe('BAD_USER_INPUT at country');
  });
});
