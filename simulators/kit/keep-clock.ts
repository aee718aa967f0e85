import type { Kinds, Records } from './records.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The one record of the kind `clock`. */
export interface ClockRecord {
  id: 'clock';
  aheadMs: number;
}

/** Restores the clock's position after a restart, and saves each change of it. */
export function keepClock<K extends Kinds & { clock: ClockRecord }>(records: Records<K>, clock: VirtualClock): void {
  const kept = records.get('clock', 'clock');
  clock.advance(kept?.aheadMs ?? 0);
  clock.onJump(() => {
    const draft = records.draft();
    draft.put('clock', { id: 'clock', aheadMs: clock.aheadMs() });
    draft.commit();
  });
}
