import { isMandatory } from '../domain/preference.ts';
import type { NotificationPreferenceResolvers } from '../generated/graphql.ts';

export const notificationPreference: Pick<NotificationPreferenceResolvers, 'isMandatory'> = {
  isMandatory: ({ topic }) => isMandatory(topic),
};
