import { usersOtp } from '@soko/events';
import { consumer } from '@soko/outbox';
import { composeMessages } from '../commands/compose-messages.ts';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { openSeal } from './open-seal.ts';

export const onOtpRequested = (services: NotificationsServices) =>
  consumer({
    group,
    on: usersOtp,
    types: ['requested'],
    handle: async (event) => {
      const { userId, channel, purpose, to, locale, code } = event.data;
      const expiresAt = new Date(event.data.expiresAt);
      const data = {
        purpose,
        code: openSeal(services.sealKeys, 'otp', code),
        minutes: Math.max(1, Math.round((expiresAt.getTime() - Date.parse(event.time)) / 60_000)),
      };
      const template = channel === 'SMS' ? 'one-time-code-sms' : 'one-time-code';
      await composeMessages(services, event, [{ template, data, channel, to, userId, locale, expiresAt }]);
    },
  });
