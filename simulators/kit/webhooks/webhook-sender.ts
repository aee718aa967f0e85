import type { Logger } from '@soko/log';
import type { Agenda } from '../agenda.ts';
import { drawFrom } from '../span.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { createAttemptLog } from './attempt-log.ts';
import type { Delivery, DeliveryEnd, LoggedAttempt } from './delivery.ts';
import { isDropped } from './is-dropped.ts';
import { createOutgoing } from './outgoing.ts';
import { createWebhookClient, type WebhookRequest } from './post-webhook.ts';
import { createRealTimers } from './real-timers.ts';
import { defaultWebhookControls, type WebhookControls } from './webhook-controls.ts';

interface Options {
  clock: VirtualClock;
  agenda: Agenda;
  log: Logger;
  /** Signs and addresses a delivery just before it is sent; null when its endpoint no longer exists. */
  prepare(delivery: Delivery): WebhookRequest | null;
  /** The delivery failed; it contains the time of its next attempt. */
  postponed(delivery: Delivery): void;
  /** The delivery has ended. */
  ended(delivery: Delivery, end: DeliveryEnd): void;
}

export interface WebhookSender {
  readonly controls: WebhookControls;
  setControls(controls: WebhookControls): void;
  /** Sends a delivery when it is due. `surely` ignores the drop controls, for manual redelivery. */
  send(delivery: Delivery, options?: { surely?: boolean }): void;
  /** The last attempts, newest first. */
  attempts(): LoggedAttempt[];
  /** Number of paused and queued deliveries. */
  waiting(): number;
  close(): Promise<void>;
}

/** Greatest number of concurrent requests. */
const parallel = 8;

const isAccepted = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

/** Delivers webhooks at least once, unless the controls drop them. */
export function createWebhookSender({ clock, agenda, log, prepare, postponed, ended }: Options): WebhookSender {
  let controls = defaultWebhookControls;
  let closed = false;
  const client = createWebhookClient();
  const attempts = createAttemptLog(clock);
  const timers = createRealTimers();

  const repeat = async (delivery: Delivery, copies: number): Promise<void> => {
    for (let copy = 0; copy < copies && !closed; copy += 1) {
      const request = prepare(delivery);
      if (!request) return;
      attempts.note(delivery, 'repeated', request.url, await client.post(request));
    }
  };

  const tryLater = (delivery: Delivery): void => {
    const waitMs = controls.retryDelaysMs[delivery.attempts - 1];
    if (waitMs === undefined) {
      ended(delivery, 'gave up');
      return;
    }
    const next = { ...delivery, dueAt: clock.now().getTime() + waitMs };
    postponed(next);
    agenda.at(next.dueAt, () => outgoing.add(next));
  };

  const attempt = async (delivery: Delivery): Promise<void> => {
    const request = prepare(delivery);
    if (!request) {
      ended(delivery, 'gave up');
      return;
    }
    const status = await client.post(request);
    if (closed) return;
    const tried = { ...delivery, attempts: delivery.attempts + 1 };
    if (isAccepted(status)) {
      attempts.note(tried, 'accepted', request.url, status);
      ended(tried, 'delivered');
      await repeat(tried, controls.duplicates);
      return;
    }
    attempts.note(tried, status === null ? 'unreachable' : 'refused', request.url, status);
    log.info({ type: tried.type, url: request.url, status, attempt: tried.attempts }, 'webhook not accepted');
    tryLater(tried);
  };

  const outgoing = createOutgoing<Delivery>({
    parallel,
    paused: () => controls.paused,
    reorder: () => controls.reorder,
    send: attempt,
  });

  return {
    get controls() {
      return controls;
    },
    setControls(next) {
      controls = next;
      outgoing.flow();
    },
    send(delivery, { surely = false } = {}) {
      if (!surely && isDropped(delivery, controls)) {
        attempts.note(delivery, 'dropped');
        ended(delivery, 'dropped');
        return;
      }
      if (delivery.dueAt > clock.now().getTime()) agenda.at(delivery.dueAt, () => outgoing.add(delivery));
      else timers.after(drawFrom(controls.delayMs), () => outgoing.add(delivery));
    },
    attempts: attempts.list,
    waiting: () => outgoing.waiting() + timers.waiting(),
    async close() {
      closed = true;
      timers.close();
      outgoing.close();
      await client.close();
    },
  };
}
