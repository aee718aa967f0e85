/** The consumer group. It keeps its first name: a new one would handle all events from the beginning again. */
export const group = 'orders.purchases';
