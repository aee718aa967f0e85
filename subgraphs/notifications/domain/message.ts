import type { TemplateData, TemplateName } from './templates/template-data.ts';

export type Channel = 'EMAIL' | 'SMS';

/** What is to be told to whom, before it is put into words. */
export type Draft = {
  [Name in TemplateName]: {
    template: Name;
    data: TemplateData[Name];
    channel: Channel;
    /** An e-mail address or a phone number. */
    to: string;
    /** Null where the address belongs to nobody with an account yet. */
    userId: string | null;
    /** The language the person reads, a BCP 47 tag. */
    locale: string;
    /** When a code or a link in it stops working; null when it holds neither. */
    expiresAt: Date | null;
  };
}[TemplateName];

/** A message as it is kept. */
export interface Message {
  id: string;
  userId: string | null;
  channel: Channel;
  to: string;
  template: string;
  locale: string;
  /** Null for an SMS. */
  subject: string | null;
  /** The text, sealed. Null once the code or the link in it has expired. */
  sealedBody: string | null;
  status: 'QUEUED';
  expiresAt: Date | null;
  createdAt: Date;
  sentAt: Date | null;
}
