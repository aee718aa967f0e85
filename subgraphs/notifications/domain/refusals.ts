import { refuse } from '@soko/refusals';
import type { MessageStatus } from './message.ts';

export const messageNotDead = (status: MessageStatus) =>
  refuse('MessageNotDead', `The message has the status ${status}; only one with the status DEAD can be sent again.`, {
    status,
  });

export type MessageNotDead = ReturnType<typeof messageNotDead>;

export const messageExpired = () =>
  refuse(
    'MessageExpired',
    'It is too late to send this message: its code or link has expired, or it is three days old.',
  );

export type MessageExpired = ReturnType<typeof messageExpired>;

export const addressNotBlocked = () => refuse('AddressNotBlocked', 'Mail to this address is not stopped.');

export const securityMessagesStayOn = () =>
  refuse(
    'SecurityMessagesStayOn',
    'Messages about the security of an account cannot be turned off: a thief of the account would do so first.',
  );

export const timeZoneUnknown = () =>
  refuse('TimeZoneUnknown', 'Give your time zone first, with `updateProfile`: quiet hours follow it.');

export const unsubscribeLinkInvalid = () =>
  refuse('UnsubscribeLinkInvalid', 'This link is not valid. Copy the whole link from the mail.');
