import { deadLetterAudits } from './audits/dead-letters.ts';
import { deliveryAudits } from './audits/delivering.ts';
import { followingAudits } from './audits/following.ts';
import { memberAudits } from './audits/members.ts';
import { retryAudits } from './audits/retrying.ts';
import { type AuditedLog, newScene } from './audits/scene.ts';
import { topicAudits } from './audits/topics.ts';

const audits = {
  ...deliveryAudits,
  ...memberAudits,
  ...retryAudits,
  ...deadLetterAudits,
  ...followingAudits,
  ...topicAudits,
};

/** The promises of the event bus, by name. Each function rejects when the adapter breaks its promise. */
export const eventBusAudits = (log: AuditedLog): Record<string, () => Promise<void>> =>
  Object.fromEntries(
    Object.entries(audits).map(([name, audit]) => [
      name,
      async () => {
        const scene = newScene(log);
        try {
          await audit(scene);
        } finally {
          await scene.close();
        }
      },
    ]),
  );
