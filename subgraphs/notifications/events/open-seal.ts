import { Unprocessable } from '@soko/event-bus';
import { BrokenSeal, unseal } from '@soko/seal';

/** The text in a sealed field of an event. With another key no further try would open it: the event is parked at once. */
export function openSeal(sealKey: string, purpose: string, sealed: string): string {
  try {
    return unseal(sealKey, purpose, sealed);
  } catch (error) {
    if (!(error instanceof BrokenSeal)) throw error;
    throw new Unprocessable(`${error.message} SOKO_SEAL_KEY must be the same for all services.`);
  }
}
