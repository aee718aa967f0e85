import { describe, expect, it } from '@jest/globals';
import { isAboutMailbox } from './is-about-mailbox.ts';

describe('the refusal of a recipient', () => {
  it.each([
    '550 5.1.1 <x@example.org>: Recipient address rejected: User unknown',
    '550 No such user here',
    '550 Requested action not taken: mailbox unavailable',
    '550 Unrouteable address',
    '551 User not local',
    '550 5.2.1 The email account is disabled',
  ])('"%s" is about the mailbox', (response) => expect(isAboutMailbox(response)).toBe(true));

  it.each([
    '550 relay not permitted',
    '550 Relaying denied for this user',
    '550 Message rejected due to local policy',
    '553 sorry, that domain is not in my list of allowed rcpthosts',
    '550 5.7.1 Unable to relay recipient',
    '550 Your address is listed at a DNSBL',
    '550 Administrative prohibition',
    '452 Mailbox full',
  ])('"%s" is not', (response) => expect(isAboutMailbox(response)).toBe(false));
});
