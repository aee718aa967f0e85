/** One group for all topics, so that all events of one subject are handled in order. */
export const group = 'fulfilment';
