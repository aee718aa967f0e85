import type { Keys } from '@soko/env/keys';
import { Unprocessable } from '@soko/event-bus';
import { BrokenSeal, unseal } from '@soko/seal';

/** The text in a sealed field of an event. With other keys no further try would open it: the event is parked at once. */
export function openSeal(sealKeys: Keys, purpose: string, sealed: string): string {
  try {
    return unseal(sealKeys, purpose, sealed);
  } catch (error) {
    if (!(error instanceof BrokenSeal)) throw error;
    throw new Unprocessable(`${error.message} SOKO_SEAL_KEY and SOKO_SEAL_KEYS_OLD must be the same for all services.`);
  }
}
