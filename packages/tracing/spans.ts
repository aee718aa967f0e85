import {
  type Attributes,
  context,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { readTraceparent, writeTraceparent } from './traceparent.ts';

/** Makes the spans of this process, and the share of the operations that is traced. */
interface Recorder {
  tracer: Tracer;
  share: number;
}

let recorder: Recorder | null = null;

/** Traces from now on; with null no longer. */
export function record(by: Recorder | null): void {
  recorder = by;
}

export interface SpanOptions {
  kind?: SpanKind;
  attributes?: Attributes;
}

/** Where an event or a request comes from: a header or field `traceparent`. */
export interface Traced {
  type: string;
  traceparent?: string | undefined;
}

/** The span that runs, if it is traced. */
const runningSpan = (): Span | undefined => (recorder === null ? undefined : trace.getSpan(context.active()));

/** Messages of errors may have personal data: only the kind of the error is recorded. */
function fail(span: Span, error: unknown): void {
  span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

async function runIn<T>(span: Span, within: Context, work: () => Promise<T>): Promise<T> {
  try {
    return await context.with(within, work);
  } catch (error) {
    fail(span, error);
    throw error;
  } finally {
    span.end();
  }
}

function startIn<T>(parent: Context, name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  const span = recorder!.tracer.startSpan(name, options, parent);
  return runIn(span, trace.setSpan(parent, span), work);
}

/**
 * Runs `work` in a span that begins a trace, or continues the one of the client's header. The share decides whether it is
 * traced, whatever the client wishes.
 */
export function traceRequest<T>(
  name: string,
  { traceparent, ...options }: SpanOptions & { traceparent?: unknown },
  work: () => Promise<T>,
): Promise<T> {
  if (recorder === null) return work();
  if (Math.random() >= recorder.share) return work();
  const client = readTraceparent(traceparent);
  const parent = client
    ? trace.setSpanContext(ROOT_CONTEXT, { ...client, traceFlags: TraceFlags.SAMPLED })
    : ROOT_CONTEXT;
  return startIn(parent, name, { kind: SpanKind.SERVER, ...options }, work);
}

/** Runs `work` in a span below the one that runs, if there is one. */
export function inSpan<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  return runningSpan() === undefined ? work() : startIn(context.active(), name, options, work);
}

/** Where a span begins that continues another one. Undefined when that is not traced. */
function contextOf(traceparent: unknown): Context | undefined {
  const parent = readTraceparent(traceparent);
  const isTraced = parent !== undefined && (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
  return isTraced ? trace.setSpanContext(ROOT_CONTEXT, parent) : undefined;
}

/** Runs `work` as a part of the trace that another process, or an event, passed on; in none without a `traceparent`. */
export function continueTrace<T>(traceparent: unknown, work: () => Promise<T>): Promise<T> {
  if (recorder === null) return work();
  const parent = contextOf(traceparent);
  if (parent) return context.with(parent, work);
  return runningSpan() === undefined ? work() : context.with(ROOT_CONTEXT, work);
}

/** Runs `work` for one or many events, in a span of the trace of each. What it causes belongs to the trace of a single one. */
export async function traceEvents<T>(
  name: string,
  events: readonly Traced[],
  options: SpanOptions,
  work: () => Promise<T>,
): Promise<T> {
  if (recorder === null) return work();
  const [only, ...others] = events;
  const named = ({ type }: Traced): string => `${name} ${type}`;
  if (only && others.length === 0) return continueTrace(only.traceparent, () => inSpan(named(only), options, work));
  const { tracer } = recorder;
  const spans = events.flatMap((event) => {
    const parent = contextOf(event.traceparent);
    return parent ? [tracer.startSpan(named(event), options, parent)] : [];
  });
  try {
    return await continueTrace(undefined, work);
  } catch (error) {
    for (const span of spans) fail(span, error);
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}

/** Adds facts to the span that runs, names it when `name` is given, and marks it when it failed without an exception. */
export function describeSpan({
  name,
  attributes,
  isFailed = false,
}: {
  name?: string;
  attributes?: Attributes;
  isFailed?: boolean;
}): void {
  const span = runningSpan();
  if (span === undefined) return;
  if (name !== undefined) span.updateName(name);
  if (attributes !== undefined) span.setAttributes(attributes);
  if (isFailed) span.setStatus({ code: SpanStatusCode.ERROR });
}

/** The span that runs, for the header `traceparent` and for events. Undefined when it is not traced. */
export function activeTraceparent(): string | undefined {
  const span = runningSpan();
  return span && writeTraceparent(span.spanContext());
}

/** The ids of the span that runs, for log lines. */
export function traceIds(): { traceId?: string; spanId?: string } {
  const span = runningSpan();
  if (span === undefined) return {};
  const { traceId, spanId } = span.spanContext();
  return { traceId, spanId };
}
