import { describe, expect, it } from '@jest/globals';
import { fillIn, NotKnownYet, remember } from './memory.ts';

describe('the memory of the playground', () => {
  it('carries from one answer to the next example', () => {
    const signedUp = remember(
      {},
      { variables: { input: { email: 'ada@example.org' } }, data: { signUp: { id: 'otp_1' } } },
    );
    const read = remember(signedUp, { variables: {}, data: { outbox: { nodes: [{ body: 'Your code is 123456.' }] } } });
    expect(fillIn({ input: { challengeId: '{{challengeId}}', code: '{{code}}' }, to: ['{{email}}'] }, read)).toEqual({
      input: { challengeId: 'otp_1', code: '123456' },
      to: ['ada@example.org'],
    });
  });

  it('forgets nothing when an answer says nothing new', () => {
    const memory = { sellerId: 'slr_1' };
    expect(remember(memory, { variables: null, data: { applyAsSeller: { code: 'ALREADY_SELLER' } } })).toEqual(memory);
    expect(remember(memory, { variables: null, data: null })).toEqual(memory);
  });

  it('says what to run when something is not known yet', () => {
    expect(() => fillIn({ code: '{{code}}' }, {})).toThrow(NotKnownYet);
    expect(() => fillIn({ code: '{{code}}' }, {})).toThrow('Run the example "ReadMail" first');
  });

  it('thinks of something new each time', () => {
    const first = fillIn({ handle: 'shop-{{random}}' }, {}) as { handle: string };
    expect(first.handle).toMatch(/^shop-[a-z0-9]{6}$/);
    expect(fillIn({ handle: 'shop-{{random}}' }, {})).not.toEqual(first);
  });

  it('knows the matches that take bets, and their outcomes, apart', () => {
    const match = (name: string, status = 'ACTIVE') => ({
      id: `spe_${name}`,
      markets: [
        {
          id: `mkt_${name}`,
          status,
          selections: ['home', 'draw', 'away'].map((outcome) => ({
            id: `sel_${name}_${outcome}`,
            odds: `1.${name}00`,
          })),
        },
      ],
    });
    const data = { sportEvents: { nodes: [match('0', 'SETTLED'), match('1'), match('2')] } };
    const memory = remember({}, { variables: null, data });
    const names = ['{{sportEventId}}', '{{firstHome}}', '{{secondAway}}', '{{secondMarketId}}', '{{secondOdds}}'];
    expect(fillIn(names, memory)).toEqual(['spe_1', 'sel_1_home', 'sel_2_away', 'mkt_2', '1.200']);
    expect(() => fillIn('{{thirdHome}}', memory)).toThrow('Run the example "SportEvents" first');
  });

  it('knows the time', () => {
    const ahead = Date.parse(fillIn('{{inAnHour}}', {}) as string) - Date.now();
    expect(ahead).toBeGreaterThan(3_590_000);
    expect(ahead).toBeLessThanOrEqual(3_600_000);
    const [today, aMonthAgo] = fillIn(['{{today}}', '{{aMonthAgo}}'], {}) as [string, string];
    expect(Date.now() - Date.parse(today)).toBeLessThan(86_460_000);
    expect(Date.parse(today) - Date.parse(aMonthAgo)).toBe(30 * 86_400_000);
  });
});
