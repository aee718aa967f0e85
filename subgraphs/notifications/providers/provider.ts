import type { Channel } from '../domain/message.ts';
import type { Outcome } from '../domain/outcome.ts';

/** A message as a provider gets it. */
export interface Outgoing {
  id: string;
  /** Email address, or phone number in E.164 format. */
  to: string;
  /** Null for an SMS. */
  subject: string | null;
  body: string;
  /** The text as HTML. Null for an SMS. */
  html: string | null;
  /** Further headers of a mail. */
  headers: Readonly<Record<string, string>>;
  /** Time of creation. No earlier attempt was made before it. */
  createdAt: Date;
  /** True when an earlier attempt may have reached the provider: its process ended, or the answer was lost. */
  maybeSent: boolean;
}

/** Delivers the messages of one channel. Another service becomes usable with an adapter that passes the audits. */
export interface MessageProvider {
  name: string;
  channel: Channel;
  /**
   * Sends a message. With `maybeSent`, it makes sure that the person does not get it twice. An exception means that the
   * message may have been sent.
   */
  send(message: Outgoing): Promise<Outcome>;
  close(): Promise<void>;
}
