import type { Topic } from './topics.ts';

/** A message as its reader sees it in the app. */
export interface InboxItem {
  id: string;
  userId: string;
  topic: Topic;
  template: string;
  locale: string;
  title: string;
  sealedText: string;
  /** Id of what it is about, such as an order's. Null for the account itself. */
  aboutId: string | null;
  createdAt: Date;
  /** Null until it is read. */
  readAt: Date | null;
}
