import { serviceUnavailable } from '@soko/errors';
import { ProviderUnavailable } from '../providers/provider.ts';
import { waitUntil } from './wait-until.ts';

/** Longest wait for a provider call of another request, in milliseconds. */
const callTimeoutMs = 15_000;

const notResponding = () => serviceUnavailable('The payment provider is not responding. Try again shortly.');

/** Waits for the end of a call that another request makes. Throws SERVICE_UNAVAILABLE after 15 seconds. */
export async function waitForProvider<T>(look: () => Promise<T>, isOver: (seen: T) => boolean): Promise<T> {
  const seen = await waitUntil(look, isOver, callTimeoutMs);
  if (seen === undefined) throw notResponding();
  return seen;
}

/** The error for the caller: SERVICE_UNAVAILABLE when the provider did not respond. */
export const toCallerError = (error: unknown): unknown =>
  error instanceof ProviderUnavailable ? Object.assign(notResponding(), { cause: error }) : error;
