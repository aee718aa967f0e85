/** The consumer group. One for all events, so that those of one account are handled in their order. */
export const group = 'notifications.messages';

/** The consumer group of bets: a settlement of many bets does not hold up one-time codes. */
export const digestGroup = 'notifications.digests';

/** The consumer group of the audience of campaigns. */
export const audienceGroup = 'notifications.audience';

/** The consumer group of orders, stock and payments, for the same reason. */
export const orderGroup = 'notifications.orders';

/** The consumer group of webhooks: the endpoints of stores hold up no message to a person. */
export const webhookGroup = 'notifications.webhooks';
