import { context, diag, DiagLogLevel, type Tracer } from '@opentelemetry/api';
import { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import { convertLegacyHttpOptions, createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { detectResourcesSync, envDetectorSync, Resource } from '@opentelemetry/resources';
import { AlwaysOnSampler, BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { createContextManager } from './context-manager.ts';
import type { Log } from './start-tracing.ts';

/** `http://collector:4318/base` gets traces at `/base/v1/traces`. */
const tracesUrl = (endpoint: string): string => `${endpoint.replace(/\/+$/, '')}/v1/traces`;

/** Problems of the exporter. Spans that cannot be sent are dropped. */
function reportProblems(log: Log): void {
  const report = (problem: string): void => log.warn({ problem }, 'could not export traces; they are dropped');
  const ignore = (): void => {};
  diag.setLogger(
    { error: report, warn: report, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

/** The SDK of OpenTelemetry: spans are sent in batches over OTLP/HTTP. What is traced is decided before a span is made. */
export function openExporter(options: {
  service: string;
  endpoint: string;
  headers: Record<string, string>;
  log: Log;
}): { tracer: Tracer; close(): Promise<void> } {
  const { service, endpoint, headers, log } = options;
  reportProblems(log);
  context.setGlobalContextManager(createContextManager());
  const settings = convertLegacyHttpOptions({ url: tracesUrl(endpoint), headers }, 'TRACES', 'v1/traces', {
    'Content-Type': 'application/json',
  });
  const exporter = new OTLPExporterBase(createOtlpHttpExportDelegate(settings, JsonTraceSerializer));
  const provider = new BasicTracerProvider({
    sampler: new AlwaysOnSampler(),
    // OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME may name it otherwise.
    resource: new Resource({ 'service.name': service }).merge(detectResourcesSync({ detectors: [envDetectorSync] })),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  return {
    tracer: provider.getTracer('soko'),
    async close() {
      await provider.shutdown().catch(() => {});
      context.disable();
      diag.disable();
    },
  };
}
