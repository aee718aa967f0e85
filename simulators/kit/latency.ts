import { z } from 'zod';
import { drawFrom, type Span, span } from './span.ts';

/** How long a call waits before it runs, and before its answer leaves. */
export const latency = z.strictObject({ beforeMs: span, afterMs: span });

export type Latency = z.infer<typeof latency>;

export const noLatency: Latency = { beforeMs: { min: 0, max: 0 }, afterMs: { min: 0, max: 0 } };

/** Waits for as long as the span says, and not at all where it says nothing. */
export async function waitWithin(span: Span): Promise<void> {
  const ms = drawFrom(span);
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms).unref());
}
