import { Unprocessable } from '@soko/event-bus';
import { BrokenSeal, unseal } from '@soko/seal';

/** The text in a sealed field of an event. One that another key sealed will not open however often it is tried. */
export function openSeal(sealKey: string, purpose: string, sealed: string): string {
  try {
    return unseal(sealKey, purpose, sealed);
  } catch (error) {
    if (error instanceof BrokenSeal) throw new Unprocessable(`${error.message} Is SOKO_SEAL_KEY the same everywhere?`);
    throw error;
  }
}
