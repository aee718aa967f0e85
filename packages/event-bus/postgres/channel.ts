/** The channel of LISTEN and NOTIFY. It wakes consumers and names the topic: a lost notification costs the delay of one poll. */
export const channel = 'soko_events';
