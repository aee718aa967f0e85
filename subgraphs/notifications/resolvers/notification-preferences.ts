import { settingsOf } from '../domain/preference.ts';
import { timeOfDay } from '../domain/quiet-hours.ts';
import type { NotificationPreferencesResolvers } from '../generated/graphql.ts';
import { listPreferences } from '../store/preferences.ts';
import { findHours } from '../store/quiet-hours.ts';

export const notificationPreferences: NotificationPreferencesResolvers = {
  preferences: async ({ userId }, _args, { pool }) => settingsOf(await listPreferences(pool, userId)),
  async quietHours({ userId }, _args, { pool }) {
    const { quietHours } = await findHours(pool, userId);
    return quietHours && { from: timeOfDay(quietHours.fromMinute), to: timeOfDay(quietHours.toMinute) };
  },
  timeZone: async ({ userId }, _args, { pool }) => (await findHours(pool, userId)).timeZone,
};
