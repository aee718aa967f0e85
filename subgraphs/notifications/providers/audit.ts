import { newId } from '@soko/ids';
import type { Outcome } from '../domain/outcome.ts';
import type { MessageProvider, Outgoing } from './provider.ts';

/** A promise that every adapter must keep, as a function that throws if it is broken. */
export interface Audit {
  name: string;
  run(): Promise<void>;
}

export class AuditFailure extends Error {
  override readonly name = 'AuditFailure';
}

export function expectEqual(what: string, seen: unknown, wanted: unknown): void {
  if (JSON.stringify(seen) !== JSON.stringify(wanted))
    throw new AuditFailure(`${what} is ${JSON.stringify(seen)}, expected ${JSON.stringify(wanted)}.`);
}

export function expectResult(what: string, seen: Outcome, wanted: Outcome['result']): void {
  if (seen.result !== wanted) throw new AuditFailure(`${what} ended as ${JSON.stringify(seen)}, expected ${wanted}.`);
}

/** A message as people got it. */
export interface Received {
  to: string;
  subject: string | null;
  body: string;
}

/** A provider with a service behind it that can be broken. */
export interface AuditSubject {
  provider: MessageProvider;
  /** Messages that an address has got, oldest first. */
  receivedBy(to: string): Promise<readonly Received[]>;
  /** Makes the next call fail. */
  break(how: 'busy' | 'refuses' | 'loses the answer' | 'drops the connection'): Promise<void>;
  /** A new address that the service delivers to. */
  address(): string;
  /** The service cannot tell whether it has got a message before. */
  cannotTell?: boolean;
}

export const outgoing = (to: string, more: Partial<Outgoing> = {}): Outgoing => ({
  id: newId('ntf'),
  to,
  subject: null,
  body: 'An audit, with ünïcödé, 5 € and a “quote”.',
  html: null,
  headers: {},
  createdAt: new Date(),
  maybeSent: false,
  ...more,
});
