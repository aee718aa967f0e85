import { z } from 'zod';
import { span } from '../span.ts';

/** How the simulator treats the webhooks it sends. */
export const webhookControls = z.strictObject({
  /** Keeps everything back until it is false again. */
  paused: z.boolean(),
  /** Real time between the event and the first attempt. */
  delayMs: span,
  /** How many more times each delivered webhook is sent. */
  duplicates: z.number().int().min(0).max(1_000),
  /** Collects this many and sends them newest first; 1 or less keeps them in order. */
  reorder: z.number().int().min(0).max(1_000),
  /** The share that is lost without an attempt. */
  dropRate: z.number().min(0).max(1),
  /** Types that are lost without an attempt; `*` stands for anything: `payment_intent.*`. */
  dropTypes: z.array(z.string().min(1)),
  /** Waits before the second, third, … attempt, by the simulator's clock. */
  retryDelaysMs: z.array(z.number().int().min(0)).max(50),
});

export type WebhookControls = z.infer<typeof webhookControls>;

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** As a provider that behaves: at once, in order, retried over three days. */
export const defaultWebhookControls: WebhookControls = {
  paused: false,
  delayMs: { min: 0, max: 0 },
  duplicates: 0,
  reorder: 0,
  dropRate: 0,
  dropTypes: [],
  retryDelaysMs: [second, 5 * second, 30 * second, 5 * minute, hour, 6 * hour, 24 * hour, 40 * hour],
};
