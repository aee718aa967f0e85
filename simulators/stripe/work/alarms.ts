import type { AlarmRecord } from '../records/kinds.ts';
import type { Simulator } from '../simulator.ts';
import { alarmNames, type AlarmName } from './alarm-names.ts';
import { onAlarm } from './on-alarm.ts';
import { beginWork } from './work.ts';

const isAlarmName = (name: string): name is AlarmName => (alarmNames as readonly string[]).includes(name);

function ring(simulator: Simulator, { id }: AlarmRecord): void {
  // Cleared in the meantime.
  if (!simulator.records.get('alarms', id)) return;
  const [name = '', subject = ''] = id.split(' ');
  const work = beginWork(simulator, null);
  work.draft.remove('alarms', id);
  if (isAlarmName(name)) onAlarm[name](work, subject);
  work.commit();
}

/** Schedules a saved alarm for the time at which it is due. */
export const armAlarm = (simulator: Simulator, alarm: AlarmRecord): void =>
  simulator.controls.agenda.at(alarm.dueMs, () => ring(simulator, alarm));

/** After a start: schedules the saved alarms. */
export function armAllAlarms(simulator: Simulator): void {
  for (const alarm of simulator.records.oldestFirst('alarms')) armAlarm(simulator, alarm);
}
