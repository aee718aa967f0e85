import type { IncomingHttpHeaders } from 'node:http';

/** A span as a collector received it. */
export interface CollectedSpan {
  /** The name of the process. */
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  /** Empty for the first span of a trace. */
  parentSpanId: string;
  attributes: Record<string, unknown>;
  isFailed: boolean;
}

export interface TraceCollector {
  /** `/spans/<trace id>` below it has the spans of a trace, for specs in other processes. */
  url: string;
  spans(): readonly CollectedSpan[];
  /** The headers of the last request. */
  headers(): IncomingHttpHeaders;
  close(): Promise<void>;
}

/** A collector of traces, as an operator would run one: it receives OTLP over HTTP, as JSON. */
export function startTraceCollector(): Promise<TraceCollector>;
