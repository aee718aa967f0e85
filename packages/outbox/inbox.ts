/** The part of a Prisma client or transaction that the inbox needs. */
export interface InboxClient {
  $executeRaw(query: TemplateStringsArray, ...values: unknown[]): Promise<number>;
}

/**
 * Notes, in the transaction of an effect, that `group` has handled the event. Answers false when it had already: the
 * effect must then be left out. Two deliveries at once wait for each other on the row.
 */
export const markProcessed = async (tx: InboxClient, group: string, eventId: string): Promise<boolean> =>
  (await tx.$executeRaw`INSERT INTO inbox (consumer, event_id) VALUES (${group}, ${eventId}) ON CONFLICT DO NOTHING`) ===
  1;
