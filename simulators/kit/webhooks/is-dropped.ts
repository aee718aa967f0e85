import type { Delivery } from './delivery.ts';
import type { WebhookControls } from './webhook-controls.ts';

const matches = (pattern: string, type: string): boolean =>
  pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;

/** True when the controls drop this delivery. A delivery that was attempted once is not dropped. */
export const isDropped = (delivery: Delivery, { dropTypes, dropRate }: WebhookControls): boolean =>
  delivery.attempts === 0 &&
  (dropTypes.some((pattern) => matches(pattern, delivery.type)) || (dropRate > 0 && Math.random() < dropRate));
