import { v7 } from 'uuid';
import type { Attempt } from './attempt.ts';
import { ProviderRefusal } from './provider.ts';

/** A promise that every adapter must keep, as a function that throws if it is broken. */
export interface Audit {
  name: string;
  run(): Promise<void>;
}

export class AuditFailure extends Error {
  override readonly name = 'AuditFailure';
}

export function expectEqual(what: string, seen: unknown, wanted: unknown): void {
  if (seen !== wanted) throw new AuditFailure(`${what} is ${String(seen)}, expected ${String(wanted)}.`);
}

export async function expectRefusal(what: string, call: () => Promise<unknown>): Promise<void> {
  const error = await call().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProviderRefusal)) throw new AuditFailure(`${what} was not refused: ${String(error)}.`);
}

/** A first attempt with a new key. */
export const newAttempt = (): Attempt => ({ key: `audit-${v7()}`, number: 0 });
