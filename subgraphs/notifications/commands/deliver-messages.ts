import { gather } from '@soko/outbox';
import { createDueWorker, type DueWorker } from '@soko/subgraph';
import { deliveryEvent } from '../domain/delivery-event.ts';
import type { SkipReason } from '../domain/message.ts';
import { isTooLate, leaseMs } from '../domain/message-times.ts';
import { isWanted } from '../domain/preference.ts';
import { nextStatus } from '../domain/next-status.ts';
import type { Outcome } from '../domain/outcome.ts';
import { quietUntil } from '../domain/quiet-hours.ts';
import { isForAnyHour } from '../domain/topics.ts';
import { createPace } from '../pace.ts';
import type { MessageProvider } from '../providers/provider.ts';
import type { NotificationsServices } from '../services.ts';
import { blockAddresses } from '../store/blocked-addresses.ts';
import { campaignTemplate } from '../store/campaigns/campaign-messages.ts';
import { type ClaimedMessage, claimMessages, type EndedAttempt, endAttempts } from '../store/deliveries.ts';
import { attemptMessage } from './attempt-message.ts';

/** Limits of a channel. */
export interface ChannelSettings {
  /** Messages that are sent at the same time. */
  atOnce: number;
  /** Messages per second that this process begins to send. */
  perSecond: number;
  /** Failed attempts that end a message. */
  maxTries: number;
}

type Services = Pick<NotificationsServices, 'pool' | 'sealKeys' | 'publicUrl' | 'log' | 'now'>;

/** Saves the result of an attempt. */
type End = (message: ClaimedMessage, next: EndedAttempt['next']) => Promise<void>;

const usedUp: Outcome = { result: 'undecidable', reason: 'Every process that sent it ended before it got an answer.' };

/**
 * True when a message is not sent any more. A mail of a campaign is sent as long as the window is open: it may have been written
 * long before, for a reader who was asleep.
 */
const isOver = (message: ClaimedMessage, now: Date): boolean =>
  message.template === campaignTemplate && message.expiresAt !== null
    ? message.expiresAt <= now
    : isTooLate(message, now);

/** Why a message is not sent. Null when it is. The person may have changed their mind since it was composed. */
function reasonToSkip(message: ClaimedMessage, now: Date): SkipReason | null {
  if (message.sealedBody === null || isOver(message, now)) return 'EXPIRED';
  if (message.isEnded) return 'CAMPAIGN_ENDED';
  if (message.isBlocked) return 'ADDRESS_BLOCKED';
  return isWanted(message.topic, message.channel, message.chosen) ? null : 'OPTED_OUT';
}

/** The time until which a message waits, because its reader is not to be disturbed. Null when it does not wait. */
function endOfQuiet({ template, quietHours }: ClaimedMessage, now: Date): Date | null {
  return quietHours === null || isForAnyHour(template) ? null : quietUntil(quietHours, now);
}

/**
 * What becomes of a message that waits for the end of quiet hours. The mails of a campaign would all be due at that moment, so
 * that they are due at its pace instead, and with the end of its window at the latest.
 */
const waitingFor = ({ template, expiresAt }: ClaimedMessage, quietUntil: Date): EndedAttempt['next'] =>
  template === campaignTemplate && expiresAt !== null
    ? { status: 'QUEUED', dueAt: expiresAt, campaignWaitsUntil: quietUntil }
    : { status: 'QUEUED', dueAt: quietUntil, campaignWaitsUntil: null };

/** Sends a claimed message, once, and saves the result. */
async function deliver(
  services: Services,
  provider: MessageProvider,
  message: ClaimedMessage,
  { maxTries, end }: { maxTries: number; end: End },
): Promise<Outcome | null> {
  const { pool, log, now } = services;
  const skipped = reasonToSkip(message, now());
  if (skipped !== null) {
    await end(message, { status: 'SKIPPED', reason: skipped });
    return null;
  }
  const waitsUntil = endOfQuiet(message, now());
  if (waitsUntil !== null) {
    await end(message, waitingFor(message, waitsUntil));
    return null;
  }
  // Processes that ended in the middle of it used up its attempts.
  const isUsedUp = message.failures >= maxTries;
  const outcome = isUsedUp ? usedUp : await attemptMessage(services, provider, message);
  const next = nextStatus(message, outcome, maxTries);
  // First: a process that ends in between repeats the attempt, and the address is refused again.
  if (outcome.result === 'refused' && outcome.isAddress && provider.channel === 'EMAIL')
    await blockAddresses(pool, [{ address: message.to, reason: 'BOUNCE' }], now());
  await end(message, next);
  const { id, template, failures } = message;
  if (next.status === 'DEAD')
    log.warn({ id, template, provider: provider.name, reason: next.reason }, 'gave up a message');
  if (next.status === 'FAILED')
    log.info({ id, template, provider: provider.name, failures }, 'could not send a message yet; retrying');
  return outcome;
}

/** Time after which a worker that has sent as much as it may looks again. */
const paceMs = 100;

/**
 * Sends the messages of a provider's channel that are due. A message is claimed and saved as such before it is sent, so that no
 * two processes send it; when a process ends in between, the next attempt knows that it may have been sent.
 */
export function createDelivery(services: Services, provider: MessageProvider, settings: ChannelSettings): DueWorker {
  const { atOnce, perSecond, maxTries } = settings;
  const { pool, log, now } = services;
  const pace = createPace(perSecond);
  const save = gather<EndedAttempt>((ended) => endAttempts(pool, ended));
  const end: End = (message, next) => {
    const at = now();
    return save([{ message, next, now: at, event: deliveryEvent(provider.channel, message, next.status, at) }]);
  };
  let pausedUntil = 0;
  let resuming: NodeJS.Timeout | null = null;

  function resumeSoon(): void {
    resuming ??= setTimeout(() => {
      resuming = null;
      worker
        .runDue()
        .catch((error: unknown) =>
          log.error({ err: error, provider: provider.name }, 'could not deliver messages; retrying'),
        );
    }, paceMs).unref();
  }

  const worker = createDueWorker<ClaimedMessage>({
    atOnce,
    // Messages that end together are saved together, and make room for as many.
    refillFrom: Math.ceil(atOnce / 2),
    claimsAll: true,
    claim: async (limit) => {
      if (now().getTime() < pausedUntil) return [];
      const allowed = Math.min(limit, pace.room());
      if (allowed < limit) resumeSoon();
      return allowed === 0 ? [] : claimMessages(pool, provider.channel, { limit: allowed, now: now(), leaseMs });
    },
    async run(message) {
      pace.begin();
      const outcome = await deliver(services, provider, message, { maxTries, end });
      if (outcome?.result === 'later' && outcome.pauseMs !== null)
        pausedUntil = Math.max(pausedUntil, now().getTime() + outcome.pauseMs);
    },
  });
  return {
    runDue: () => worker.runDue(),
    async close() {
      await worker.close();
      if (resuming !== null) clearTimeout(resuming);
    },
  };
}
