/** One group for all that is listened to, so that what happens to one account is handled in its order. */
export const group = 'notifications.messages';
