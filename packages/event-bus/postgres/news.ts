/** The topics to which events were appended since the last look. A notification may be lost, so all are looked at now and then. */
export interface News {
  /** Null for an unknown topic. */
  heard(topic: string | null): void;
  /** Takes what was heard. True for a topic that may have new events. */
  take(): (topic: string) => boolean;
}

/** `pollMs`: longest time between two looks at all topics. */
export function createNews(pollMs: number, now: () => number = () => performance.now()): News {
  let topics = new Set<string>();
  let allAt = -Infinity;
  return {
    heard(topic) {
      if (topic === null) allAt = -Infinity;
      else topics.add(topic);
    },
    take() {
      const heard = topics;
      topics = new Set();
      if (now() < allAt) return (topic) => heard.has(topic);
      allAt = now() + pollMs;
      return () => true;
    },
  };
}
