import type { Keys } from '@soko/env/keys';
import type { Limits } from '@soko/limits';
import type { Logger } from '@soko/log';
import type pg from 'pg';
import type { UrlRules } from './domain/webhooks/url-rules.ts';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { FindGuest } from './peers/orders.ts';
import type { FindConfirmation } from './peers/payments.ts';
import type { Resolve } from './providers/webhook-post.ts';
import type { FindPersonalKey } from './peers/personal-keys.ts';
import type { FindSegmentPeople, FindSellerOwner, FindTimeZone } from './peers/users.ts';

/** What this subgraph holds while it runs. */
export interface NotificationsServices {
  db: PrismaClient;
  pool: pg.Pool;
  limits: Limits;
  /** Opens sealed fields of events, and seals the texts of messages. */
  sealKeys: Keys;
  findPersonalKey: FindPersonalKey;
  findGuest: FindGuest;
  findConfirmation: FindConfirmation;
  findSellerOwner: FindSellerOwner;
  findTimeZone: FindTimeZone;
  findSegmentPeople: FindSegmentPeople;
  /** Address of Soko for links in mails, without a slash at its end. */
  publicUrl: string;
  /** Address of a product's page with `{id}` or `{slug}` (`PRODUCT_PAGE_URL`). Null without one. */
  productUrl: string | null;
  /** Whether this installation shows its messages at all (`NOTIFICATIONS_OUTBOX`). */
  outboxIsShown: boolean;
  /** Whether opens and clicks of campaigns are counted (`CAMPAIGN_TRACKING`). */
  tracksCampaigns: boolean;
  webhooks: {
    /** Addresses that receivers may have. */
    rules: UrlRules;
    resolve: Resolve;
  };
  /** Sends new messages and webhooks at once, without waiting for it. */
  deliverSoon(): void;
  log: Logger;
  now: () => Date;
}
