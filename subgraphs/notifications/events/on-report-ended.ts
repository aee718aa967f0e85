import { TooEarly } from '@soko/event-bus';
import { analyticsReport, type EventsOf } from '@soko/events';
import { isId } from '@soko/ids';
import { consumer } from '@soko/outbox';
import { composeMessages } from '../commands/compose-messages.ts';
import { isStale } from '../domain/is-stale.ts';
import { type Letter, mailTo } from '../domain/mail-to.ts';
import { type ReportKind, reportKinds } from '../domain/templates/template-data.ts';
import { group } from '../group.ts';
import type { NotificationsServices } from '../services.ts';
import { findContacts } from '../store/contacts.ts';

type Ended = Extract<EventsOf<typeof analyticsReport>, { type: `analytics.report.${'completed' | 'failed'}` }>;

const isKind = (type: string): type is ReportKind => reportKinds.some((kind) => kind === type);

/** The mail has no link to the file: its reader must sign in, with the rights of then. */
function letterOf({ type, subject: reportId, data }: Ended, firstName: string): Letter | null {
  const { type: kind, from, to, rows } = data.report;
  if (!isKind(kind)) return null;
  const about = { firstName, kind, from: new Date(from), to: new Date(to) };
  return type === 'analytics.report.failed'
    ? { template: 'report-failed', data: about }
    : { template: 'report-ready', data: { ...about, rows, reportId } };
}

/** Tells a person that a report that a schedule of theirs made is ready, or that it failed. Who asked for a report sees it. */
export const onReportEnded = (services: NotificationsServices) =>
  consumer({
    group,
    on: analyticsReport,
    types: ['completed', 'failed'],
    async handle(event) {
      const { scheduleId, userId } = event.data.report;
      // What the keys of a store asked for is fetched by programs.
      if (isId('sto', userId)) return;
      if (scheduleId == null || isStale(event.time, services.now())) return;
      const contact = (await findContacts(services.pool, [userId])).get(userId);
      if (contact === undefined) throw new TooEarly(`The contact of ${userId} is not known yet.`);
      const letter = contact === null ? null : letterOf(event, contact.firstName);
      if (contact !== null && letter !== null) await composeMessages(services, event, [mailTo(contact, letter)]);
    },
  });
