import type { Delivery } from './delivery.ts';
import type { WebhookControls } from './webhook-controls.ts';

const matches = (pattern: string, type: string): boolean =>
  pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;

/** Whether the controls lose this delivery. What was tried once is not lost any more. */
export const isDropped = (delivery: Delivery, { dropTypes, dropRate }: WebhookControls): boolean =>
  delivery.attempts === 0 &&
  (dropTypes.some((pattern) => matches(pattern, delivery.type)) || (dropRate > 0 && Math.random() < dropRate));
