import type { Keys } from '@soko/env/keys';
import type { RateByCountry } from './taxes.ts';

/** Settings of deposits and withdrawals. */
export interface CashSettings {
  sealKeys: Keys;
  /** Time to wait for an event before payments is asked, in milliseconds. */
  lookMs: number;
  /** Time after which a withdrawal with an unknown outcome goes to support, in milliseconds. */
  reviewMs: number;
  excise: RateByCountry;
  withholding: RateByCountry;
}
