import { envelope, type Envelope } from '@soko/events';

/** The envelope in a message of the log, or the reason why it has none. */
export type ParsedEnvelope = { envelope: Envelope } | { malformed: string };

/** Several groups may get the same envelope, so none may change it. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

export function parseEnvelope(value: string): ParsedEnvelope {
  let json: unknown;
  try {
    json = JSON.parse(value);
  } catch (error) {
    return { malformed: `not JSON: ${(error as Error).message}` };
  }
  const parsed = envelope.safeParse(json);
  if (parsed.success) return { envelope: frozen(parsed.data) };
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'message'}: ${issue.message}`);
  return { malformed: `not an envelope: ${problems.join('; ')}` };
}
