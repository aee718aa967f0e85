import type { RequestIdentity } from '@soko/auth';
import type { MessageStore } from './store/message-store.ts';

/** What one request may touch. */
export interface NotificationsContext {
  identity: RequestIdentity;
  messages: MessageStore;
  /** Whether this installation shows its outbox at all (`NOTIFICATIONS_OUTBOX`). */
  outboxIsShown: boolean;
  /** Opens the text of a message. */
  openBody(sealed: string): string;
}
