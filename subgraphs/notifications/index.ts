import { BadEnvironment } from '@soko/env';
import type { PruneRule } from '@soko/postgres';
import { defineSubgraph } from '@soko/subgraph';
import { contextOf } from './context.ts';
import { sendCampaigns } from './commands/campaigns/send-campaigns.ts';
import { createDelivery } from './commands/deliver-messages.ts';
import { createWebhookDelivery } from './commands/webhooks/deliver-webhooks.ts';
import { reportDisabledEndpoints } from './commands/webhooks/report-disabled-endpoints.ts';
import { sendBetDigests } from './commands/send-bet-digests.ts';
import { notificationsEnv } from './env.ts';
import { consumers } from './events/index.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { typeDefs } from './generated/type-defs.ts';
import { resolvers } from './resolvers/index.ts';
import { createFindGuest } from './peers/orders.ts';
import { createFindConfirmation } from './peers/payments.ts';
import { createFindPersonalKey } from './peers/personal-keys.ts';
import { createFindSegmentPeople, createFindSellerOwner, createFindTimeZone } from './peers/users.ts';
import { createPostWebhook, createResolve } from './providers/webhook-post.ts';
import { checkProviderEnv, openProviders } from './providers/open-providers.ts';
import { campaignLinks } from './routes/campaign-links.ts';
import { campaignRules } from './store/campaigns/prune-rules.ts';
import { fetchFromSns } from './routes/fetch-from-sns.ts';
import { returnedMail, sesReports } from './routes/mail-reports.ts';
import { mailWebhook, readWebhookKey } from './routes/mail-webhook.ts';
import { unsubscribePages } from './routes/unsubscribe-pages.ts';
import type { NotificationsServices } from './services.ts';
import { gauges } from './store/gauges.ts';
import { invariants } from './store/invariants.ts';
import { takeBackMessages } from './store/deliveries.ts';
import { removeExpiredTexts } from './store/messages.ts';
import { deleteOldSecrets } from './store/webhooks/endpoints.ts';
import { webhookGauges } from './store/webhooks/gauges.ts';

/** Time between two looks for messages that are due. New ones are sent at once. */
const deliverEveryMs = 2_000;

const dayMs = 86_400_000;

/** Choices of guests, whose address nobody else keeps so long. Those of people end with the account. */
const guestChoices = (keepMs: number): PruneRule[] => [
  { table: 'preference', where: `changed_at < $1 AND left(reader_id, 6) = 'guest_'`, keepMs },
  { table: 'preference_change', where: `created_at < $1 AND left(reader_id, 6) = 'guest_'`, keepMs },
];

/** Time that a name server gets for the first of two tries; the second one gets twice as much. */
const dnsTimeoutMs = 500;

/** Messages to people, composed from events. */
export const notifications = defineSubgraph({
  name: 'notifications',
  invariants,
  typeDefs,
  resolvers,
  env: notificationsEnv,
  checkEnv(env) {
    checkProviderEnv(env);
    if (env.MAIL_WEBHOOK_KEY !== undefined) readWebhookKey(env.MAIL_WEBHOOK_KEY);
    if (env.WEBHOOK_TRUSTED_ORIGINS.length > 0 && env.NODE_ENV === 'production') {
      throw new BadEnvironment(
        'WEBHOOK_TRUSTED_ORIGINS must not be set with NODE_ENV=production: any store could post to addresses inside your network',
      );
    }
    if (env.NOTIFICATIONS_OUTBOX && env.NODE_ENV === 'production') {
      throw new BadEnvironment(
        'NOTIFICATIONS_OUTBOX must be off with NODE_ENV=production: the outbox shows the one-time codes of every account',
      );
    }
  },
  async open({ env, pool, adapter, limits, peer, log, now }) {
    const db = new PrismaClient({ adapter });
    const resolve = createResolve({ timeoutMs: dnsTimeoutMs });
    const rules = { ports: env.WEBHOOK_PORTS.map(Number), trustedOrigins: env.WEBHOOK_TRUSTED_ORIGINS };
    const services: NotificationsServices = {
      db,
      pool,
      limits,
      sealKeys: [env.SOKO_SEAL_KEY, ...env.SOKO_SEAL_KEYS_OLD],
      findPersonalKey: createFindPersonalKey(peer),
      findGuest: createFindGuest(peer('orders')),
      findConfirmation: createFindConfirmation(peer('payments')),
      findSellerOwner: createFindSellerOwner(peer('users')),
      findTimeZone: createFindTimeZone(peer('users')),
      findSegmentPeople: createFindSegmentPeople(peer('users')),
      publicUrl: env.SOKO_PUBLIC_URL.replace(/\/$/, ''),
      productUrl: env.PRODUCT_PAGE_URL ?? null,
      webhooks: { rules, resolve },
      outboxIsShown: env.NOTIFICATIONS_OUTBOX,
      tracksCampaigns: env.CAMPAIGN_TRACKING,
      deliverSoon() {
        for (const { worker, name } of [...channels, { worker: webhookWorker, name: 'webhooks' }])
          worker
            .runDue()
            .catch((error: unknown) =>
              log.error({ err: error, provider: name }, 'could not deliver messages; retrying'),
            );
      },
      log,
      now,
    };
    const providers = openProviders(env);
    const channels = providers.map((provider) => ({
      name: provider.name,
      channel: provider.channel,
      worker: createDelivery(services, provider, {
        ...(provider.channel === 'EMAIL'
          ? { atOnce: env.MAIL_AT_ONCE, perSecond: env.MAIL_PER_SECOND }
          : { atOnce: env.SMS_AT_ONCE, perSecond: env.SMS_PER_SECOND }),
        maxTries: env.NOTIFICATION_TRIES,
      }),
    }));
    const timeoutMs = env.WEBHOOK_TIMEOUT_MS;
    const webhookWorker = createWebhookDelivery(services, createPostWebhook({ ...rules, resolve, timeoutMs }), {
      atOnce: env.WEBHOOKS_AT_ONCE,
      maxTries: env.WEBHOOK_TRIES,
      disableMs: env.WEBHOOK_DISABLE_DAYS * dayMs,
      timeoutMs,
    });
    return {
      context: (identity) => contextOf(services, identity),
      consumers: consumers(services),
      jobs: [
        { name: 'notifications.remove-expired-texts', everyMs: 5_000, run: () => removeExpiredTexts(db, now()) },
        { name: 'notifications.take-back-messages', everyMs: 5_000, run: () => takeBackMessages(pool, now()) },
        { name: 'notifications.send-bet-digests', everyMs: 60_000, run: () => sendBetDigests(services) },
        { name: 'notifications.send-campaigns', everyMs: deliverEveryMs, run: () => sendCampaigns(services) },
        { name: 'notifications.deliver-webhooks', everyMs: deliverEveryMs, isShared: true, run: webhookWorker.runDue },
        { name: 'notifications.report-webhooks', everyMs: 15_000, run: () => reportDisabledEndpoints(services) },
        { name: 'notifications.delete-old-secrets', everyMs: 60_000, run: () => deleteOldSecrets(pool, now()) },
        ...channels.map(({ channel, worker }) => ({
          name: `notifications.deliver-${channel.toLowerCase()}`,
          everyMs: deliverEveryMs,
          isShared: true,
          run: worker.runDue,
        })),
      ],
      prune: [
        { table: 'notifications', where: 'created_at < $1', keepMs: env.NOTIFICATION_DAYS * dayMs },
        { table: 'webhook_delivery', where: 'ended_at < $1', keepMs: env.WEBHOOK_DAYS * dayMs },
        { table: 'blocked_address', where: 'created_at < $1', keepMs: env.MAIL_BLOCK_DAYS * dayMs },
        { table: 'mail_report', where: 'created_at < $1', keepMs: env.MAIL_BLOCK_DAYS * dayMs },
        ...guestChoices(env.MAIL_BLOCK_DAYS * dayMs),
        ...campaignRules(env.CAMPAIGN_DAYS * dayMs),
      ],
      gauges: [...gauges(services), ...webhookGauges({ pool, now })],
      async routes(app) {
        campaignLinks(app, services);
        await app.register(async (scope) => unsubscribePages(scope, services));
        const { MAIL_WEBHOOK_KEY: webhookKey, MAIL_SNS_TOPICS: topics, MAIL_DSN_KEY: dsnKey } = env;
        if (webhookKey !== undefined)
          await app.register(async (scope) => mailWebhook(scope, services, readWebhookKey(webhookKey)));
        if (topics.length > 0)
          await app.register(async (scope) => sesReports(scope, services, { topics, fetchFromSns }));
        if (dsnKey !== undefined) await app.register(async (scope) => returnedMail(scope, services, dsnKey));
      },
      async stopWorking() {
        await Promise.all([...channels.map(({ worker }) => worker.close()), webhookWorker.close()]);
      },
      async close() {
        await Promise.all(providers.map((provider) => provider.close()));
        await db.$disconnect();
      },
    };
  },
});
