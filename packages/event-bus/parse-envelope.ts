import { envelope, type Envelope } from '@soko/events';

/** The envelope in a message of the log, or the reason why it has none. */
export function parseEnvelope(value: string): { envelope: Envelope } | { malformed: string } {
  let json: unknown;
  try {
    json = JSON.parse(value);
  } catch (error) {
    return { malformed: `not JSON: ${(error as Error).message}` };
  }
  const parsed = envelope.safeParse(json);
  if (parsed.success) return { envelope: parsed.data };
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'message'}: ${issue.message}`);
  return { malformed: `not an envelope: ${problems.join('; ')}` };
}
