import { newId } from '@soko/ids';
import { inTransaction } from '@soko/postgres';
import { workOnRows } from '@soko/subgraph';
import { composeAll } from '../../domain/compose.ts';
import { mailTo } from '../../domain/mail-to.ts';
import type { NotificationsServices } from '../../services.ts';
import { findContacts } from '../../store/contacts.ts';
import { saveMessages } from '../../store/save-messages.ts';
import { findEndpointsToReport } from '../../store/webhooks/endpoints.ts';
import { takeReport } from '../../store/webhooks/reports.ts';
import { sealMessage } from '../seal-message.ts';

type Services = Pick<NotificationsServices, 'pool' | 'sealKeys' | 'deliverSoon' | 'now'>;

/** Writes to the administrators of the store in the transaction that takes the report: once, wherever the process ends. */
const report = ({ pool, sealKeys, now }: Services, endpointId: string): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const at = now();
    const taken = await takeReport(tx, endpointId, at);
    if (taken === null) return;
    const { storeName, url, reason: kind, disabledAt, administrators } = taken;
    const contacts = [...(await findContacts(tx, administrators)).values()].filter((contact) => contact !== null);
    const messages = contacts.flatMap((contact) => {
      const data = { firstName: contact.firstName, storeName, host: new URL(url).host, kind };
      const cause = {
        id: `${endpointId}:${disabledAt.getTime()}:${contact.userId}`,
        time: at.toISOString(),
        correlationId: newId('req'),
      };
      return composeAll([mailTo(contact, { template: 'webhook-disabled', data })], cause, at);
    });
    await saveMessages(
      tx,
      messages.map((message) => sealMessage(sealKeys, message)),
    );
  });

/** Mails the administrators of stores whose endpoints were disabled because they failed. One that cannot be reported holds up no other. */
export async function reportDisabledEndpoints(services: Services): Promise<void> {
  await workOnRows({
    batch: 200,
    find: (limit, except) => findEndpointsToReport(services.pool, limit, except),
    keyOf: (endpointId) => endpointId,
    async work(endpointId) {
      await report(services, endpointId);
      services.deliverSoon();
    },
  });
}
