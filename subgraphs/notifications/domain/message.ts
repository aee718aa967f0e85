import type { TemplateData, TemplateName } from './templates/template-data.ts';
import type { Topic } from './topics.ts';

export type Channel = 'EMAIL' | 'SMS' | 'IN_APP';

/** Purpose under which the text of a message is sealed. */
export const bodySeal = 'notification-body';

/** A message before its text is rendered. */
export type Draft = {
  [Name in TemplateName]: {
    template: Name;
    data: TemplateData[Name];
    channel: Channel;
    /** An email address or a phone number. */
    to: string;
    /** Null when the address may have no account. */
    userId: string | null;
    /** Language of the reader, a BCP 47 tag. */
    locale: string;
    /** Time zone of the reader, an IANA name. Missing when it is not known. */
    timeZone?: string | null;
    /** Expiry of the code or link in the message. Null without one. */
    expiresAt: Date | null;
    /** What gets the message once, whichever events ask for it. Default: the event. */
    oncePer?: string;
  };
}[TemplateName];

/**
 * `SENDING` is a message that a process has claimed. `FAILED` ones are tried again; `SENT`, `DEAD` and `SKIPPED` are
 * final, except that support may send a dead one again.
 */
export type MessageStatus = 'QUEUED' | 'SENDING' | 'SENT' | 'FAILED' | 'DEAD' | 'SKIPPED';

/** Why a message was given up. */
export type DeadReason = 'REFUSED' | 'TRIES_USED_UP' | 'OUTCOME_UNKNOWN';

/** Why a message is not sent on purpose. */
export type SkipReason = 'EXPIRED' | 'ADDRESS_BLOCKED' | 'OPTED_OUT' | 'CAMPAIGN_ENDED';

/** Why a message ended without being sent. */
export type EndReason = DeadReason | SkipReason;

/** A saved message. */
export interface Message {
  id: string;
  userId: string | null;
  channel: Channel;
  to: string;
  template: string;
  topic: Topic;
  locale: string;
  /** Null for an SMS. */
  subject: string | null;
  /** The text, sealed. Null once its code or link has expired. */
  sealedBody: string | null;
  /** The blocks of a mail as JSON, sealed. Null for an SMS, and without a text. */
  sealedContent: string | null;
  status: MessageStatus;
  /** Reason for the end of a message that was not sent. Null otherwise. */
  endReason: EndReason | null;
  /** Failed attempts. */
  failures: number;
  /** Answer to the last attempt, if it failed. */
  lastError: string | null;
  /** Time at which it became `DEAD` or `SKIPPED`. */
  endedAt: Date | null;
  expiresAt: Date | null;
  createdAt: Date;
  sentAt: Date | null;
}
