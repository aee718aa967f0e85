import type { Simulator } from '../simulator.ts';

/** The scenario that the admin page chose for the next request of a phone, once. */
export function takeForced(simulator: Simulator, kind: 'stk' | 'b2c', msisdn: string): string | undefined {
  const id = `${kind} ${msisdn}`;
  const forced = simulator.records.get('forced', id);
  if (forced !== undefined) simulator.change((draft) => draft.remove('forced', id));
  return forced?.scenario;
}
