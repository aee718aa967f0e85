import { answer } from '@soko/subgraph';
import { markAllRead } from '../commands/mark-all-read.ts';
import { markRead } from '../commands/mark-read.ts';
import { cancelCampaign } from '../commands/campaigns/cancel-campaign.ts';
import { createCampaign } from '../commands/campaigns/create-campaign.ts';
import { scheduleCampaign } from '../commands/campaigns/schedule-campaign.ts';
import { sendTestOfCampaign } from '../commands/campaigns/send-test-of-campaign.ts';
import { updateCampaign } from '../commands/campaigns/update-campaign.ts';
import { resendMessage } from '../commands/resend-message.ts';
import { setNotificationPreference } from '../commands/set-notification-preference.ts';
import { setQuietHours } from '../commands/set-quiet-hours.ts';
import { unblockAddress } from '../commands/unblock-address.ts';
import { unsubscribe } from '../commands/unsubscribe.ts';
import { unsubscribeLinkInvalid } from '../domain/refusals.ts';
import type { MutationResolvers } from '../generated/graphql.ts';

export const mutation = {
  createCampaign: async (_, { input }, context) => answer('Campaign', await createCampaign(context, input)),
  updateCampaign: async (_, { input }, context) => answer('Campaign', await updateCampaign(context, input)),
  scheduleCampaign: async (_, { input }, context) => answer('Campaign', await scheduleCampaign(context, input)),
  cancelCampaign: async (_, { input }, context) => answer('Campaign', await cancelCampaign(context, input)),
  sendTestOfCampaign: async (_, { input }, context) =>
    answer('CampaignTestSent', await sendTestOfCampaign(context, input)),
  resendMessage: async (_, { input }, context) => answer('UndeliveredMessage', await resendMessage(context, input)),
  unblockAddress: async (_, { input }, context) => answer('UnblockedAddress', await unblockAddress(context, input)),
  markRead: async (_, { input }, context) => answer('Notification', await markRead(context, input)),
  markAllRead: async (_, { input }, context) => answer('NotificationsRead', await markAllRead(context, input)),
  setNotificationPreference: async (_, { input }, context) =>
    answer('NotificationPreference', await setNotificationPreference(context, input)),
  setQuietHours: async (_, { input }, context) =>
    answer('NotificationPreferences', await setQuietHours(context, input)),
  unsubscribe: async (_, { input: { token } }, context) =>
    answer('Unsubscribed', (await unsubscribe(context, token)) ?? unsubscribeLinkInvalid()),
} satisfies Partial<MutationResolvers>;
