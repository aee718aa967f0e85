import { z } from 'zod';
import { span } from '../span.ts';

/** How the simulator treats the webhooks it sends. */
export const webhookControls = z.strictObject({
  /** Pauses all webhooks until it is false again. */
  paused: z.boolean(),
  /** Real time between the event and the first attempt. */
  delayMs: span,
  /** Number of additional times to send each delivered webhook. */
  duplicates: z.number().int().min(0).max(1_000),
  /** Size of a batch that is sent newest first; 1 or less keeps the order. */
  reorder: z.number().int().min(0).max(1_000),
  /** Share of webhooks that are dropped without an attempt, 0 to 1. */
  dropRate: z.number().min(0).max(1),
  /** Types that are dropped without an attempt; `*` matches anything: `payment_intent.*`. */
  dropTypes: z.array(z.string().min(1)),
  /** Delays before the second, third, … attempt, by the simulator's clock. */
  retryDelaysMs: z.array(z.number().int().min(0)).max(50),
});

export type WebhookControls = z.infer<typeof webhookControls>;

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The defaults of a well-behaved provider: at once, in order, retried for three days. */
export const defaultWebhookControls: WebhookControls = {
  paused: false,
  delayMs: { min: 0, max: 0 },
  duplicates: 0,
  reorder: 0,
  dropRate: 0,
  dropTypes: [],
  retryDelaysMs: [second, 5 * second, 30 * second, 5 * minute, hour, 6 * hour, 24 * hour, 40 * hour],
};
