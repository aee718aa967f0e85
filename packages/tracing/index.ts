export { SpanKind } from '@opentelemetry/api';
export {
  activeTraceparent,
  continueTrace,
  describeSpan,
  inSpan,
  type SpanOptions,
  traceEvents,
  traceIds,
  traceRequest,
} from './spans.ts';
export { startTracing, type Tracing } from './start-tracing.ts';
