import { campaign } from './campaign.ts';
import { mutation } from './mutation.ts';
import { notification } from './notification.ts';
import { notificationPreference } from './notification-preference.ts';
import { notificationPreferences } from './notification-preferences.ts';
import { outboxMessage } from './outbox-message.ts';
import { query } from './query.ts';
import { subscription } from './subscription.ts';
import { webhookDelivery, webhookEndpoint, webhookMutation, webhookQuery } from './webhooks.ts';

export const resolvers = {
  Query: { ...query, ...webhookQuery },
  Mutation: { ...mutation, ...webhookMutation },
  Subscription: subscription,
  Campaign: campaign,
  Notification: notification,
  NotificationPreference: notificationPreference,
  NotificationPreferences: notificationPreferences,
  OutboxMessage: outboxMessage,
  WebhookEndpoint: webhookEndpoint,
  WebhookDelivery: webhookDelivery,
};
