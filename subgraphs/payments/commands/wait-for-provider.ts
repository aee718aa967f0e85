import { serviceUnavailable } from '@soko/errors';
import { pollUntil } from '@soko/retry';
import { ProviderUnavailable } from '../providers/provider.ts';
import type { PaymentsServices } from '../services.ts';

/** Longest wait for a provider call of another request, in milliseconds. */
const callTimeoutMs = 15_000;

const notResponding = () => serviceUnavailable('The payment provider is not responding. Try again shortly.');

/** Waits for the end of a call that another request makes. Throws SERVICE_UNAVAILABLE after 15 seconds. */
export async function waitForProvider<T>(look: () => Promise<T>, isOver: (seen: T) => boolean): Promise<T> {
  const seen = await pollUntil(look, isOver, { timeoutMs: callTimeoutMs });
  if (seen === undefined) throw notResponding();
  return seen;
}

/**
 * Waits for `work` no longer than the caller waits for a response, and throws SERVICE_UNAVAILABLE then. The work continues,
 * and a repeat of the operation returns its result.
 */
export async function respondInTime<T>(
  { settings, log }: Pick<PaymentsServices, 'settings' | 'log'>,
  work: Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isOver = true;
      reject(notResponding());
    }, settings.responseMs);
  });
  work.catch((error: unknown) => {
    if (isOver) log.warn({ err: error }, 'an operation failed after its caller had gone');
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** The error for the caller: SERVICE_UNAVAILABLE when the provider did not respond. */
export const toCallerError = (error: unknown): unknown =>
  error instanceof ProviderUnavailable ? Object.assign(notResponding(), { cause: error }) : error;
