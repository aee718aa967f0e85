import type { Hex } from './chain.ts';

/**
 * Callbacks of a hosted chain engine. They say that something may have happened to a transaction: what did happen is asked of the
 * chain. So a callback that is late, lost, repeated or untrue changes nothing.
 */
export interface ChainCallbacks {
  /** Last part of the address to which the engine posts. */
  path: string;
  /** True for a body that the engine signed, byte by byte. */
  isSigned(body: Buffer, headers: Readonly<Record<string, string | string[] | undefined>>): boolean;
  /** The transactions that a signed body names, each once. None for a body of another form. */
  hashesIn(body: Buffer): Hex[];
}
