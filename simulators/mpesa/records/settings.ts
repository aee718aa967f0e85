import type { SettingsRecord } from './kinds.ts';

export const defaultSettings: SettingsRecord = {
  id: 'settings',
  answerAfterMs: 4_000,
  payoutAfterMs: 3_000,
  tps: 100,
  defaultScenario: 'success',
};
