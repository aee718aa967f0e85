import type { TracingEnv } from './env.ts';
import { record } from './spans.ts';

/** The part of a logger that this package needs: loggers write the ids of traces, so they depend on it. */
export interface Log {
  warn(facts: object, message: string): void;
}

export interface Tracing {
  /** Sends what is left, and traces no longer. */
  close(): Promise<void>;
}

/** Traces this process as `service` when a collector is set. Otherwise nothing is loaded. */
export async function startTracing({
  service,
  env,
  log,
}: {
  service: string;
  env: TracingEnv;
  log: Log;
}): Promise<Tracing> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers } = env;
  if (endpoint === undefined) return { close: async () => {} };
  const { openExporter } = await import('./open-exporter.ts');
  const exporter = openExporter({ service, endpoint, headers, log });
  record({ tracer: exporter.tracer, share: env.OTEL_TRACES_SAMPLER_ARG });
  return {
    async close() {
      record(null);
      await exporter.close();
    },
  };
}
