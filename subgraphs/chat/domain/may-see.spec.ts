import { anonymous, type Role, type Viewer } from '@soko/auth';
import { describe, expect, it } from '@jest/globals';
import { sideOfViewer } from './conversation.ts';
import { maySeeConversation, maySeeReport } from './may-see.ts';

const user = (id: string, role: Role): Viewer => ({ kind: 'user', id, roles: [role], sessionId: 'ses_1' });
const key: Viewer = { kind: 'apiKey', id: 'key_1', storeId: 'sto_1', scopes: ['products:read'] };

const people = { buyerId: 'usr_buyer', sellerUserId: 'usr_seller', viewerIsInTeam: false };

describe('a conversation', () => {
  it.each([
    ['its buyer', user('usr_buyer', 'CUSTOMER'), true, true],
    ['the person of its seller', user('usr_seller', 'SELLER'), true, true],
    ['support', user('usr_2', 'SUPPORT'), false, true],
    ['an administrator', user('usr_3', 'ADMIN'), false, true],
    ['another user', user('usr_4', 'CUSTOMER'), false, false],
    ['another seller', user('usr_5', 'SELLER'), false, false],
    ['the warehouse', user('usr_6', 'WAREHOUSE'), false, false],
    ['an API key', key, false, false],
    ['an anonymous viewer', anonymous, false, false],
  ])('is seen by %s: %s before a report, %s after it', (_who, viewer, before, after) => {
    expect(maySeeConversation(viewer, { ...people, isReported: false })).toBe(before);
    expect(maySeeConversation(viewer, { ...people, isReported: true })).toBe(after);
  });

  it('is seen by the team of its store, on the side of the seller', () => {
    const ofStore = { ...people, viewerIsInTeam: true, isReported: false };
    const member = user('usr_member', 'CUSTOMER');
    expect(maySeeConversation(member, ofStore)).toBe(true);
    expect(sideOfViewer(ofStore, member)).toBe('SELLER');
    // A member who buys from the store is its buyer.
    expect(sideOfViewer(ofStore, user('usr_buyer', 'CUSTOMER'))).toBe('BUYER');
  });
});

describe('a report', () => {
  it.each([
    ['its reporter', user('usr_buyer', 'CUSTOMER'), true],
    ['support', user('usr_2', 'SUPPORT'), true],
    ['the person who was reported', user('usr_seller', 'SELLER'), false],
  ])('is seen by %s: %s', (_who, viewer, expected) => {
    expect(maySeeReport(viewer, { reporterId: 'usr_buyer' })).toBe(expected);
  });
});
