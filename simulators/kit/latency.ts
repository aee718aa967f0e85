import { z } from 'zod';
import { drawFrom, type Span, span } from './span.ts';

/** Delay of a call before it runs, and before its answer is sent. */
export const latency = z.strictObject({ beforeMs: span, afterMs: span });

export type Latency = z.infer<typeof latency>;

export const noLatency: Latency = { beforeMs: { min: 0, max: 0 }, afterMs: { min: 0, max: 0 } };

/** Waits for a random time in the span; not at all without a span. */
export async function waitWithin(span: Span): Promise<void> {
  const ms = drawFrom(span);
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms).unref());
}
