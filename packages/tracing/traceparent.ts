import { isSpanContextValid, type SpanContext, TraceFlags } from '@opentelemetry/api';

const format = /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/;

/** The span in a header or event. Undefined without a valid one. https://www.w3.org/TR/trace-context/#traceparent-header */
export function readTraceparent(text: unknown): SpanContext | undefined {
  const [, traceId, spanId, flags] = (typeof text === 'string' && format.exec(text)) || [];
  if (traceId === undefined || spanId === undefined) return undefined;
  const isSampled = (Number.parseInt(flags ?? '', 16) & TraceFlags.SAMPLED) !== 0;
  const span = { traceId, spanId, isRemote: true, traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE };
  return isSpanContextValid(span) ? span : undefined;
}

/** Only what is traced is passed on, so the flags say so. */
export const writeTraceparent = ({ traceId, spanId }: SpanContext): string => `00-${traceId}-${spanId}-01`;
