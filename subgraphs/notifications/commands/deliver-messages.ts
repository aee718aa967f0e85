import { createDueWorker, type DueWorker } from '@soko/subgraph';
import type { SkipReason } from '../domain/message.ts';
import { isTooLate, leaseMs } from '../domain/message-times.ts';
import { isWanted } from '../domain/preference.ts';
import { nextStatus } from '../domain/next-status.ts';
import type { Outcome } from '../domain/outcome.ts';
import { createPace } from '../pace.ts';
import type { MessageProvider } from '../providers/provider.ts';
import type { NotificationsServices } from '../services.ts';
import { blockAddresses } from '../store/blocked-addresses.ts';
import { type ClaimedMessage, claimMessages, endAttempt, skipMessage } from '../store/deliveries.ts';
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

type Services = Pick<NotificationsServices, 'pool' | 'sealKeys' | 'log' | 'now'>;

const usedUp: Outcome = { result: 'undecidable', reason: 'Every process that sent it ended before it got an answer.' };

/** Why a message is not sent. Null when it is. The person may have changed their mind since it was composed. */
function reasonToSkip(message: ClaimedMessage, now: Date): SkipReason | null {
  if (message.sealedBody === null || isTooLate(message, now)) return 'EXPIRED';
  if (message.isBlocked) return 'ADDRESS_BLOCKED';
  return isWanted(message.topic, message.chosen) ? null : 'OPTED_OUT';
}

/** Sends a claimed message, once, and saves the result. */
async function deliver(
  services: Services,
  provider: MessageProvider,
  message: ClaimedMessage,
  { maxTries }: ChannelSettings,
): Promise<Outcome | null> {
  const { pool, log, now } = services;
  const skipped = reasonToSkip(message, now());
  if (skipped !== null) {
    await skipMessage(pool, message, skipped, now());
    return null;
  }
  // Processes that ended in the middle of it used up its attempts.
  const isUsedUp = message.failures >= maxTries;
  const outcome = isUsedUp ? usedUp : await attemptMessage(services, provider, message);
  const next = nextStatus(message, outcome, maxTries);
  // First: a process that ends in between repeats the attempt, and the address is refused again.
  if (outcome.result === 'refused' && outcome.isAddress && provider.channel === 'EMAIL')
    await blockAddresses(pool, [{ address: message.to, reason: 'BOUNCE' }], now());
  await endAttempt(pool, message, next, now());
  const { id, template, failures } = message;
  if (next.status === 'DEAD')
    log.warn({ id, template, provider: provider.name, reason: next.reason }, 'gave up a message');
  if (next.status === 'FAILED')
    log.info({ id, template, provider: provider.name, failures }, 'could not send a message yet; retrying');
  return outcome;
}

/**
 * Sends the messages of a provider's channel that are due. A message is claimed and saved as such before it is sent, so that no
 * two processes send it; when a process ends in between, the next attempt knows that it may have been sent.
 */
export function createDelivery(services: Services, provider: MessageProvider, settings: ChannelSettings): DueWorker {
  const pace = createPace(settings.perSecond);
  let pausedUntil = 0;
  return createDueWorker<ClaimedMessage>({
    atOnce: settings.atOnce,
    claim: async (limit) => {
      const now = services.now();
      if (now.getTime() < pausedUntil) return [];
      return claimMessages(services.pool, provider.channel, { limit, now, leaseMs });
    },
    async run(message) {
      await pace();
      const outcome = await deliver(services, provider, message, settings);
      if (outcome?.result === 'later' && outcome.pauseMs !== null)
        pausedUntil = Math.max(pausedUntil, services.now().getTime() + outcome.pauseMs);
    },
  });
}
