import type { TemplateData, TemplateName } from './templates/template-data.ts';

export type Channel = 'EMAIL' | 'SMS';

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
    /** Expiry of the code or link in the message. Null without one. */
    expiresAt: Date | null;
  };
}[TemplateName];

/** A saved message. */
export interface Message {
  id: string;
  userId: string | null;
  channel: Channel;
  to: string;
  template: string;
  locale: string;
  /** Null for an SMS. */
  subject: string | null;
  /** The text, sealed. Null once its code or link has expired. */
  sealedBody: string | null;
  status: 'QUEUED';
  expiresAt: Date | null;
  createdAt: Date;
  sentAt: Date | null;
}
