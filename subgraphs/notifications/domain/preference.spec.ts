import { describe, expect, it } from '@jest/globals';
import { isWanted, readerIdOf } from './preference.ts';
import { kindOf, topics } from './topics.ts';

describe('whether a person gets a message', () => {
  it.each([
    ['SECURITY', null, true],
    ['SECURITY', false, true],
    ['ORDERS', null, true],
    ['ORDERS', false, false],
    ['MARKETING', null, false],
    ['MARKETING', true, true],
    ['MARKETING', false, false],
    ['REWARDS', null, false],
    ['REWARDS', true, true],
  ] as const)('about %s by mail with the choice %s: %s', (topic, chosen, expected) => {
    expect(isWanted(topic, 'EMAIL', chosen)).toBe(expected);
  });

  it('follows the choice for every topic but security, and needs a yes for advertising and for mail about rewards', () => {
    expect(topics.filter((topic) => isWanted(topic, 'EMAIL', false))).toEqual(['SECURITY']);
    expect(topics.filter((topic) => !isWanted(topic, 'EMAIL', null))).toEqual(['REWARDS', 'MARKETING']);
    expect(topics.filter((topic) => !isWanted(topic, 'IN_APP', null))).toEqual(['MARKETING']);
  });
});

describe('a topic', () => {
  it('of codes and of warnings about the account is security', () => {
    for (const template of [
      'one-time-code',
      'one-time-code-sms',
      'email-changed',
      'session-reused',
      'excluded',
    ] as const)
      expect(kindOf(template).topic).toBe('SECURITY');
  });
});

describe('the id of a reader', () => {
  it('is that of the account, and reveals no address of a guest', () => {
    expect(readerIdOf({ userId: 'usr_1', to: 'ada@example.org' })).toBe('usr_1');
    const guest = readerIdOf({ userId: null, to: 'ada@example.org' });
    expect(guest).toMatch(/^guest_[0-9a-f]{64}$/);
    expect(readerIdOf({ userId: null, to: 'bob@example.org' })).not.toBe(guest);
  });
});
