import { commaList } from '@soko/env';
import { z } from 'zod';

/** The variables of OpenTelemetry that Soko reads. The SDK reads the others itself, such as those of its batches. */
export const tracingEnv = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'is not a URL, such as http://collector:4318' })
    .optional()
    .describe(
      'OTLP/HTTP collector that gets traces, as a URL such as `http://collector:4318`. Default: nothing is traced.',
    ),
  OTEL_EXPORTER_OTLP_HEADERS: commaList
    .transform((entries, context) => {
      const headers: Record<string, string> = {};
      for (const entry of entries) {
        const [, name, value] = /^([\w-]+)\s*=\s*(.*)$/.exec(entry) ?? [];
        if (name === undefined || value === undefined) context.addIssue('has an entry that is not "name=value"');
        else headers[name] = decode(value);
      }
      return headers;
    })
    .prefault('')
    .describe('Headers for the collector, such as its key, as comma-separated `name=value`.'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe(
      'Share of the operations that is traced, from 0 to 1. Events are traced with the operation that caused them.',
    ),
};

export type TracingEnv = z.infer<z.ZodObject<typeof tracingEnv>>;

/** Values are percent-encoded: https://www.w3.org/TR/baggage/ */
function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
