/** The consumer group. One for all events, so that those of one account are handled in their order. */
export const group = 'notifications.messages';
