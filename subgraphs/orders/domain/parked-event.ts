/** An event of an order that this subgraph gave up on: the order stands still until someone delivers it again. */
export interface ParkedEvent {
  orderId: string;
  /** Type of the event, such as `payments.payment.captured`. */
  type: string;
  attempts: number;
  failedAt: Date;
  error: string;
}

const textAt = (value: unknown, name: string): string | null => {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return typeof found === 'string' ? found : null;
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A dead letter, as far as it is read here. */
export interface DeadLetter {
  /** The message as it was published. */
  value: string;
  attempts: number;
  error: string;
  failedAt: string;
}

/** What a dead letter says about an order. Null for events of other things, and for what is no event. */
export function toParkedEvent({ value, attempts, error, failedAt }: DeadLetter): ParkedEvent | null {
  const event = parse(value);
  const data = typeof event === 'object' && event !== null ? (event as { data?: unknown }).data : null;
  const payment = typeof data === 'object' && data !== null ? (data as { payment?: unknown }).payment : null;
  const orderId = textAt(data, 'orderId') ?? textAt(payment, 'orderId');
  if (orderId === null) return null;
  return { orderId, type: textAt(event, 'type') ?? '', attempts, failedAt: new Date(failedAt), error };
}
